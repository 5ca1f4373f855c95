# study.gp -- a study: what its points came to, a panel a column, over the axis that they share.
#
#     cd build/report && gnuplot -c ../../reports/figures/study.gp data/studies/beta-sweep > x.svg
#
#   ARG1  folder with study.csv (parameters) and panels.csv (axes); with tabs between them: words.tsv (texts),
#         curves.tsv (a block a panel and series, its name first; then x, median, quartiles, least, most, theory, 1
#         in the phase, 1 where a run diverged), ticks.tsv, stretches.tsv (of points in one phase)
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 1180
set datafile separator comma
set datafile columnheaders
stats data.'/study.csv' using (height = column('height'), head = column('head'), 0) nooutput
load ARG0[1:strlen(ARG0) - strlen('study.gp')].'style.gp'

stats data.'/study.csv' using (panels = column('panels'), series = column('series'), \
    seeds = column('seeds'), x_low = column('x_low'), x_high = column('x_high'), \
    x_log = column('x_log'), x_ticks = column('x_ticks'), x_turned = column('x_turned'), ticks = column('ticks'), \
    has_bands = column('has_bands'), has_theory = column('has_theory'), \
    stretches = column('stretches'), diverged = column('diverged'), 0) nooutput
panels = int(panels)
series = int(series)
array names[panels]
array units[panels]
array lows[panels]
array highs[panels]
array scales[panels]
do for [i = 1:panels] {
    stats data.'/panels.csv' every ::i - 1::i - 1 using (names[i] = strcol('column'), \
        units[i] = strcol('unit'), lows[i] = column('low'), highs[i] = column('high'), \
        scales[i] = column('scale'), 0) nooutput
}
set datafile separator tab
stats data.'/words.tsv' using (x_text = strcol('x'), phase = strcol('phase'), \
    otherwise = strcol('otherwise'), rule = strcol('rule'), 0) nooutput
unset datafile columnheaders
curves = data.'/curves.tsv'
stretches_file = data.'/stretches.tsv'
ticks_file = data.'/ticks.tsv'

# ---- where panels stand: as model/report_study.c sizes them, pixels --------------------------------

panel = 210.0
wide = panels > 1 ? 2 : 1
row_of(i) = (i - 1) / wide
side_of(i) = (i - 1) % wide
top_of(i) = 1 - (head + panel * row_of(i) + 22) / height
bottom_of(i) = 1 - (head + panel * (row_of(i) + 1) - 10) / height
left_of(i) = 0.06 + 0.5 * side_of(i)
right_of(i) = wide == 1 ? 0.985 : 0.485 + 0.5 * side_of(i)
# The lowest on its side has the numbers of the x axis.
is_lowest(i) = i + wide > panels

# ---- what is plotted --------------------------------------------------------------------------------

tint(s) = turn[s % 7 + 1]
block(i, s) = (i - 1) * series + s
is_alone = series == 1
middle(a, b) = x_log > 0 ? sqrt(a * b) : (a + b) / 2
ceiling_of(i) = scales[i] == 0 ? lows[i] + 0.93 * (highs[i] - lows[i]) : scales[i] == 1 ? \
    lows[i] * (highs[i] / lows[i]) ** 0.93 : sinh(asinh(lows[i]) + 0.93 * (asinh(highs[i]) - asinh(lows[i])))
every_decade(i) = 1 + int(log10(highs[i] + 10)) / 6
floor_of(i) = scales[i] == 0 ? lows[i] + 0.02 * (highs[i] - lows[i]) : lows[i]
of_all = 'for [s = 0:series - 1] curves index block(i, s) using '

# Phases: shaded where there is one series, and named; else lines where each series enters or leaves.
shade = stretches > 0 && is_alone ? 'stretches_file using ($4 > 0 ? $2 : NaN):(lows[i]):2:3:(lows[i]):(highs[i]) '. \
    'with boxxyerror fillcolor rgb "#f8ebe2" fillstyle solid 1 noborder notitle, ' : ''
# Its name stands above the panel where it leaves room for the name of the column, else inside.
has_room(to) = (x_log > 0 ? log(to / x_low) / log(x_high / x_low) : (to - x_low) / (x_high - x_low)) > 0.5
above = ', stretches_file using ($4 > 0 && has_room($3) ? $3 : NaN):(highs[i]):(phase) with labels right '. \
    'offset 0, 0.6 textcolor rgb "#8a3a00" notitle'
inside = ', stretches_file using ($4 > 0 && !has_room($3) ? middle($2, $3) : NaN):(ceiling_of(i)):(phase) '. \
    'with labels center textcolor rgb "#8a3a00" notitle'
named_phase = stretches > 0 && is_alone ? above.inside : ''
border(x) = ', for [s = 0:series - 1] stretches_file using ($1 == s && $4 > 0 && '.x.' > x_low && '.x.' < x_high ? '. \
    x.' : NaN):(lows[i]):(0):(highs[i] - lows[i]) with vectors nohead linecolor rgb '. \
    (is_alone ? '"#8a3a00"' : 'tint(s)').' linewidth 1 dashtype 3 notitle'
borders = stretches > 0 ? border('$2').border('$3') : ''
extremes = is_alone ? of_all.'1:5:6 with filledcurves fillcolor rgb sky fillstyle transparent '. \
    'solid 0.25 noborder notitle, ' : ''
bands = has_bands > 0 ? of_all.'1:3:4 with filledcurves fillcolor rgb tint(s) fillstyle transparent '. \
    'solid 0.25 noborder notitle, ' : ''
medians = of_all.'1:2 with linespoints pointtype 7 pointsize 0.5 linecolor rgb tint(s) linewidth 1.8 '. \
    'dashtype 1 + s / 7 notitle'
theory = has_theory > 0 ? ', '.of_all.'1:7 with lines linecolor rgb is_alone ? black : tint(s) '. \
    'linewidth 1.4 dashtype 2 notitle' : ''
open = stretches > 0 ? ', '.of_all.'1:($8 > 0 ? $2 : NaN) with points pointtype 7 pointsize 0.5 '. \
    'linecolor rgb "#ffffff" notitle, '.of_all.'1:($8 > 0 ? $2 : NaN) with points pointtype 6 '. \
    'pointsize 0.55 linewidth 1.2 linecolor rgb tint(s) notitle' : ''
crosses = diverged > 0 ? ', '.of_all.'($9 > 0 ? $1 : NaN):(floor_of(i)) with points pointtype 2 '. \
    'pointsize 0.8 linewidth 1.8 linecolor rgb tint(s) notitle' : ''
named = ticks > 0 ? ', ticks_file using 1:(NaN):xtic(is_lowest(i) ? strcol(2) : "") with points notitle' : ''

# ---- the panels -------------------------------------------------------------------------------------

set multiplot
set xrange [x_low:x_high]
if (x_log > 0) { set logscale x }
unset key
do for [i = 1:panels] {
    set lmargin at screen left_of(i)
    set rmargin at screen right_of(i)
    set tmargin at screen top_of(i)
    set bmargin at screen bottom_of(i)
    eval scale_y(lows[i], highs[i], scales[i])
    eval 'set xtics norotate nomirror '.(x_ticks > 0 ? '()' : 'autofreq')
    if (x_turned > 0) { set xtics rotate by -25 left }
    if (scales[i] == 2) { eval 'set ytics (0)'; do for [k = 0:38:every_decade(i)] { set ytics add (10.0**k) } }
    set format x is_lowest(i) ? '%g' : ''
    unset xlabel
    unset label 2
    if (is_lowest(i) && x_turned <= 0) {
        set xlabel x_text.(x_log > 0 ? ' (logarithmic)' : '') textcolor rgb ink offset 0, 0.3
    }
    if (is_lowest(i) && x_turned > 0) {
        set label 2 x_text at screen left_of(i), screen 14.0 / height left textcolor rgb ink
    }
    set label 1 units[i] eq '1' ? names[i] : names[i].' ('.units[i].')' at graph 0, graph 1 left \
        offset 0, 0.6 textcolor rgb ink
    eval 'plot '.shade.extremes.bands.medians.theory.open.crosses.named.borders.(i == 1 ? named_phase : '')
}

# ---- what they mean, above all of them ---------------------------------------------------------------

unset label
unset border
unset tics
unset grid
unset logscale
unset nonlinear y
unset xlabel
set lmargin at screen 0
set rmargin at screen 1
set tmargin at screen 1
set bmargin at screen 0
set xrange [0:1]
set yrange [0:1]
set key at screen 0.5, screen 1 - 6.0 / height center top horizontal reverse Left samplen 2 \
    width -2 maxrows 2
within = sprintf('quartiles of %d seeds', seeds)
plot for [s = 0:series - 1] curves index block(1, s) using (NaN):(NaN) with linespoints pointtype 7 \
        pointsize 0.5 linecolor rgb tint(s) linewidth 1.8 dashtype 1 + s / 7 title columnheader(1), \
    NaN with filledcurves fillcolor rgb has_bands > 0 ? (is_alone ? blue : grey) : '#ffffff' fillstyle transparent \
        solid 0.3 noborder title has_bands > 0 ? within : '', \
    NaN with filledcurves fillcolor rgb sky fillstyle transparent solid 0.25 noborder \
        title is_alone ? 'whole range' : '', \
    NaN with lines linecolor rgb black linewidth 1.4 dashtype 2 title has_theory > 0 ? 'theory' : '', \
    NaN with points pointtype 6 pointsize 0.7 linewidth 1.2 linecolor rgb ink \
        title stretches > 0 ? rule : '', \
    NaN with points pointtype 2 pointsize 0.8 linewidth 1.8 linecolor rgb ink \
        title diverged > 0 ? 'runs diverged' : ''
unset multiplot
