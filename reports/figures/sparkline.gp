# sparkline.gp -- one scenario in a row of a table: recon on the left, KL on the right, against step.
#
#     cd build/report && gnuplot -c ../../reports/figures/sparkline.gp data/learning/healthy > x.svg
#
#   ARG1  folder with figure.csv, seed-*.csv (records), marks.csv and, if has_band, band.csv
#   ARG3  svg, png or pdf
#
# Without axes, text and background: it stands on a page that may be light or dark.

data = ARG1
medium = ARG3
width = 200
height = 44
load ARG0[1:strlen(ARG0) - strlen('sparkline.gp')].'style.gp'
if (medium ne 'png' && medium ne 'pdf') { set terminal svg size width,height background '#ffffffff' }

stats data.'/figure.csv' using (first = word(strcol('seeds'), 1), last = column('last_step'), \
    has_band = column('has_band'), \
    recon_low = column('recon_low'), recon_high = column('recon_high'), \
    recon_scale = column('recon_scale'), kl_low = column('kl_low'), kl_high = column('kl_high'), \
    kl_scale = column('kl_scale'), has_recon = column('has_recon'), has_kl = column('has_kl'), \
    lone_values = column('lone'), broken_values = column('recon_nan') + column('recon_inf') + \
    column('kl_nan') + column('kl_inf'), 0) nooutput
record = sprintf('%s/seed-%s.csv', data, first)
band = data.'/band.csv'

set multiplot
unset border
unset tics
unset grid
unset key
set tmargin at screen 0.95
set bmargin at screen 0.05
set xrange [left('linear', last):right('linear', last)]
inside(value) = value > edge ? value : edge

at(step) = place('linear', step)
marks = '(lone_values > 0 ? dots(name, tint) : "").'. \
    '(broken_values > 0 ? broken_points(name, tint, low, high) : "")'

# The same panel twice: `column`, its axis, where it stands and in which colour.
draw = 'set lmargin at screen from; set rmargin at screen from + 0.46; '. \
    'eval scale_y(low, high, scale); unset ytics; edge = low; '. \
    'plot '.(has_band > 0 ? 'band using 1:(inside(column(name."_low"))):'. \
    '(inside(column(name."_high"))) with filledcurves fillcolor rgb tint '. \
    'fillstyle transparent solid 0.25 noborder, ' : ''). \
    'record using 1:name with linespoints pointtype 7 pointsize 0.2 pointinterval 1000000 '. \
    'linecolor rgb tint linewidth 1.6'

# A panel with its marks, if there is such a column.
panel = 'more = '.marks.'; if (has_column > 0) { eval draw.more }'

name = 'recon'; low = recon_low; high = recon_high; scale = recon_scale; from = 0.01; tint = blue
has_column = has_recon
eval panel
name = 'kl'; low = kl_low; high = kl_high; scale = kl_scale; from = 0.53; tint = vermillion
has_column = has_kl
eval panel
unset multiplot
