# family.gp -- the scenarios of one folder over each other: KL above recon, linear beside log steps.
#
#     cd build/report && gnuplot -c ../../reports/figures/family.gp data/learning > x.svg
#
#   ARG1  folder with overlay.csv and overlay.tsv, whose blocks have a scenario's name as heading of
#         the steps; behind recon and KL is 1 where a run that broke was seen last, where recon and
#         where KL has no neighbour to draw a line to

data = ARG1
medium = ARG3
width = 1180
height = 620
load ARG0[1:strlen(ARG0) - strlen('family.gp')].'style.gp'

stats data.'/overlay.csv' using (curves = column('curves'), \
    reference = column('reference'), last = column('last_step'), \
    recon_low = column('recon_low'), recon_high = column('recon_high'), \
    recon_scale = column('recon_scale'), kl_low = column('kl_low'), kl_high = column('kl_high'), \
    kl_scale = column('kl_scale'), has_recon = column('has_recon'), has_kl = column('has_kl'), \
    lone_values = column('lone'), 0) nooutput
set datafile separator tab
unset datafile columnheaders
curves_file = data.'/overlay.tsv'

# Of a curve only the first point is drawn as one: it is all there is of a run of one row. A cross
# ends the curve of a run that diverged.
lone = 'with linespoints pointtype 7 pointsize 0.3 pointinterval 1000000'
cross = 'with points pointtype 2 pointsize 0.8'

# What all others are variations of is not one of them.
set linetype 200 linecolor rgb grey linewidth 2.4 dashtype 2
looks(i) = i == reference ? 200 : i + 1

# The plot commands of one panel, whose values stand in a column of the file.
curves_of(y) = sprintf('for [i = 0:curves - 1] curves_file index i using (place(axis, $1)):%d '. \
    lone.' linetype looks(i) notitle, for [i = 0:curves - 1] curves_file index i using '. \
    '($4 > 0 ? place(axis, $1) : NaN):%d '.cross.' linetype looks(i) notitle', y, y)
dots_of(y, flag) = sprintf(', for [i = 0:curves - 1] curves_file index i using '. \
    '($%d > 0 ? place(axis, $1) : NaN):%d with points pointtype 7 pointsize 0.5 '. \
    'linetype looks(i) notitle', flag, y)
step_label(side) = side == 0 ? 'step' : 'step + 1 (logarithmic)'

# Columns that no curve has leave their room to the others.
kl_floor = has_recon > 0 ? 0.555 : 0.1
recon_ceiling = has_kl > 0 ? 0.515 : 0.97

set multiplot
unset key

do for [side = 0:1] {
    axis = word('linear log', side + 1)
    set lmargin at screen 0.07 + 0.36 * side
    set rmargin at screen 0.4 + 0.36 * side
    unset logscale
    if (axis_is_log(axis)) { set logscale x }
    set xrange [left(axis, last):right(axis, last)]

    set format y side == 0 ? '%g' : ''
    if (has_kl > 0) {
        set tmargin at screen 0.97
        set bmargin at screen kl_floor
        set format x has_recon > 0 ? '' : '%g'
        unset xlabel
        if (has_recon <= 0) { set xlabel step_label(side) textcolor rgb ink offset 0, 0.3 }
        eval scale_y(kl_low, kl_high, kl_scale)
        set label 1 side == 0 ? 'KL (nats)' : '' at screen 0.01, screen (0.97 + kl_floor) / 2 \
            rotate center textcolor rgb ink
        eval 'plot '.curves_of(3).(lone_values > 0 ? dots_of(3, 6) : '')
    }
    if (has_recon > 0) {
        set tmargin at screen recon_ceiling
        set bmargin at screen 0.1
        set format x '%g'
        set xlabel step_label(side) textcolor rgb ink offset 0, 0.3
        eval scale_y(recon_low, recon_high, recon_scale)
        set label 1 side == 0 ? 'reconstruction (nats)' : '' at screen 0.01, \
            screen (recon_ceiling + 0.1) / 2 rotate center textcolor rgb ink
        eval 'plot '.curves_of(2).(lone_values > 0 ? dots_of(2, 5) : '')
    }
}

# The names have the height of the whole figure, and stand closer together where they are many.
unset label 1
unset border
unset tics
unset grid
unset logscale
unset nonlinear y
unset xlabel
set lmargin at screen 0.77
set rmargin at screen 0.995
set tmargin at screen 0.985
set bmargin at screen 0.01
set xrange [0:1]
set yrange [0:1]
set key at screen 0.775, 0.975 left top vertical reverse Left samplen 2 \
    spacing (curves > 30 ? 30.0 / curves : 1)
plot for [i = 0:curves - 1] curves_file index i using 1:(NaN) with lines linetype looks(i) \
    title columnheader(1)
unset multiplot
