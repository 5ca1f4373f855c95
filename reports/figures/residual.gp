# residual.gp -- one scenario: how far the runs are from the golden ones, in half-widths of the band.
#
#     cd build/report && gnuplot -c ../../reports/figures/residual.gp data/learning/healthy > x.svg
#
#   ARG1  folder with figure.csv and residual.csv: seed, step, nine columns; an empty line ends a seed
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 480
load ARG0[1:strlen(ARG0) - strlen('residual.gp')].'style.gp'

stats data.'/figure.csv' using (last = column('last_step'), first = word(strcol('seeds'), 1), \
    residual_low = column('residual_low'), residual_high = column('residual_high'), 0) nooutput
residuals = data.'/residual.csv'
first = first + 0

# A column without a number, which a log of another program may lack, has no panel.
shown = ''
do for [i = 0:8] {
    numbers = 0
    stats residuals using (numbers = numbers + (strcol(i + 3) ne 'nan'), 0) nooutput
    if (numbers > 0) { shown = shown.sprintf(' %d', i + 3) }
}

# The same axis for all, so that panels can be compared; beyond 8 half-widths it is logarithmic.
reach = residual_high > -residual_low ? residual_high : -residual_low
reach = reach > 1.4 ? reach : 1.4
is_far = reach > 8

set multiplot
set logscale x
set xrange [left('log', last):right('log', last)]
set xtics 10, 100
unset mxtics
set format x ''
set key at graph 0.5, graph 1.01 center bottom samplen -1 textcolor rgb ink
eval scale_y(-reach, reach, is_far ? 2 : 0)
set ytics 1
if (is_far) { set ytics (-1, 0, 1); do for [k = 1:37] { set ytics add (10.0**k, -10.0**k) } }
if (!is_far && reach > 3) { set ytics 2 }
set label 1 'distance from the golden centre in half-widths of its band' \
    at screen 0.022, screen 0.53 rotate center textcolor rgb ink
set label 2 'step + 1 (logarithmic)' at screen 0.53, screen 0.025 center textcolor rgb ink
set object 1 rectangle from graph 0, first -1 to graph 1, first 1 fillcolor rgb green \
    fillstyle solid 0.12 noborder behind

columns = words(shown) < 3 ? words(shown) : 3
rows = (words(shown) + columns - 1) / columns
do for [place = 0:words(shown) - 1] {
    i = word(shown, place + 1) + 0
    side = place % columns
    floor = place / columns
    set lmargin at screen 0.09 + 0.915 / columns * side
    set rmargin at screen 0.06 + 0.915 / columns * (side + 1)
    set tmargin at screen 0.945 - 0.9 / rows * floor
    set bmargin at screen 0.945 - 0.9 / rows * (floor + 1) + 0.06
    set format y side == 0 ? '%g' : ''
    set format x (place + columns < words(shown)) ? '' : '%g'
    plot residuals using (column('step') + 1):(column(i)) with lines linecolor rgb sky \
            linewidth 1 dashtype 1 title columnheader(i), \
        residuals using (column('step') + 1):(column('seed') == first ? column(i) : NaN) \
            with linespoints linecolor rgb blue linewidth 1.6 dashtype 1 pointtype 7 \
            pointsize 0.2 pointinterval 1000000 notitle
    unset label
}
unset multiplot
