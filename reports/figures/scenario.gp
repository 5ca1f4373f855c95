# scenario.gp -- one scenario: recon, KL and beta against step, with the golden band. A log of another
# program may lack some of them; the others have the room then.
#
#     cd build/report && gnuplot -c ../../reports/figures/scenario.gp data/learning/healthy linear > x.svg
#
#   ARG1  folder with figure.csv, seed-*.csv (records) and, if has_band, band.csv,
#         if has_theory, theory.csv; marks.csv
#   ARG2  linear or log: the axis of steps
#   ARG3  svg, png or pdf

data = ARG1
axis = ARG2
medium = ARG3
width = 640
height = 620
load ARG0[1:strlen(ARG0) - strlen('scenario.gp')].'style.gp'

stats data.'/figure.csv' using (seeds = strcol('seeds'), term = strcol('term'), \
    last = column('last_step'), annealed = column('annealed'), encoded = column('encoded'), \
    collapsed = column('collapsed'), blown = column('blown'), \
    diverged = column('diverged'), has_band = column('has_band'), \
    has_theory = column('has_theory'), \
    recon_low = column('recon_low'), recon_high = column('recon_high'), \
    recon_scale = column('recon_scale'), kl_low = column('kl_low'), kl_high = column('kl_high'), \
    kl_scale = column('kl_scale'), beta_high = column('beta_high'), \
    beta_low = column('beta_low'), end_step = column('end_step'), \
    end_recon = column('end_recon'), end_kl = column('end_kl'), 0) nooutput
stats data.'/figure.csv' using (has_recon = column('has_recon'), has_kl = column('has_kl'), \
    has_mi = column('has_mi'), has_beta = column('has_beta'), has_second = column('has_kl_2'), \
    lone_values = column('lone'), recon_nan = column('recon_nan'), recon_inf = column('recon_inf'), \
    kl_nan = column('kl_nan'), kl_inf = column('kl_inf'), beta_nan = column('beta_nan'), \
    beta_inf = column('beta_inf'), 0) nooutput
record(seed) = sprintf('%s/seed-%s.csv', data, seed)
first = word(seeds, 1)
band = data.'/band.csv'

set multiplot
set lmargin at screen 0.145
set rmargin at screen 0.975

# ---- the axis of steps ----------------------------------------------------------------------------

at(step) = place(axis, step)
if (axis_is_log(axis)) { set logscale x }
set xrange [left(axis, last):right(axis, last)]
set format x ''

# ---- phases: a shaded ramp of beta, lines where one phase ends and another begins ------------------

if (annealed > 0) {
    set object 1 rectangle from first at(0), graph 0 to first at(annealed), graph 1 \
        fillcolor rgb sky fillstyle solid 0.15 noborder behind
}
if (encoded > 0) {
    set arrow 1 from first at(encoded), graph 0 to first at(encoded), graph 1 nohead \
        linecolor rgb '#888888' dashtype 3 back
}
if (collapsed > 0) {
    set arrow 3 from first at(collapsed), graph 0 to first at(collapsed), graph 1 nohead \
        linecolor rgb purple linewidth 1.4 dashtype 3 back
}
if (blown >= 0 && diverged < 0) {
    set arrow 4 from first at(blown), graph 0 to first at(blown), graph 1 nohead \
        linecolor rgb vermillion linewidth 1.4 dashtype 2 front
}
if (diverged >= 0) {
    set arrow 2 from first at(diverged), graph 0 to first at(diverged), graph 1 nohead \
        linecolor rgb vermillion linewidth 1.4 dashtype 2 front
}

# Their names, above the uppermost panel, where there is room for them.
has_room(from, to) = share(axis, to, last) - share(axis, from, last) > 0.13
middle(from, to) = axis_is_log(axis) ? sqrt(at(from) * at(to)) : (at(from) + at(to)) / 2
settled = encoded > annealed ? encoded : annealed
if (annealed > 0 && has_room(0, annealed)) {
    set label 1 'annealing' at first middle(0, annealed), graph 1.06 center textcolor rgb blue
}
if (annealed <= 0 && encoded > 0 && has_room(0, encoded)) {
    set label 2 'encoding' at first middle(0, encoded), graph 1.06 center textcolor rgb ink
}
if (encoded >= 0 && has_room(settled, last)) {
    set label 3 'settling' at first middle(settled, last), graph 1.06 center textcolor rgb ink
}
fallen = collapsed > annealed ? collapsed : annealed
if (collapsed >= 0 && last > 0 && has_room(fallen, last)) {
    set label 7 collapsed > 0 ? sprintf('collapsed from step %d', collapsed) : \
        'collapsed: no active unit' at first middle(fallen, last), graph 1.06 center \
        textcolor rgb '#a0507c'
}
if (blown >= 0 && diverged < 0) {
    unset label 3
    unset label 7
    set label 4 sprintf(collapsed > 0 ? 'blow-up from step %d, collapsed from step %d' : \
        'blow-up from step %d', blown, collapsed) at graph 1, graph 1.06 right \
        textcolor rgb vermillion
}
if (diverged >= 0) {
    set label 4 sprintf('blow-up: %s not finite at step %d', term eq 'kl' ? 'KL' : term, diverged) \
        at graph 1, graph 1.06 right textcolor rgb vermillion
}

# ---- panels ---------------------------------------------------------------------------------------

# Of a curve only the first point is drawn as one: it is all there is of a run of one row.
lone = sprintf('with linespoints dashtype 1 pointtype 7 pointsize %g pointinterval 1000000', \
    last > 0 ? 0.1 : 0.6)

# What is drawn of the columns `low`, `high` and `centre` in the colour `tint`. A logarithmic axis
# has no place for what is not positive, so a band that reaches there is cut at its `edge`.
inside(value) = value > edge ? value : edge
golden = has_band <= 0 ? '' : \
    'band using (at($1)):(inside(column(low))):(inside(column(high))) with filledcurves '. \
    'fillcolor rgb tint fillstyle transparent solid 0.2 noborder title band_title, '. \
    'band using (at($1)):(column(centre)) with lines '. \
    'linecolor rgb ink dashtype 2 linewidth 1.2 title mean_title, '

# What theory predicts, above the curves, which it may hide behind.
theory = has_theory <= 0 ? '' : \
    ', data."/theory.csv" using (at($1)):(column(predicted)) with lines '. \
    'linecolor rgb ink dashtype 4 linewidth 1.6 title "theory"'

# Where a run that diverged was seen last.
mark_end(value) = sprintf('set label 6 "" at first %.9g, first %.9g point pointtype 2 '. \
    'pointsize 0.8 linewidth 1.6 linecolor rgb vermillion front', at(end_step), value)

# Plot commands are put together as they run: a macro in a block of braces would be expanded before the
# block has set it. Marks are those of curves that are not lines everywhere.
marks(name, paint, low, high, broken_values) = \
    (lone_values > 0 ? dots(name, paint) : ''). \
    (broken_values > 0 ? broken_points(name, paint, low, high) : '')

# Where panels end, from top to bottom, and which is the lowest.
has_rate = has_kl > 0 || has_mi > 0
floor_of_curves = has_beta > 0 ? 0.23 : 0.095
recon_floor = !has_rate ? floor_of_curves : has_beta > 0 ? 0.6 : 0.545
rate_ceiling = has_recon <= 0 ? 0.905 : has_beta > 0 ? 0.52 : 0.465
beta_ceiling = has_recon > 0 || has_rate ? 0.185 : 0.905
of_steps = "set format x '%g'; ". \
    "set xlabel axis_is_log(axis) ? 'step + 1 (logarithmic)' : 'step' textcolor rgb ink offset 0, 0.4"
is_usual = has_recon > 0 && has_rate && has_beta > 0
# With theory there are four titles, and a row has room for those that are short.
has_four = has_theory > 0 && has_band > 0
key_of_first = 'set key at graph 1, '.(is_usual ? 'graph 1.14' : 'screen 0.947').' right bottom '. \
    (has_four ? 'samplen 1.2 width -1 ' : 'samplen 2 ').'horizontal reverse Left maxrows 1'

eval key_of_first
if (has_recon > 0) {
    set label 5 'reconstruction (nats)' at screen 0.025, screen (0.905 + recon_floor) / 2 \
        rotate center textcolor rgb ink
    set tmargin at screen 0.905
    set bmargin at screen recon_floor
    eval scale_y(recon_low, recon_high, recon_scale)
    if (diverged >= 0 && end_step >= 0) { eval mark_end(end_recon) }
    if (!has_rate && has_beta <= 0) { eval of_steps }
    low = 'recon_low'; centre = 'recon_centre'; high = 'recon_high'; tint = blue; edge = recon_low
    band_title = 'golden band'; mean_title = has_four ? 'median' : 'golden median'; predicted = 'recon'
    recon_marks = marks('recon', blue, recon_low, recon_high, recon_nan + recon_inf). \
        marks_key(recon_nan, recon_inf)
    eval 'plot '.golden.'for [seed in seeds] record(seed) using (at($1)):"recon" '.lone. \
        ' linecolor rgb sky notitle, record(first) using (at($1)):"recon" '.lone. \
        ' linecolor rgb blue linewidth 1.8 title "recon"'.theory.recon_marks
    unset label
    set key at graph 1, graph 1.02
}

if (has_rate) {
    set label 5 has_mi <= 0 ? 'KL (nats)' : has_kl <= 0 ? 'MI (nats)' : 'KL and MI (nats)' \
        at screen 0.025, screen (rate_ceiling + floor_of_curves) / 2 rotate center textcolor rgb ink
    set tmargin at screen rate_ceiling
    set bmargin at screen floor_of_curves
    eval scale_y(kl_low, kl_high, kl_scale)
    if (diverged >= 0 && end_step >= 0) { eval mark_end(end_kl) }
    if (has_beta <= 0) { eval of_steps }
    if (has_second > 0) { set key samplen 1.2 width -1 }
    low = 'kl_low'; centre = 'kl_centre'; high = 'kl_high'; tint = vermillion; edge = kl_low
    band_title = ''; mean_title = ''; predicted = 'kl'
    mi_curve = has_mi <= 0 ? '' : 'record(first) using (at($1)):"mi" '.lone. \
        ' linecolor rgb green linewidth 1.4 title "MI", '
    second_curve = has_second <= 0 ? '' : 'record(first) using (at($1)):"kl_2" '.lone. \
        ' linecolor rgb purple linewidth 1.4 title "KL of z2", '
    kl_curve = has_kl <= 0 ? 'NaN notitle' : \
        'for [seed in seeds] record(seed) using (at($1)):"kl" '.lone. \
        ' linecolor rgb orange notitle, record(first) using (at($1)):"kl" '.lone. \
        ' linecolor rgb vermillion linewidth 1.8 title "KL"'
    kl_marks = (has_mi > 0 ? marks('mi', green, kl_low, kl_high, kl_nan + kl_inf) : ''). \
        (has_second > 0 ? marks('kl_2', purple, kl_low, kl_high, kl_nan + kl_inf) : ''). \
        (has_kl > 0 ? marks('kl', vermillion, kl_low, kl_high, kl_nan + kl_inf) : ''). \
        marks_key(kl_nan, kl_inf)
    eval 'plot '.golden.mi_curve.second_curve.kl_curve.theory.kl_marks
    unset label
    set key at graph 1, graph 1.02
}

if (has_beta > 0) {
    set label 5 'β' at screen 0.025, screen (beta_ceiling + 0.095) / 2 rotate center \
        textcolor rgb ink
    set tmargin at screen beta_ceiling
    set bmargin at screen 0.095
    eval scale_y(1.1 * beta_low, 1.1 * beta_high, 0)
    set format y '%.3g'
    if (beta_low < 0) { set ytics (beta_low, 0, beta_high) } else { set ytics 0, beta_high }
    eval of_steps
    beta_marks = marks('beta', ink, 1.1 * beta_low, 1.1 * beta_high, beta_nan + beta_inf)
    eval 'plot record(first) using (at($1)):"beta" '.lone.' linecolor rgb ink linewidth 1.6 notitle'. \
        beta_marks
}
unset multiplot
