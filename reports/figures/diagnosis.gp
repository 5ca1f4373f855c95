# diagnosis.gp -- a log and what is said of it: its curves, phases shaded, evidence marked with numbers.
#
#     gnuplot -c reports/figures/diagnosis.gp FOLDER '' svg > x.svg
#
#   ARG1  folder with curves.tsv (tab-separated: step, recon, kl, total, beta), phases.tsv (from, to, name), evidence.tsv (number, step, text),
#         words.tsv (words: title, then axis of steps) and figure.tsv (scales and ranges)

data = ARG1
medium = ARG3
width = 760
height = 560
load ARG0[1:strlen(ARG0) - strlen('diagnosis.gp')].'style.gp'
set datafile separator tab

stats data.'/figure.tsv' using (from = column('from'), to = column('to'), lines = column('lines'), \
    recon_low = column('recon_low'), recon_high = column('recon_high'), recon_scale = column('recon_scale'), \
    kl_low = column('kl_low'), kl_high = column('kl_high'), kl_scale = column('kl_scale'), \
    beta_high = column('beta_high'), totals = column('totals'), phases = column('phases'), 0) nooutput
title = ''; axis = ''
stats data.'/words.tsv' using (title = strcol('title'), axis = strcol('axis'), 0) nooutput

# Room for the lines of evidence at the foot.
foot = (16.0 * lines + 58) / height
half = (0.9 - foot - 0.06) / 2
set lmargin at screen 0.11
set rmargin at screen 0.89
set xrange [from:to]
set multiplot
set label 1 title at screen 0.02, screen 0.965 left textcolor rgb ink font ',15'

shade(i) = i % 2 == 0 ? '#eef3f8' : '#fbf3e6'
phase_from = 0.0; phase_to = 0.0; phase_name = ''
do for [i = 0:phases - 1] {
    stats data.'/phases.tsv' every ::i::i using (phase_from = $1, phase_to = $2, phase_name = strcol(3), 0) nooutput
    set object 10 + i rectangle from phase_from, graph 0 to phase_to, graph 1 behind \
        fillcolor rgb shade(i) fillstyle solid noborder
    if (phase_to - phase_from > 0.15 * (to - from)) {
        set label 10 + i phase_name at phase_from, graph 1.05 left textcolor rgb grey font ',11' offset 0.4, 0
    }
}
# Numbers of the evidence stand where it is, below each other.
mark_at = 0.0
do for [i = 0:lines - 1] {
    mark_at = NaN
    stats data.'/evidence.tsv' every ::i::i using (mark_at = $2, 0) nooutput
    if (mark_at == mark_at) {
        set label 20 + i sprintf('%d', i + 1) at mark_at, graph 0.95 - 0.09 * i left textcolor rgb ink font ',11' offset 0.4, 0
    }
}
marks = "data.'/evidence.tsv' using 2:(low):(0):(high - low) with vectors nohead dashtype 3 linewidth 1 linecolor rgb grey notitle"

set tmargin at screen 0.9
set bmargin at screen 0.9 - half
set format x ''
set ylabel 'reconstruction' textcolor rgb ink
set key at graph 0.99, graph 0.97 right top reverse Left samplen 2
eval scale_y(recon_low, recon_high, recon_scale)
low = recon_low; high = recon_high
total = totals > 0 ? "data.'/curves.tsv' using 'step':'total' with lines linewidth 1.2 linecolor rgb orange title 'total', " : ''
plot @marks, \
    @total data.'/curves.tsv' using 'step':'recon' with linespoints pointtype 7 pointsize 0.2 linewidth 1.8 linecolor rgb blue title 'recon'

do for [i = 10:29] { unset label i }
unset label 1
set tmargin at screen 0.9 - half - 0.04
set bmargin at screen foot
set format x '%g'
set xlabel axis textcolor rgb ink
set ylabel 'KL' textcolor rgb ink
eval scale_y(kl_low, kl_high, kl_scale)
set key at graph 0.99, graph 0.9 right top reverse Left samplen 2
low = kl_low; high = kl_high
weight = beta_high > 0 ? "data.'/curves.tsv' using 'step':'beta' axes x1y2 with lines dashtype 2 linewidth 1.2 linecolor rgb grey title 'weight of KL (right)', " : ''
if (beta_high > 0) {
    set y2range [0:1.05 * beta_high]
    set y2tics textcolor rgb grey
    set y2label 'weight of KL' textcolor rgb grey
}
do for [i = 0:lines - 1] {
    sentence = ''
    stats data.'/evidence.tsv' every ::i::i using (sentence = strcol(3), 0) nooutput
    y = (16.0 * (lines - i)) / height - 0.014
    set label 30 + i sentence at screen 0.02, screen y left textcolor rgb ink font ',11'
}
plot @marks, \
    @weight data.'/curves.tsv' using 'step':'kl' with linespoints pointtype 7 pointsize 0.2 linewidth 1.8 linecolor rgb vermillion title 'kl'
unset multiplot
