# latents.gp -- one scenario: where the encoder puts the examples, beside N(0, I).
#
#     cd build/report && gnuplot -c ../../reports/figures/latents.gp data/learning/healthy > x.svg
#
#   ARG1  folder with figure.csv and scatter.csv: kind (1: mean of a class), label (-1: unknown),
#         first, second
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 560
load ARG0[1:strlen(ARG0) - strlen('latents.gp')].'style.gp'

stats data.'/figure.csv' using (reach = column('scatter_reach'), first = column('first_share'), \
    second = column('second_share'), 0) nooutput
places = data.'/scatter.csv'

set lmargin at screen 0.12
set rmargin at screen 0.86
set tmargin at screen 0.95
set bmargin at screen 0.105
set size ratio -1
set xrange [-reach:reach]
set yrange [-reach:reach]
set xlabel sprintf('first principal axis of μ (%.0f %% of its variance)', 100 * first) \
    textcolor rgb ink offset 0, 0.3
set ylabel sprintf('second (%.0f %%)', 100 * second) textcolor rgb ink
set key at screen 0.99, graph 1 right top vertical samplen 0.5 textcolor rgb ink
unset grid

# Ten classes by colour and shape.
array tint[10] = [blue, vermillion, green, purple, orange, sky, black, blue, vermillion, green]
array shape[10] = [7, 5, 9, 13, 11, 7, 5, 4, 8, 6]

do for [sigma = 1:3] {
    set object sigma circle at 0, 0 size sigma fillcolor rgb ink fillstyle empty \
        border linecolor rgb grey dashtype 2 behind
    if (reach < 40) {
        set label sigma sprintf('%dσ', sigma) at 0, sigma center offset 0, 0.5 textcolor rgb grey \
            front
    }
}
chosen(kind, class) = column('kind') == kind && column('label') == class
plot places using (chosen(0, -1) ? column('first') : NaN):'second' with points pointtype 7 \
        pointsize 0.35 linecolor rgb blue notitle, \
    for [class = 0:9] places using (chosen(0, class) ? column('first') : NaN):'second' \
        with points pointtype shape[class + 1] pointsize 0.45 linecolor rgb tint[class + 1] \
        notitle, \
    for [class = 0:9] places using (chosen(1, class) ? column('first') : NaN):'second' \
        with points pointtype 7 pointsize 2 linecolor rgb tint[class + 1] notitle, \
    for [class = 0:9] places using (chosen(1, class) ? column('first') : NaN):'second': \
        (sprintf('%d', class)) with labels font ',15' textcolor rgb '#ffffff' notitle, \
    NaN with lines linecolor rgb grey dashtype 2 title 'N(0, I)'
