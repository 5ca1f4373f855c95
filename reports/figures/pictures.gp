# pictures.gp -- one scenario: examples, what comes back of them, and what the prior gives.
#
#     cd build/report && gnuplot -c ../../reports/figures/pictures.gp data/learning/healthy > x.svg
#
#   ARG1  folder with figure.csv and pictures.pgm: five rows of ten pictures, the last three of the
#         prior, a line of pixels between them
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 300
load ARG0[1:strlen(ARG0) - strlen('pictures.gp')].'style.gp'

stats data.'/figure.csv' using (across = column('pictures_width'), \
    down = column('pictures_height'), heading = column('pictures_skip'), 0) nooutput

unset border
unset tics
unset grid
unset key
unset colorbox
set lmargin at screen 0.17
set rmargin at screen 0.99
set tmargin at screen 0.97
set bmargin at screen 0.03
set xrange [-0.5:across - 0.5]
set yrange [down - 0.5:-0.5]
set palette gray negative
set cbrange [0:255]

middle(row) = (row + 0.5) * (down + 1) / 5.0 - 1
set label 1 'examples' at screen 0.16, first middle(0) right textcolor rgb ink
set label 2 'reconstructed' at screen 0.16, first middle(1) right textcolor rgb ink
set label 3 'from the prior' at screen 0.16, first middle(3) right textcolor rgb ink
edge = 2 * (down + 1) / 5.0 - 1
set arrow 1 from graph 0, first edge to graph 1, first edge nohead linecolor rgb grey front
plot data.'/pictures.pgm' binary skip=heading array=(across, down) format='%uchar' with image
