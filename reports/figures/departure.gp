# departure.gp -- one scenario: where a run leaves its golden curve, and by how much.
#
#     cd build/report && gnuplot -c ../../reports/figures/departure.gp data/learning/healthy > x.svg
#
#   ARG1  folder with figure.csv and departure.csv
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 440
load ARG0[1:strlen(ARG0) - strlen('departure.gp')].'style.gp'

stats data.'/figure.csv' using (seed = column('departure_seed'), step = column('departure_step'), \
    kind = strcol('departure_kind'), name = strcol('departure_column'), \
    unit = strcol('departure_unit'), got = strcol('departure_got'), \
    wanted = strcol('departure_wanted'), low = column('departure_low'), \
    high = column('departure_high'), scale = column('departure_scale'), \
    gap_low = column('gap_low'), gap_high = column('gap_high'), \
    gap_scale = column('gap_scale'), 0) nooutput
around = data.'/departure.csv'
stats around using 'step' name 'shown' nooutput

set multiplot
set lmargin at screen 0.145
set rmargin at screen 0.975
edge = shown_max > shown_min ? 0.03 * (shown_max - shown_min) : 1
set xrange [shown_min - edge:shown_max + edge]
set arrow 1 from first step, graph 0 to first step, graph 1 nohead linecolor rgb vermillion \
    dashtype 3 linewidth 1.4 back

set tmargin at screen 0.86
set bmargin at screen 0.47
set format x ''
set label 2 unit eq '1' ? name : sprintf('%s (%s)', name, unit) \
    at screen 0.025, screen 0.665 rotate center textcolor rgb ink
set label 1 sprintf('seed %d, step %d: %s, golden %s', seed, step, got, wanted) \
    at graph 0, graph 1.19 left textcolor rgb vermillion
set key at graph 1, graph 1.02 right bottom horizontal reverse Left samplen 2 maxrows 1
eval scale_y(low, high, scale)
plot around using 'step':'low':'high' with filledcurves fillcolor rgb green \
        fillstyle transparent solid 0.2 noborder title kind eq 'ensemble' ? 'golden band' : '', \
    around using 'step':'golden' with linespoints linecolor rgb ink linewidth 1.4 dashtype 2 \
        pointtype 6 pointsize 0.8 title 'golden', \
    around using 'step':'got' with linespoints linecolor rgb blue linewidth 1.6 dashtype 1 \
        pointtype 7 pointsize 0.45 title 'this run'

unset label 1
set tmargin at screen 0.42
set bmargin at screen 0.13
set format x '%g'
set xlabel 'step' textcolor rgb ink offset 0, 0.3
unset ylabel
set label 2 '|this run - golden|' at screen 0.025, screen 0.275 rotate center textcolor rgb ink
eval scale_y(gap_low, gap_high, gap_scale)
plot around using 'step':(column('gap') > 0 ? column('gap') : NaN) with linespoints \
    linecolor rgb vermillion linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.45 notitle
unset multiplot
