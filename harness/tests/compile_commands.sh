#!/bin/sh
# compile_commands.sh -- what make would run, as the list that editors and clang's tools read.
#
#     make -n ... | sh harness/tests/compile_commands.sh >build/compile_commands.json
#
# Reads commands, one a line, and writes an object for each that compiles a file of C.
set -u
awk -v folder="$PWD" '
function quote(text) { gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); return "\"" text "\"" }
/ -c -o [^ ]*\.o [^ ]*\.c$/ {
    printf "%s\n  {\"directory\": %s, \"file\": %s, \"output\": %s,\n   \"command\": %s}",
        count++ ? "," : "[", quote(folder), quote($NF), quote($(NF - 1)), quote($0)
}
END { print count ? "\n]" : "[]"; exit !count }'
