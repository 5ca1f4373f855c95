# dimensions.gp -- one scenario: KL of each latent dimension over time, as a heat map.
#
#     cd build/report && gnuplot -c ../../reports/figures/dimensions.gp data/learning/healthy > x.svg
#
#   ARG1  folder with dimensions.csv and active.csv: from, to, rank of a stretch in which a unit is
#         active
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 350
load ARG0[1:strlen(ARG0) - strlen('dimensions.gp')].'style.gp'

map = data.'/dimensions.csv'
stats map using 'kl' name 'kl' nooutput
stats map using 'rank' name 'rank' nooutput
stats map using 'to' name 'to' nooutput

unset grid
set key at graph 1, graph 1.01 right bottom horizontal reverse Left samplen 2 maxrows 1
set lmargin at screen 0.145
set rmargin at screen 0.82
set tmargin at screen 0.91
set bmargin at screen 0.17
set logscale x
set xrange [1:to_max + 1]
set yrange [rank_max + 0.5:0.5]
set xlabel 'step + 1 (logarithmic)' textcolor rgb ink offset 0, 0.4
set ylabel 'latent dimension, by final KL' textcolor rgb ink
set ytics rank_max > 12 ? 5 : 1
set border 0
set palette defined (0 '#f4f6f8', 0.25 '#9ecae1', 0.5 '#3a8fc2', 0.75 '#08519c', 1 '#061d40')
set cbrange [0:kl_max > 0 ? kl_max : 1]
set cblabel 'KL of the dimension (nats)' textcolor rgb ink offset 0.5, 0
set colorbox user origin 0.845, 0.17 size 0.025, 0.74

# Each box reaches a little under the next one, or thin lines would show between them.
plot map using 'from':'rank':(column('from') + 1):(column('to') * 1.01 + 1): \
    (column('rank') - 0.46):(column('rank') + 0.46):'kl' \
    with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle, \
    data.'/active.csv' using (column('from') + 1):(column('rank') + 0.36): \
    (column('to') - column('from')):(0) with vectors nohead linecolor rgb orange linewidth 2.4 \
    dashtype 1 title 'active unit'
