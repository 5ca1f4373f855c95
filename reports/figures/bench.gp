# bench.gp -- what `make bench` measured: matrix products, training against PyTorch, shares of a step.
#
#     gnuplot -c reports/figures/bench.gp build/bench > x.svg
#
#   ARG1  folder with bench.csv (# klimb bench 1): group,name,measure,low,median,high,goal,verdict,note

data = ARG1.'/bench.csv'
medium = ARG3
width = 1180
height = 600
load ARG0[1:strlen(ARG0) - strlen('bench.gp')].'style.gp'

# ---- rows of each panel: name, low, median, high, goal, part --------------------------------------

begins(text, start) = strlen(text) >= strlen(start) && text[1:strlen(start)] eq start
is_model(name) = name eq 'digits' || name eq 'fashion' || name eq 'tiny' || name eq 'symbols'
is_shape(name) = words(name) == 3 && is_model(word(name, 1)) && strstrt(word(name, 3), 'x') > 0
goal(text) = begins(text, '>= ') ? real(text[4:*]) : NaN
is_there(measure) = strcol('measure') eq measure && strcol('median') ne 'nan'
is_product(measure) = strcol('group') eq 'matrix products' && is_there(measure) && \
    is_shape(strcol('name'))
# By narrower instructions, against OpenBLAS's for those.
is_second(measure) = begins(strcol('group'), 'matrix products by ') && is_there(measure) && \
    is_shape(strcol('name'))
is_training(measure) = strcol('group') eq 'training' && is_there(measure) && is_model(strcol('name'))
parts = "'matrix products' elementwise 'random numbers' optimiser rest"
part(measure) = sum [i = 1:words(parts)] (word(parts, i) eq measure ? i : 0)
is_share(measure) = strcol('group') eq 'shares of a step' && is_there(measure) && \
    is_model(strcol('name')) && part(measure) > 0

select(block, condition) = 'set table '.block.' separator comma; plot data using '. \
    "(strcol('name')):'low':'median':'high':(goal(strcol('goal'))):(part(strcol('measure'))) ". \
    'with table if ('.condition.'); unset table'
eval select('$exact', "is_product('exact / FMA peak')")
eval select('$openblas', "is_product('OpenBLAS / FMA peak')")
eval select('$ratio', "is_product('exact / OpenBLAS')")
eval select('$second', "is_second('exact / OpenBLAS')")
eval select('$backend', "is_training('exact / OpenBLAS')")
eval select('$pytorch', "is_training('klimb / PyTorch')")
eval select('$shares', "is_share(strcol('measure'))")

# Ranges that hold all points, and never less than a little on both sides of 1.
within(x, low, high) = x < low ? low : x > high ? high : x
slowest = 0.8; fastest = 1.25; most = 64
include(low, high) = (slowest = within(low, 0.25, slowest), fastest = within(high, fastest, 4), 0)
unset datafile columnheaders
if (|$ratio| > 0) { stats $ratio using (include($2, $4)) nooutput }
if (|$second| > 0) { stats $second using (include($2, $4)) nooutput }
if (|$pytorch| > 0) { stats $pytorch using (most = within($4, most, 1000), 0) nooutput }

# ---- what the panels share ------------------------------------------------------------------------

set multiplot
set border 1
unset ytics
set bars 0
set key at graph 0, graph 1.01 left bottom vertical maxrows 1 reverse Left samplen 0.5 width -1
spread = 'with xerrorbars pointtype 7 pointsize 0.55 linewidth 1.1'
wanted = 'with points pointtype 2 pointsize 0.5 linewidth 1.2 linecolor rgb ink'
names = 'with labels right offset -0.6, 0 textcolor rgb ink notitle'
one = 'set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead linecolor rgb "#888888" '. \
    'dashtype 3 back'

# The first model's rows come first, the second's after a gap.
place(name, row) = row + (begins(name, 'digits') ? 0 : 1)
# Where a curve's model stands among the models.
line(name) = begins(name, 'digits') ? 0 : begins(name, 'fashion') ? 1 : 2

# ---- matrix products ------------------------------------------------------------------------------

if (|$exact| > 0 && |$openblas| > 0 && |$ratio| > 0) {
    set tmargin at screen 0.93
    set bmargin at screen 0.1
    set yrange [|$exact| + 0.7:-0.7]
    set lmargin at screen 0.16
    set rmargin at screen 0.38
    set xrange [0:1.05]
    set xlabel 'share of the peak of multiply-adds' textcolor rgb ink offset 0, 0.4
    plot $exact using (0):(place(strcol(1), $0)):(strcol(1)) @names, \
        $openblas using 3:(place(strcol(1), $0)):2:4 @spread linecolor rgb vermillion \
            title 'OpenBLAS', \
        $exact using 3:(place(strcol(1), $0)):2:4 @spread linecolor rgb blue title 'exact', \
        $exact using 5:(place(strcol(1), $0)) @wanted title 'goal'

    set lmargin at screen 0.41
    set rmargin at screen 0.615
    set xrange [0.97 * slowest:1.03 * fastest]
    set logscale x 2
    set xtics (0.25, 0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.5, 2, 2.5, 3, 4)
    set xlabel 'speed of exact / speed of OpenBLAS' textcolor rgb ink offset 0, 0.4
    eval one
    has_second = |$second| > 0
    if (has_second) {
        plot $second using 3:(place(strcol(1), $0)):2:4 @spread linecolor rgb orange \
                title 'Haswell', \
            $ratio using 3:(place(strcol(1), $0)):2:4 @spread linecolor rgb blue title 'this CPU', \
            $ratio using 5:(place(strcol(1), $0)) @wanted title 'goal'
    } else {
        plot $ratio using 3:(place(strcol(1), $0)):2:4 @spread linecolor rgb blue title 'this CPU', \
            $ratio using 5:(place(strcol(1), $0)) @wanted title 'goal'
    }
    unset arrow 1
    unset logscale
    set xtics autofreq
}

# ---- whole training -------------------------------------------------------------------------------

set lmargin at screen 0.69
set rmargin at screen 0.975
if (|$backend| > 0) {
    set tmargin at screen 0.93
    set bmargin at screen 0.63
    set yrange [2.6:-0.6]
    set xrange [0.5:most]
    set logscale x 2
    set xlabel 'speed of training, exact / peer' textcolor rgb ink offset 0, 0.4
    eval one
    if (|$pytorch| > 0) {
        plot $backend using (0.5):(line(strcol(1))):(strcol(1)) @names, \
            $backend using 3:(line(strcol(1))):2:4 @spread linecolor rgb blue \
                title 'OpenBLAS', \
            $pytorch using 3:(line(strcol(1))):2:4 @spread linecolor rgb vermillion \
                title 'PyTorch', \
            $pytorch using 5:(line(strcol(1))) @wanted title 'goal'
    } else {
        plot $backend using (0.5):(line(strcol(1))):(strcol(1)) @names, \
            $backend using 3:(line(strcol(1))):2:4 @spread linecolor rgb blue \
                title 'OpenBLAS'
    }
    unset arrow 1
    unset logscale
}

# ---- shares of a step -----------------------------------------------------------------------------

if (|$shares| > 0) {
    set tmargin at screen 0.41
    set bmargin at screen 0.1
    set yrange [2.6:-0.6]
    set xrange [0:1]
    set xlabel 'share of a training step' textcolor rgb ink offset 0, 0.4
    set key samplen 0.8 maxrows 3
    array tint[5] = [blue, sky, orange, green, '#bbbbbb']
    # The parts of a model follow one another, each from where the one before ends.
    to = 0
    from(part, share) = (to = part == 1 ? share : to + share, to - share)
    plot $shares using (0):(line(strcol(1))):($6 == 1 ? strcol(1) : '') @names, \
        for [i = 1:5] $shares using (begin = from($6, $3), $6 == i ? begin : NaN): \
            (line(strcol(1))):(begin):(to):(line(strcol(1)) - 0.3):(line(strcol(1)) + 0.3) \
            with boxxyerror fillcolor rgb tint[i] fillstyle solid 1 noborder title word(parts, i)
}
unset multiplot
