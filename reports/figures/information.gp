# information.gp -- one scenario: how much of the KL tells examples apart.
#
#     cd build/report && gnuplot -c ../../reports/figures/information.gp data/learning/healthy > x.svg
#
#   ARG1  folder with figure.csv and seed-*.csv (records)
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 440
load ARG0[1:strlen(ARG0) - strlen('information.gp')].'style.gp'

stats data.'/figure.csv' using (seeds = strcol('seeds'), last = column('last_step'), \
    cap = column('mi_cap'), rate_low = column('rate_low'), rate_high = column('rate_high'), \
    rate_scale = column('rate_scale'), mi_low = column('mi_low'), mi_high = column('mi_high'), \
    mi_scale = column('mi_scale'), lone_values = column('lone'), 0) nooutput
record(seed) = sprintf('%s/seed-%s.csv', data, seed)
first = word(seeds, 1)

set lmargin at screen 0.115
set rmargin at screen 0.82
set tmargin at screen 0.9
set bmargin at screen 0.13
set xlabel 'KL (nats)' textcolor rgb ink offset 0, 0.3
set ylabel 'mutual information of x and z (nats)' textcolor rgb ink offset 0.5, 0
set key at graph 0, graph 1.01 left bottom horizontal reverse Left samplen 2 maxrows 1
eval scale_x(rate_low, rate_high, rate_scale)
eval scale_y(mi_low, mi_high, mi_scale)
eval colour_steps(last)
set colorbox user origin 0.86, 0.13 size 0.02, 0.77
set samples 100

# Information is a part of the KL, the rest is how far the aggregate posterior left the prior; and no
# estimate from N examples exceeds ln N.
most(kl) = cap > 0 && kl > cap ? cap : kl
if (cap > 0) {
    set label 1 sprintf('most that N examples show: ln N = %.3g', cap) at graph 1, graph 1.045 right \
        textcolor rgb vermillion
}

# Values that have no neighbour to draw a line to.
alone = lone_values <= 0 ? '' : ', record(first) using "kl":"mi":(column("step") + 1) '. \
    'with points pointtype 7 pointsize 0.5 linecolor palette notitle'
plot '+' using 1:(most($1)):(mi_high) with filledcurves fillcolor rgb '#f3f3f3' fillstyle solid 1 \
        noborder notitle, \
    x with lines linecolor rgb ink dashtype 2 linewidth 1.2 title 'MI = KL', \
    (cap > 0 ? cap : NaN) with lines linecolor rgb vermillion linewidth 1.2 dashtype 4 \
        notitle, \
    for [seed in seeds] record(seed) using 'kl':'mi' \
        with lines linecolor rgb '#bbbbbb' linewidth 1 dashtype 1 notitle, \
    record(first) using 'kl':'mi':(column('step') + 1) \
        with linespoints linecolor palette linewidth 2.6 dashtype 1 pointtype 7 \
        pointsize 0.3 pointinterval 1000000 notitle @alone
