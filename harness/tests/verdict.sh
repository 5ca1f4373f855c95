# verdict.sh -- counts what a script of this folder tests; the scripts source it.
#
#     . harness/tests/verdict.sh
#     said=$work/said
#     make something >"$said" 2>&1
#     verdict $? 'something is made'
#     echo "$passed passed, $failed failed"
#
# With $who set, what holds is said as well, with that name before it.
passed=0 failed=0 who=

verdict() { # 0 if it holds, what; of a failure the last lines of the file $said are shown
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
        [ -z "$who" ] || echo "$who: $2"
    else
        failed=$((failed + 1))
        echo "${who:+$who: }FAILED: $2"
        [ ! -s "${said:-}" ] || tail -n 20 "$said" | sed 's/^/    /'
    fi
}
