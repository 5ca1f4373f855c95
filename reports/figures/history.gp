# history.gp -- seconds and verdicts from check to check.
#
#     gnuplot -c reports/figures/history.gp build/report/data > x.svg
#
#   ARG1  folder with (# klimb report data 1)
#         history.csv           check,stepped,all,ratio: a curve a scenario, an empty line between two
#         history_levels.csv    name,number,from,to,ratio,last: levels between steps
#         history_verdicts.csv  check,drift,fail,error,other

curves = ARG1.'/history.csv'
levels = ARG1.'/history_levels.csv'
verdicts = ARG1.'/history_verdicts.csv'
medium = ARG3
width = 1180
height = 520
load ARG0[1:strlen(ARG0) - strlen('history.gp')].'style.gp'

stats verdicts using 'check' nooutput
first = STATS_min - 1
last = STATS_max + 1
stats curves using 'ratio' nooutput
low = STATS_min < 0.9 ? STATS_min : 0.9
high = STATS_max > 1.1 ? STATS_max : 1.1
stats verdicts using (column('drift') + column('fail') + column('error') + column('other')) nooutput
most = STATS_max > 0 ? STATS_max : 1
tint(number) = turn[int(number) % 7 + 1]
packed(colour) = int('0x'.colour[2:7])

set multiplot
set lmargin at screen 0.07
set rmargin at screen 0.8
set xrange [first:last]
if (last - first <= 10) { set xtics 1 }

# ---- seconds ----------------------------------------------------------------------------------------

set tmargin at screen 0.94
set bmargin at screen 0.4
set logscale y
set ytics (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.7, 2, 3, 5, 10, 20)
set yrange [0.97 * low:1.03 * high]
set ylabel 'seconds of a run / median' offset 1, 0
set format x ''
set key at graph 0, graph 1.02 left bottom vertical maxrows 1 reverse Left samplen 1.5
plot curves using 'check':(column('all') == 0 && column('stepped') == 0 ? column('ratio') : NaN) \
        with linespoints pointtype 7 pointsize 0.2 linewidth 0.7 linecolor rgb '#bbbbbb' \
        title 'a scenario', \
    curves using 'check':(column('all') == 0 && column('stepped') == 1 ? column('ratio') : NaN) \
        with linespoints pointtype 7 pointsize 0.3 linewidth 1 linecolor rgb sky \
        title 'with a step', \
    curves using 'check':(column('all') == 1 ? column('ratio') : NaN) \
        with lines linewidth 1.8 linecolor rgb black title 'all scenarios', \
    levels using 'from':'ratio':(column('to') - column('from')):(0):(packed(tint(column('number')))) \
        with vectors nohead linewidth 2.4 linecolor rgb variable notitle, \
    levels using (column('last') == 1 ? column('to') : NaN):'ratio': \
        (strcol('name')):(packed(tint(column('number')))) \
        with labels left offset 0.8, 0 textcolor rgb variable notitle

# ---- verdicts ---------------------------------------------------------------------------------------

set tmargin at screen 0.33
set bmargin at screen 0.14
unset logscale
set yrange [0:1.1 * most]
eval sprintf("set ytics %.9g", most <= 5 ? 1 : spacing(most, 4))
set format x '%g'
set xlabel 'check (line of the history)'
set ylabel 'scenarios' offset 1, 0
set boxwidth 0.8
set style fill solid 0.9 noborder
drift(x) = column('drift')
fail(x) = drift(x) + column('fail')
error(x) = fail(x) + column('error')
other(x) = error(x) + column('other')
plot verdicts using 'check':(other(0)) with boxes linecolor rgb grey title 'NEW, STALE, UNTESTED', \
    verdicts using 'check':(error(0)) with boxes linecolor rgb purple title 'ERROR', \
    verdicts using 'check':(fail(0)) with boxes linecolor rgb vermillion title 'FAIL', \
    verdicts using 'check':(drift(0)) with boxes linecolor rgb orange title 'DRIFT'
unset multiplot
