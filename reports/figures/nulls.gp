# nulls.gp -- p of the paired test in groups of runs in which nothing has changed: how many, and how small.
#
#     gnuplot -c reports/figures/nulls.gp build/report/data > x.svg
#
#   ARG1  folder with nulls.csv (# klimb report data 1): kind,p,share

data = ARG1.'/nulls.csv'
medium = ARG3
width = 1180
height = 420
load ARG0[1:strlen(ARG0) - strlen('nulls.gp')].'style.gp'

array words_of[2] = ['rounding', 'other random numbers']
array tint[2] = [blue, orange]
bins = 20
bin(p) = (floor(p * bins) + 0.5) / bins

array groups[2]
do for [k = 0:1] {
    groups[k + 1] = 0
    stats data using (column('kind') == k ? column('p') : NaN) nooutput
    groups[k + 1] = STATS_records
}

set multiplot
set key top left reverse Left samplen 1.5
set tmargin 2
set bmargin 4

# ---- how many: bars of both kinds side by side ------------------------------------------------------

set lmargin at screen 0.065
set rmargin at screen 0.47
set xrange [0:1]
set yrange [0:*]
set xlabel 'p'
set ylabel 'groups' offset 1, 0
bar = 0.42 / bins
shift(kind) = (kind - 0.5) * bar
set boxwidth bar
plot for [k = 0:1] data using (column('kind') == k ? bin(column('p')) + shift(k) : NaN):(1.0) \
        smooth frequency with boxes fillstyle solid 0.85 noborder linecolor rgb tint[k + 1] \
        title words_of[k + 1], \
    for [k = 0:1] groups[k + 1] / real(bins) with lines dashtype 2 linewidth 1.2 \
        linecolor rgb tint[k + 1] notitle

# ---- how small: the share of groups with a p as small -----------------------------------------------

set lmargin at screen 0.565
set rmargin at screen 0.97
set logscale xy
set xrange [1e-4:1]
set yrange [1e-4:1]
set format '%g'
set xlabel 'p'
set ylabel 'share of groups with a p as small' offset 1, 0
plot for [k = 0:1] data using (column('kind') == k ? column('p') : NaN):'share' with steps \
        linewidth 1.8 linecolor rgb tint[k + 1] title words_of[k + 1], \
    x with lines dashtype 2 linecolor rgb grey title 'uniform p'
unset multiplot
