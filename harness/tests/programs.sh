#!/bin/sh
# programs.sh -- list the unit test programs below a build folder, a line each, ordered by name.
#
#     sh harness/tests/programs.sh build/release [CHAPTER]     from the repository's folder
#
# With a chapter ("golden", "core/numerics"), only its own. A program whose source is gone is left out.
folder=$1 chapter=${2:-}
find "$folder/core" "$folder/harness" -path "*${chapter:+/$chapter}/tests/test_*" ! -name '*.*' -type f 2>/dev/null |
    sort | while read -r program; do
    [ -e "${program#"$folder"/}.c" ] && echo "$program"
done
