# gradients.gp -- one scenario: norms of the gradients of encoder and decoder over time.
#
#     cd build/report && gnuplot -c ../../reports/figures/gradients.gp data/explosion/raw-variance > x.svg
#
#   ARG1  folder with figure.csv, seed-*.csv (records) and marks.csv
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 360
load ARG0[1:strlen(ARG0) - strlen('gradients.gp')].'style.gp'

stats data.'/figure.csv' using (seeds = strcol('seeds'), last = column('last_step'), \
    clip = column('clip_norm'), gradient_low = column('gradient_low'), \
    gradient_high = column('gradient_high'), gradient_scale = column('gradient_scale'), \
    has_encoder = column('has_encoder'), has_decoder = column('has_decoder'), \
    lone_values = column('lone'), grad_nan = column('grad_nan'), grad_inf = column('grad_inf'), \
    0) nooutput
record(seed) = sprintf('%s/seed-%s.csv', data, seed)
first = word(seeds, 1)

set lmargin at screen 0.115
set rmargin at screen 0.975
set tmargin at screen 0.88
set bmargin at screen 0.155
set logscale x
set xrange [left('log', last):right('log', last)]
set xlabel 'step + 1 (logarithmic)' textcolor rgb ink offset 0, 0.3
set ylabel 'norm of the gradient' textcolor rgb ink offset 0.5, 0
set key at graph 1, graph 1.02 right bottom horizontal reverse Left samplen 2 maxrows 1
eval scale_y(gradient_low, gradient_high, gradient_scale)

lone = 'with linespoints pointtype 7 pointsize 0.2 pointinterval 1000000 dashtype 1'
is_clipped = clip > gradient_low && clip < gradient_high
set samples 2
at(step) = step + 1
curves(name, paint) = sprintf('for [seed in seeds] record(seed) using (column("step") + 1):"%s" '. \
    lone.' linecolor rgb "%s" notitle, ', name, paint)
first_curve(name, paint, label) = \
    sprintf('record(first) using (column("step") + 1):"%s" '.lone. \
    ' linecolor rgb "%s" linewidth 1.8 title "%s", ', name, paint, label)
marks(name, paint) = (lone_values > 0 ? dots(name, paint) : ''). \
    (grad_nan + grad_inf > 0 ? \
        broken_points(name, paint, gradient_low, gradient_high) : '')
pale = (has_decoder > 0 ? curves('grad_decoder', '#b9e0d2') : ''). \
    (has_encoder > 0 ? curves('grad_encoder', '#f2c9ae') : '')
dark = (has_decoder > 0 ? first_curve('grad_decoder', green, 'decoder') : ''). \
    (has_encoder > 0 ? first_curve('grad_encoder', vermillion, 'encoder') : '')
more = (has_decoder > 0 ? marks('grad_decoder', green) : ''). \
    (has_encoder > 0 ? marks('grad_encoder', vermillion) : '').marks_key(grad_nan, grad_inf)
eval 'plot '.pale.dark.'(is_clipped ? clip : NaN) with lines linecolor rgb ink dashtype 2 '. \
    'linewidth 1.2 title is_clipped ? "clipped above" : ""'.more
