# style.gp -- what all figures share. Before loading it set `width` and `height` (pixels) and
# `medium`: png, pdf, or else svg.
#
# No text from a file is ever part of a command or of enhanced text: names may hold anything.

if (medium eq 'png') {
    set terminal pngcairo size 2 * width,2 * height font 'Sans,13' fontscale 1.5 \
        linewidth 2 pointscale 2 noenhanced background '#ffffff'
} else {
    if (medium eq 'pdf') {
        set terminal pdfcairo size width / 96.0,height / 96.0 font 'Sans,13' fontscale 0.56 \
            linewidth 1 noenhanced background '#ffffff'
    } else {
        set terminal svg size width,height font 'sans-serif,13' noenhanced linewidth 1 \
            background '#ffffff'
    }
}
set encoding utf8
set locale 'C'
set datafile separator comma
set datafile columnheaders

# Colours that readers with any kind of colour vision tell apart (Okabe & Ito 2008).
blue = '#0072B2'
vermillion = '#D55E00'
green = '#009E73'
purple = '#CC79A7'
orange = '#E69F00'
sky = '#56B4E9'
black = '#000000'
ink = '#333333'
grey = '#888888'
faint = '#dddddd'

# The same colours in turn; every seventh curve begins another dash.
array turn[7] = [blue, vermillion, green, purple, orange, sky, black]
do for [i = 0:20] {
    set linetype i + 1 linecolor rgb turn[i % 7 + 1] linewidth 1.6 dashtype 1 + i / 7
}

set border 3 linecolor rgb ink
set tics nomirror out scale 0.6 textcolor rgb ink
set grid linecolor rgb faint linewidth 0.7 linetype 1 dashtype 1
set key noenhanced textcolor rgb ink
set format '%g'

# Steps on a linear axis, or step + 1 on a logarithmic one, which shows the first steps and step 0.
axis_is_log(axis) = axis eq 'log'
place(axis, step) = axis_is_log(axis) ? step + 1 : step
left(axis, last) = last > 0 ? place(axis, 0) : axis_is_log(axis) ? 0.5 : -1
right(axis, last) = last > 0 ? place(axis, last) : axis_is_log(axis) ? 2 : 1
# Where a step stands between the left edge (0) and the right one (1).
share(axis, step, last) = \
    last <= 0 ? 0.5 : axis_is_log(axis) ? log(step + 1) / log(last + 1) : step / last

# The commands for an axis: scale 0 is linear, 1 logarithmic, 2 asinh, which is linear around 0 and
# logarithmic on both sides of it.
scale_y(low, high, scale) = 'unset logscale y; unset nonlinear y; set ytics autofreq; '. \
    sprintf('set yrange [%.9g:%.9g]; ', low, high). \
    (scale == 1 ? 'set logscale y' : scale == 2 ? asinh_y : '')
scale_x(low, high, scale) = 'unset logscale x; unset nonlinear x; set xtics autofreq; '. \
    sprintf('set xrange [%.9g:%.9g]; ', low, high). \
    (scale == 1 ? 'set logscale x' : scale == 2 ? asinh_x : '')
asinh_y = 'set nonlinear y via asinh(y) inverse sinh(y); set ytics (0); '. \
    'do for [k = 1:38:2] { set ytics add (10.0**k, -10.0**k) }'
asinh_x = 'set nonlinear x via asinh(x) inverse sinh(x); set xtics (0); '. \
    'do for [k = 1:38:4] { set xtics add (10.0**k, -10.0**k) }'

# Time as colour along a path, step + 1 on a logarithmic scale: dark is early, bright is late.
colour_steps(last) = 'set palette defined (0 "#2d1160", 0.35 "#8c2981", 0.7 "#de4968", 1 "#fe9f6d"); '. \
    sprintf('set logscale cb; set cbrange [1:%d]; set cblabel "step + 1" offset 0.4, 0 textcolor rgb ink; ', \
        last > 0 ? last + 1 : 2). \
    'set cbtics textcolor rgb ink; set format cb "%g"'

# About `count` round numbers between two others lie this far apart.
decade(span, count) = 10 ** floor(log10(span / count))
spacing(span, count) = span / count / decade(span, count) < 1.5 ? decade(span, count) : \
    span / count / decade(span, count) < 3.5 ? 2 * decade(span, count) : \
    span / count / decade(span, count) < 7.5 ? 5 * decade(span, count) : 10 * decade(span, count)

# Marks of a curve, from marks.csv of the folder `data`, as what follows the last curve of a plot
# command: values without a neighbour as points; at the edge of the panel a cross where values are
# not a number and a triangle where they are infinite, with a bar as far as they go on. `paint` is
# the colour of the curve, whose axis reaches from `low` to `high`; at(step) is the place of a step.
here(name, kind) = strcol('column') eq name && strcol('kind') eq kind
dots(name, paint) = sprintf(', data."/marks.csv" using (here("%s", "lone") ? at($1) : NaN):"value" '. \
    'with points pointtype 7 pointsize 0.5 linewidth 1 linecolor rgb "%s" notitle', name, paint)
edge_points(name, kind, paint, shape, place) = \
    sprintf(', data."/marks.csv" using (here("%s", "%s") && column("to") > $1 ? at($1) : NaN):'. \
    '(%.9g):(at(column("to")) - at($1)):(0) with vectors nohead linewidth 4 dashtype 1 '. \
    'linecolor rgb "%s" notitle', name, kind, place, paint). \
    sprintf(', data."/marks.csv" using (here("%s", "%s") ? at($1) : NaN):(%.9g) with points '. \
    'pointtype %d pointsize 0.9 linewidth 1.8 linecolor rgb "%s" notitle', name, kind, place, \
    shape, paint)
broken_points(name, paint, low, high) = \
    edge_points(name, 'nan', paint, 2, low). \
    edge_points(name, 'inf', paint, 9, high). \
    edge_points(name, '-inf', paint, 11, low)

# What the marks mean, for the key: only where there are some.
marks_key(nans, infinities) = \
    (nans > 0 ? ', NaN with points pointtype 2 pointsize 0.9 linewidth 1.8 linecolor rgb ink '. \
    'title "not a number"' : ''). \
    (infinities > 0 ? ', NaN with points pointtype 9 pointsize 0.9 linecolor rgb ink '. \
    'title "infinite"' : '')
