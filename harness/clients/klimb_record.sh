# klimb_record.sh -- write the log of a training run so that klimb reads it, from any POSIX shell.
#
# One file that needs nothing else: copy it beside your script. Part of klimb (MIT licence).
#
#     . ./klimb_record.sh
#     record_begin mine/seed-0000 recon kl beta
#     record_row 0 44.4 0.01 1
#     record_row 100 30.5 2.25 1
#     record_end
#
# writes mine/seed-0000/metrics.csv; then `klimb report mine/seed-0000`. recon and kl are in nats, summed over
# dimensions, mean over examples; kl without beta. Names of columns are in `klimb help records`. A number is
# written as it is, so print it with 17 digits (awk: "%.17g"). Functions return 0, or 1 with a message.
# shellcheck shell=sh

# record_begin DIR COLUMN...: begin a log, replacing what was there; the step is always the first column.
record_begin() {
    [ $# -ge 2 ] || {
        echo "record_begin: $# words; must be a folder and a name for each column" >&2
        return 1
    }
    record_folder=$1 record_step=-1 record_header=step
    shift
    record_columns=$#
    for record_word; do
        case $record_word in
        '' | *[!A-Za-z0-9_./-]*)
            echo "record_begin: column '$record_word'; must be a name of letters, digits and _ . / -" >&2
            return 1
            ;;
        esac
        record_header=$record_header,$record_word
    done
    mkdir -p "$record_folder" && echo "$record_header" >"$record_folder/metrics.csv"
}

# record_row STEP VALUE...: add a row. '' or - is no value; nan, inf and -inf are kept.
record_row() {
    [ $# -eq $((${record_columns:-0} + 1)) ] || {
        echo "record_row: $# words; must be a step and ${record_columns:-0} values" >&2
        return 1
    }
    case $1 in
    '' | *[!0-9]* | 0?* | ????????????????*)
        echo "record_row: step '$1'; must be a whole number from 0" >&2
        return 1
        ;;
    esac
    [ "$1" -ge "$record_step" ] || {
        echo "record_row: step $1 after step $record_step; must not fall" >&2
        return 1
    }
    record_line=$1 record_new=$1
    shift
    for record_word; do
        case $record_word in
        nan | -nan | inf | -inf) ;;
        '' | -) record_word= ;;
        *[!0-9eE.+-]* | *[!0-9.] | [eE]* | *[!0-9]. | .)
            echo "record_row: value '$record_word'; must be a number, nan, inf, or - for none" >&2
            return 1
            ;;
        esac
        record_line=$record_line,$record_word
    done
    echo "$record_line" >>"$record_folder/metrics.csv" && record_step=$record_new
}

# record_end: end the log; a row is refused until the next record_begin.
record_end() {
    record_columns=0 record_folder='' record_step=-1
}
