# path.gp -- one scenario: straight lines through latent space, decoded, and how thin q(z) is there.
#
#     cd build/report && gnuplot -c ../../reports/figures/path.gp data/weak-prior/tiny-beta > x.svg
#
#   ARG1  folder with figure.csv, path.pgm (three rows of eleven pictures, a line of pixels between
#         them) and path.csv: path, t, density, level
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 430
load ARG0[1:strlen(ARG0) - strlen('path.gp')].'style.gp'

stats data.'/figure.csv' using (across = column('path_width'), down = column('path_height'), \
    heading = column('path_skip'), low = column('density_low'), high = column('density_high'), \
    0) nooutput

# Beneath the level lies the thinnest hundredth of the posterior's own samples; far beneath it does
# not matter how far.
FAR = -60
deepest = low < FAR ? FAR : low > -4 ? -4 : low
highest = high > 4 ? 1.15 * high : 4
tall = (down + 1) / 3.0

set multiplot
set lmargin at screen 0.125
set rmargin at screen 0.985
unset key
unset colorbox
set palette gray negative
set cbrange [0:255]
set label 1 'ln q(z) above its thinnest 1 % (nats)' at screen 0.022, screen 0.53 rotate center \
    textcolor rgb ink
set object 1 rectangle from graph 0, first 0 to graph 1, first deepest fillcolor rgb orange \
    fillstyle solid 0.18 noborder behind

do for [path = 0:2] {
    top = 0.985 - 0.305 * path
    set tmargin at screen top
    set bmargin at screen top - 0.135
    unset border
    unset tics
    unset grid
    set xrange [-0.5:across - 0.5]
    set yrange [(path + 1) * tall - 1.5:path * tall - 0.5]
    plot data.'/path.pgm' binary skip=heading array=(across, down) format='%uchar' with image

    set tmargin at screen top - 0.145
    set bmargin at screen top - 0.265
    set border 3
    set grid
    set ytics nomirror out scale 0.6 textcolor rgb ink autofreq
    set ytics spacing(highest - deepest, 3)
    set xtics nomirror out scale 0.6 textcolor rgb ink 0, 0.1
    set format x path == 2 ? '%g' : ''
    set xrange [-0.05:1.05]
    set yrange [deepest:highest]
    if (deepest < -0.3 * highest) {
        set label 3 'hole' at graph 0.5, first 0.5 * deepest center textcolor rgb '#8a5a00'
    }
    if (path == 2) {
        set label 2 'way from one example (0) to another (1)' at screen 0.555, screen 0.025 center \
            textcolor rgb ink
    }
    plot 0 with lines linecolor rgb ink dashtype 2 linewidth 1, \
        data.'/path.csv' using 't':(column('path') == path ? column('density') - column('level') \
            : NaN) with lines linecolor rgb blue linewidth 1.6 dashtype 1
    unset label
}
unset multiplot
