# several.gp -- figures of one subject by one process: to start takes gnuplot longer than to draw.
#
#   ARG1  folder of the scripts, with its last '/'
#   ARG2  three words a figure: script, its second argument (- for none), number of the file
#         descriptor that it goes to
#   ARG3  folder of data files
#   ARG4  svg, png or pdf
#
# Scripts use what variables they like, so those that have to outlast them have long names.

several_folder = ARG1
several_figures = ARG2
several_data = ARG3
several_medium = ARG4
do for [several_place = 1:words(several_figures):3] {
    set output '/dev/fd/'.word(several_figures, several_place + 2)
    several_argument = word(several_figures, several_place + 1)
    if (several_argument eq '-') { several_argument = '' }
    call several_folder.word(several_figures, several_place) several_data several_argument \
        several_medium
    set output
    reset
}
