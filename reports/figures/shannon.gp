# shannon.gp -- a family: linear beta-VAEs at several beta on Shannon's rate-distortion curve.
#
#     cd build/report && gnuplot -c ../../reports/figures/shannon.gp data/linear > x.svg
#
#   ARG1  folder with sweep.csv (axes) and shannon.csv: kind (0: curve, 1: run), beta, rate, distortion
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 480
load ARG0[1:strlen(ARG0) - strlen('shannon.gp')].'style.gp'

stats data.'/sweep.csv' using (rate_high = column('rate_high'), \
    distortion_low = column('distortion_low'), distortion_high = column('distortion_high'), \
    0) nooutput
points = data.'/shannon.csv'

set lmargin at screen 0.11
set rmargin at screen 0.97
set tmargin at screen 0.96
set bmargin at screen 0.12
rate_low = -0.03 * rate_high
set xrange [rate_low:rate_high]
set yrange [distortion_low:distortion_high]
set xlabel 'rate: KL (nats)' textcolor rgb ink offset 0, 0.3
set ylabel 'distortion (nats)' textcolor rgb ink offset 0.5, 0
set key at graph 0.98, graph 0.98 right top vertical reverse Left samplen 2

of(kind) = column('kind') == kind ? column('rate') : NaN
# The tangent of slope -beta, of about the same length on the figure whatever the slope.
aspect = (distortion_high - distortion_low) / (rate_high - rate_low)
reach(beta) = 0.05 * (rate_high - rate_low) / sqrt(1 + (beta / aspect) ** 2)
plot points using (of(0)):'distortion':(distortion_low) with filledcurves \
        fillcolor rgb '#f3f3f3' fillstyle solid 1 noborder title 'out of reach of any code', \
    points using (of(0)):'distortion' with lines linecolor rgb blue linewidth 1.8 dashtype 1 \
        title "Shannon's curve", \
    points using (of(1) - reach(column('beta'))): \
        (column('distortion') + column('beta') * reach(column('beta'))): \
        (2 * reach(column('beta'))):(-2 * column('beta') * reach(column('beta'))) \
        with vectors nohead linecolor rgb orange linewidth 2 dashtype 1 title 'slope -β', \
    points using (of(1)):'distortion' with points pointtype 7 pointsize 0.8 \
        linecolor rgb vermillion title 'runs', \
    points using (of(1)):'distortion':(sprintf('β = %g', column('beta'))) with labels left rotate by 30 \
        offset 0.6, 0.5 textcolor rgb ink notitle
