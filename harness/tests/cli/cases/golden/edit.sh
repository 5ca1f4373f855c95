# The golden of a is edited; each time check must say ERROR, the file and the kind of the damage, also with
# --allow-drift.
edit() { # what, commands run in the golden of a
    rm -rf expected && cp -r whole expected
    (cd expected/a && sh -c "$2") || echo "$1: the edit failed"
    ! diff -r whole expected >diff.out || echo "$1: the edit changes nothing"
    echo "==== $1"
    try klimb check -q a
    cp "$SCRATCH/out" plain.out
    klimb check -q --allow-drift a >"$SCRATCH/out" 2>"$SCRATCH/err"
    echo "with --allow-drift exit $?"
    sed 's/ [0-9.]*$//' plain.out >plain.cut
    sed 's/ [0-9.]*$//' "$SCRATCH/out" | diff plain.cut -
}
