# marks.awk -- replaces what differs from run to run in the output of a case:
#
#     <seconds>     the time of a run: "in 0.12 s" of progress, the last column of a table with that heading, time="0.12"
#     <git>         what git says of a folder that is no repository
#     [i/n] ...     lines of progress, which come in the order in which runs end: neighbours are sorted and numbered
# The runner has replaced <scratch>, the folder of a case, and <root>, the repository. A case may have marks of
# its own, for what differs from machine to machine.

# Neighbouring lines of progress, each with its number before and its text behind.
function flush_progress(    i, j, text) {
    for (i = 2; i <= lines; i++) {
        text = behind[i]
        for (j = i - 1; j >= 1 && behind[j] > text; j--)
            behind[j + 1] = behind[j]
        behind[j + 1] = text
    }
    for (i = 1; i <= lines; i++)
        print before[i] behind[i]
    lines = 0
}
/^\[ *[0-9]+\/[0-9]+\] / {
    sub(/ in [0-9.]+ s$/, " in <seconds> s")
    match($0, /^\[ *[0-9]+\/[0-9]+\] /)
    before[++lines] = substr($0, 1, RLENGTH)
    behind[lines] = substr($0, RLENGTH + 1)
    next
}
{ flush_progress() }
/^\$ / || /^$/ { timed = 0 }
timed { sub(/ +[0-9]+\.[0-9]+$/, " <seconds>") }
/ seconds$/ { timed = 1 }
{
    gsub(/ time="[0-9.]+"/, " time=\"<seconds>\"")
    sub(/the commit is unknown: .*/, "the commit is unknown: <git>")
    print
}
END { flush_progress() }
