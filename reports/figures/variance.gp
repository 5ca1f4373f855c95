# variance.gp -- one scenario: ln sigma^2 of the posterior over time, with the bounds of its head.
#
#     cd build/report && gnuplot -c ../../reports/figures/variance.gp data/explosion/clamped > x.svg
#
#   ARG1  folder with figure.csv and variance.csv
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 360
load ARG0[1:strlen(ARG0) - strlen('variance.gp')].'style.gp'

stats data.'/figure.csv' using (last = column('last_step'), has_clamp = column('has_clamp'), \
    clamp_low = column('clamp_low'), clamp_high = column('clamp_high'), \
    logvar_low = column('logvar_low'), logvar_high = column('logvar_high'), \
    logvar_scale = column('logvar_scale'), has_dimensions = column('has_dimensions'), 0) nooutput
values = data.'/variance.csv'

set lmargin at screen 0.115
set rmargin at screen 0.975
set tmargin at screen 0.88
set bmargin at screen 0.155
set logscale x
set xrange [left('log', last):right('log', last)]
set xlabel 'step + 1 (logarithmic)' textcolor rgb ink offset 0, 0.3
set ylabel 'ln σ²' textcolor rgb ink offset 0.5, 0
set key at graph 1, graph 1.02 right bottom horizontal reverse Left samplen 2 maxrows 1
eval scale_y(logvar_low, logvar_high, logvar_scale)

is_shown(value) = has_clamp > 0 && value > logvar_low && value < logvar_high
if (has_clamp > 0 && !(is_shown(clamp_low) && is_shown(clamp_high))) {
    set label 1 sprintf('held in [%g, %g]', clamp_low, clamp_high) at graph 0.01, graph 0.06 \
        left textcolor rgb vermillion
}
if (is_shown(clamp_low)) {
    set label 2 'bound of the head' at graph 0.99, first clamp_low right offset 0, 0.6 \
        textcolor rgb vermillion
}
if (is_shown(clamp_high)) {
    set label 3 'bound of the head' at graph 0.99, first clamp_high right offset 0, -0.6 \
        textcolor rgb vermillion
}
if (logvar_low < 0 && logvar_high > 0) {
    set label 4 'N(0, 1)' at graph 0.01, first 0 left offset 0, 0.6 textcolor rgb ink
}
set samples 2
plot values using (column('step') + 1):'least':'most' with filledcurves fillcolor rgb sky \
        fillstyle transparent solid 0.3 noborder title 'all', \
    values using (column('step') + 1):'lower':'upper' with filledcurves fillcolor rgb blue \
        fillstyle transparent solid 0.35 noborder \
        title has_dimensions > 0 ? 'half of the dimensions' : '', \
    values using (column('step') + 1):'median' with linespoints pointtype 7 pointsize 0.3 \
        pointinterval 1000000 linecolor rgb blue linewidth 1.8 dashtype 1 \
        title has_dimensions > 0 ? 'median' : '', \
    0 with lines linecolor rgb ink dashtype 2 linewidth 1 notitle, \
    (is_shown(clamp_low) ? clamp_low : NaN) with lines linecolor rgb vermillion linewidth 1.4 \
        dashtype 4 notitle, \
    (is_shown(clamp_high) ? clamp_high : NaN) with lines linecolor rgb vermillion linewidth 1.4 \
        dashtype 4 notitle
