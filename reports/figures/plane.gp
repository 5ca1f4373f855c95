# plane.gp -- one scenario in the rate-distortion plane: where the run went, and what it was worth.
#
#     cd build/report && gnuplot -c ../../reports/figures/plane.gp data/learning/healthy > x.svg
#
#   ARG1  folder with figure.csv, seed-*.csv (records) and, if has_theory, theory.csv
#   ARG3  svg, png or pdf

data = ARG1
medium = ARG3
width = 640
height = 440
load ARG0[1:strlen(ARG0) - strlen('plane.gp')].'style.gp'

stats data.'/figure.csv' using (seeds = strcol('seeds'), last = column('last_step'), \
    has_theory = column('has_theory'), \
    diverged = column('diverged'), end_recon = column('end_recon'), end_kl = column('end_kl'), \
    end_step = column('end_step'), rate_low = column('rate_low'), rate_high = column('rate_high'), \
    rate_scale = column('rate_scale'), distortion_low = column('distortion_low'), \
    distortion_high = column('distortion_high'), \
    distortion_scale = column('distortion_scale'), broken = column('broken'), \
    lone_values = column('lone'), 0) nooutput
record(seed) = sprintf('%s/seed-%s.csv', data, seed)
first = word(seeds, 1)

set lmargin at screen 0.115
set rmargin at screen 0.76
set tmargin at screen 0.9
set bmargin at screen 0.13
set xlabel 'rate: KL (nats)' textcolor rgb ink offset 0, 0.3
set ylabel 'distortion: reconstruction (nats)' textcolor rgb ink offset 0.5, 0
set key at graph 0, graph 1.01 left bottom horizontal reverse Left samplen 2 maxrows 1
unset grid
eval scale_x(rate_low, rate_high, rate_scale)
eval scale_y(distortion_low, distortion_high, distortion_scale)
eval colour_steps(last)
set colorbox user origin 0.86, 0.13 size 0.02, 0.77

# Lines of equal ELBO: everything on one is worth the same. Their values stand where they leave.
plain = rate_scale == 0 && distortion_scale == 0
apart = spacing(rate_high - rate_low + distortion_high - distortion_low, 9)
lowest = ceil((rate_low + distortion_low) / apart)
highest = floor((rate_high + distortion_high) / apart)
if (plain) {
    set label 1 'ELBO' at graph 1.02, graph 1.05 left textcolor rgb grey
    do for [k = lowest:highest] {
        level = k * apart
        exit = level - rate_high
        if (exit >= distortion_low && exit <= distortion_high) {
            set label 10 + k - lowest sprintf('%g', k == 0 ? 0 : -level) \
                at rate_high, exit left offset 0.5, 0 textcolor rgb grey
        }
        if (exit < distortion_low) {
            set label 10 + k - lowest sprintf('%g', k == 0 ? 0 : -level) \
                at level - distortion_low, distortion_low right offset -0.4, 0.5 textcolor rgb grey
        }
    }
}
set samples 2
set clip two

# Values that have no neighbour to draw a line to.
alone = lone_values <= 0 ? '' : ', record(first) using "kl":"recon":(column("step") + 1) '. \
    'with points pointtype 7 pointsize 0.5 linecolor palette notitle'

# A file that is not there is a warning to gnuplot and an error here: it is not asked for.
theory = has_theory <= 0 ? '' : ', data."/theory.csv" using "kl":"recon" '. \
    'with linespoints pointtype 12 pointsize 0.9 pointinterval 1000000 linewidth 1.2 dashtype 4 '. \
    'linecolor rgb blue title "theory"'

# Where a run that diverged was seen last.
seen = end_step >= 0 && (diverged >= 0 || broken > 0)
plot for [k = lowest:plain ? highest : lowest - 1] k * apart - x \
        with lines linecolor rgb faint linewidth 1 dashtype 1 notitle, \
    for [seed in seeds] record(seed) using 'kl':'recon' \
        with lines linecolor rgb '#bbbbbb' linewidth 1 dashtype 1 notitle, \
    record(first) using 'kl':'recon':(column('step') + 1) \
        with lines linecolor palette linewidth 2.6 dashtype 1 notitle, \
    record(first) using 'kl':'recon':(column('step') + 1) every ::0::0 \
        with points pointtype 6 pointsize 0.9 linewidth 1.6 linecolor palette title 'start', \
    data.'/figure.csv' using (end_step >= 0 ? column('end_kl') : NaN):'end_recon' \
        with points pointtype seen ? 2 : 7 pointsize 0.9 linewidth 1.6 linecolor rgb ink \
        title seen ? 'last seen finite' : 'end' @theory @alone
