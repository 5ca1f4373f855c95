# style.gp -- what all figures share. Set `width` and `height` (pixels) before loading it.
#
# No text from a file is ever part of a command or of enhanced text: names may hold anything.

set terminal svg size width,height font 'sans-serif,13' noenhanced linewidth 1 background '#ffffff'
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

# The commands for a y axis: scale 0 is linear, 1 logarithmic, 2 asinh, which is linear around 0 and
# logarithmic on both sides of it.
scale_y(low, high, scale) = 'unset logscale y; unset nonlinear y; set ytics autofreq; '. \
    sprintf('set yrange [%.9g:%.9g]; ', low, high). \
    (scale == 1 ? 'set logscale y' : scale == 2 ? asinh_y : '')
asinh_y = 'set nonlinear y via asinh(y) inverse sinh(y); set ytics (0); '. \
    'do for [k = 1:38:2] { set ytics add (10.0**k, -10.0**k) }'
