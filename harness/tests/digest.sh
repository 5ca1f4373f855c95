# digest.sh -- sourced by the scripts that prove the exactness contract: it trains the same scenarios
# by klimbs built and run in different ways, and compares the digests of what they record.
#
#     build=FOLDER work=FOLDER klimb=COMMAND   set by whoever sources this: where klimb is built, where
#                                              records go, and the klimb whose digests are wanted
#     row WHAT STEPS COMMAND...                a row of the table: trains by COMMAND, compares
#     total                                    "N passed, N failed"
#
# COMMAND is a `klimb run` with any options and environment. STEPS is a number or "whole", which is
# every step that the scenarios say. A row is compared with a run of as many steps.
scenarios='learning/healthy learning/gaussian-decoder annealing/linear'
# Trained beside them, a model that theory solves, in all that those scenarios have none of: data
# whose covariance is made exact, one posterior scale for all examples, the expectation over noise, a
# learned sigma_x.
linear_model='learning/healthy --set data.source=gaussian --set data.eigenvalues=[4,1,0.25]
  --set data.covariance=exact --set data.test_fraction=0 --set model.hidden=[] --set model.latent=2
  --set model.head.scale=shared --set likelihood.kind=gaussian-learned
  --set objective.noise=expected --set train.sampling=full'
# And a leaky ReLU on corrupted data.
leaky_model='learning/healthy --set model.leak=0.01 --set data.noise=0.1'
# And a recurrent decoder of symbols, some of them hidden.
gru_model='learning/healthy --set data.source=markov --set likelihood.kind=categorical
  --set likelihood.symbols=8 --set model.decoder=gru --set model.decoder_hidden=[24]
  --set model.decoder_dropout=0.25'
# And convolutions.
conv_model='learning/healthy --set model.network=conv --set model.kernel=3'
passed=0 failed=0

# Digest of the records (not of manifests, which hold wall time) below a folder; of no record at all
# a word that equals no digest.
digest() {
    (cd "$1" 2>/dev/null && find . -name '*.csv' | LC_ALL=C sort | xargs -r sha256sum) |
        { grep . || echo "nothing below $1 ($$)"; } | sha256sum | cut -c1-16
}

# train NAME STEPS COMMAND...: the digest of the scenarios as COMMAND records them. Nothing when it
# does not end well; what it said is in NAME.log.
train() {
    folder=$work/runs/$1 steps=$2
    shift 2
    [ "$steps" = whole ] || set -- "$@" --set "train.steps=$steps"
    mkdir -p "$work/runs"
    rm -rf "$folder"
    # shellcheck disable=SC2086 # lists of words
    {
        "$@" $scenarios --quiet --out "$folder" &&
            "$@" $linear_model --quiet --out "$folder/linear" &&
            "$@" $leaky_model --quiet --out "$folder/leaky" &&
            "$@" $gru_model --quiet --out "$folder/gru" &&
            "$@" $conv_model --quiet --out "$folder/conv"
    } >"$folder.log" 2>&1 && digest "$folder"
}

# reference STEPS: the digest wanted of so many steps, trained when first asked for.
reference() {
    [ -s "$work/runs/wanted-$1" ] || {
        wanted=$(train "reference-$1" "$1" "$klimb" run -j 2) && echo "$wanted" >"$work/runs/wanted-$1"
    }
    cat "$work/runs/wanted-$1"
}

say() { printf '  %-28s %6s  %-16s  %s\n' "$@"; }
pass() { passed=$((passed + 1)) && say "$@"; }
fail() { failed=$((failed + 1)) && say "$@"; }

# judge WHAT STEPS DIGEST
judge() {
    wanted=$(reference "$2")
    if [ -z "$3" ]; then
        fail "$1" "$2" - 'FAILED, no record'
    elif [ "$3" = "$wanted" ]; then
        pass "$1" "$2" "$3" same
    else
        fail "$1" "$2" "$3" "DIFFERS from ${wanted:-a reference that could not be made}"
    fi
}

row() {
    if found=$(train "$@"); then
        judge "$1" "$2" "$found"
    else
        judge "$1" "$2" ''
        tail -n 20 "$work/runs/$1.log" | sed 's/^/    /'
    fi
}

# Starts the table anew, with a title.
table() {
    rm -rf "$work/runs"
    mkdir -p "$work/runs"
    echo "$1: $scenarios; a linear model; a leaky ReLU; a recurrent decoder"
    say what steps digest verdict
}

total() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# compile COMPILER VARIANT: builds klimb as $build/exact/COMPILER/VARIANT/klimb, or ends the script.
compile() {
    # shellcheck disable=SC2086 # a command and its options
    ${MAKE:-make} CC="$1" VARIANT="$2" BUILD="$build/exact/$1" all >"$work/log" 2>&1 || {
        echo "building with $1 ($2) failed:"
        tail -n 20 "$work/log"
        exit 1
    }
}

# levels KLIMB...: the SIMD levels that this klimb can use, where it runs; where it names none, a word
# that is not a level, so that a loop over them has a row and this row fails.
levels() { "$@" info 2>&1 | sed -n 's/^simd levels here: *//p' | grep . || echo none-told; }
