#!/bin/sh
# layers.sh -- the order of the chapters: who may include and call whom.
#
#     sh harness/tests/layers.sh              every #include, and every chapter's README.md
#     sh harness/tests/layers.sh calls BUILD  every call and every shared table, as nm sees them in
#                                             the objects of BUILD (such as build/release)
#     sh harness/tests/layers.sh test         plants a fault of each kind and sees it refused
#
# To be run in the repository's folder. A folder with sources is a chapter. `chapters` below is the
# whole order: a chapter may include itself and what its row lists. An include names the chapter
# ("record/record.h"). The exit code is 0 where nothing runs up, else 1 with a line for each fault:
# file:line, what was found, what is allowed. 2 is wrong usage.
set -u
export LC_ALL=C

# chapter | what it may include beside itself. "x+" is x and all that x may include.
chapters() {
    cat <<'TABLE'
core/base              |
core/numerics/gemm     | core/base
core/numerics/vecmath  | core/base
core/numerics          | core/numerics/gemm+ core/numerics/vecmath+
core/data              | core/numerics+
core/layers            | core/numerics+
core/train             | core/data+ core/layers+
harness/base           | core/base
harness/packed         | harness/base+
harness/format         | harness/base+
harness/record         | harness/format+ core/train+
harness/diagnose       | harness/record+
harness/scenario/claims | harness/format+ core/train+ harness/diagnose
harness/scenario       | harness/scenario/claims+
harness/log            | harness/record+
harness/theory         | harness/format+ core/train+
harness/run            | harness/scenario+ harness/log+
harness/golden         | harness/record+
harness/export         | harness/run+
harness/judge          | harness/golden+ harness/theory+ harness/scenario+ harness/diagnose+
harness/engine         | harness/run+
harness/check          | harness/judge+ harness/engine+ harness/log
harness/pending        | harness/check+
harness/history        | harness/check+
harness/sweep          | harness/check+
harness/report/model   | harness/sweep+ harness/history
harness/report/data    | harness/report/model+
harness/report/figures | harness/report/data+
harness/report/pages   | harness/report/figures+
harness/report         | harness/report/pages+
harness/cli/help       | harness/judge+ harness/engine+ harness/log
harness/cli/options    | harness/cli/help+ harness/packed harness/report+
harness/cli/review     | harness/cli/options+ harness/pending+
harness/cli/shells     | harness/cli/options+
harness/cli            | harness/cli/review+ harness/cli/shells+ harness/export+ harness/diagnose
TABLE
}

# Folders that are no chapters: programs, and what several tests share. They may also include what
# lies beside them, without naming the folder. No chapter includes them; a chapter's tests may
# include the first two.
others() {
    cat <<'TABLE'
core/tests              | core/train+
harness/tests/fixtures  | harness/report+ core/tests
core/bench              | core/train+
core/numerics/vecmath/prove | core/numerics/vecmath+
harness/clients         |
harness/bench           | core/bench harness/sweep+
harness/tests           |
harness/tests/selftest  | harness/check+
harness/tests/corpus    | harness/diagnose+ harness/log
harness/tests/torture   |
harness/tests/cli/fixtures |
harness/tests/fuzz      | harness/report+
harness/tests/mutants   | core/train+
harness/tests/optimisers | core/train+
TABLE
}

# file | a header of a higher chapter that it includes | why
exceptions() {
    cat <<'TABLE'
harness/format/tests/test_npy.c         | data/dataset.h  | what npy_write writes, core reads
harness/log/tests/test_log_clients.c    | clients/klimb_record.h | what the client writes, log reads
TABLE
}

# chapter | a chapter it calls | the only functions of it that it may call (beginnings of names)
# Theory is the witness: it takes settings, data and initial weights from core and nothing that trains.
narrow() {
    cat <<'TABLE'
harness/theory | core/train         | klimb_config_ klimb_trainer_init klimb_trainer_free
harness/theory | core/layers        | klimb_optimiser_names klimb_schedule_names klimb_likelihood_is_count
harness/theory | core/numerics/gemm | klimb_openblas_
TABLE
}

tables() {
    chapters | sed 's/^/chapter|/'
    others | sed 's/^/other|/'
    exceptions | sed 's/^/exception|/'
    narrow | sed 's/^/narrow|/'
}

# What both checks need: the tables, and in which chapter a file is.
# shellcheck disable=SC2016 # a program of awk
common='
function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
function folder(path) { sub(/\/?[^\/]*$/, "", path); return path }
function fault(text) { print text; faults++ }
function grant(from, list,    item, items, n, i, to) {
    n = split(list, items, " ")
    for (i = 1; i <= n; i++) {
        to = items[i]
        if (sub(/\+$/, "", to)) grant(from, row[to])
        if (!(to in row)) fault("layers.sh: the row of " from " names " to ", which has no row above")
        if (!((from, to) in may)) shown[from] = shown[from] " " to
        may[from, to] = 1
    }
}
{ kind = $1 }
kind == "chapter" || kind == "other" {
    name = trim($2); row[name] = trim($3); sort_of[name] = kind
    may[name, name] = 1
    grant(name, row[name])
    next
}
kind == "exception" { excused[trim($2), trim($3)] = 1; next }
kind == "narrow" { only[trim($2), trim($3)] = trim($4); next }
# The chapter of a file or of its tests; "" if it has none.
function chapter_of(path,    f) {
    f = folder(path)
    if (f in row) return f
    if (sub(/\/tests$/, "", f) && sort_of[f] == "chapter") return f
    return ""
}
function is_test(path) { return folder(path) ~ /\/tests$/ && !(folder(path) in row) }
function all_of_core(name,    other) {
    for (other in row) if (other ~ /^core/ && sort_of[other] == "chapter" && !((name, other) in may)) return 0
    return name ~ /^harness/
}
function allowed(name,    list) {
    list = shown[name]
    if (all_of_core(name)) { gsub(/ core\/[a-z\/]+/, "", list); list = " core" list }
    return name " may include " (list == "" ? "only itself" : "itself and" list)
}
'

# file|PATH for each source; readme|LINES|PATH|MAY for each README.md, and what it says that the
# chapter may include; names|PATH|HEADER for each header that a README.md names; and
# include|PATH|LINE|HEADER for each include.
facts() {
    find core harness -name '*.[ch]' | sort | sed 's/^/file|/'
    find core harness -name README.md | sort | while read -r readme; do
        echo "readme|$(wc -l <"$readme")|$readme|$(sed -n 's/^May include: //p' "$readme")"
        grep -o '[A-Za-z0-9_/]*[A-Za-z0-9_]\.h\>' "$readme" | sort -u | sed "s|^|names\|$readme\||"
    done
    find core harness -name '*.[ch]' | sort |
        xargs grep -n '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' /dev/null |
        sed 's/^\([^:]*\):\([0-9]*\):[^"]*"\([^"]*\)".*/include|\1|\2|\3/'
}

check_includes() {
    { tables && facts; } | awk -F'|' "$common"'
kind == "file" {
    there[$2] = 1
    if (chapter_of($2) == "") {
        if (!(folder($2) in unknown) && $2 != "core/klimb.h")
            fault($2 ": the folder " folder($2) " is no chapter that harness/tests/layers.sh knows")
        unknown[folder($2)] = 1
        next
    }
    peopled[folder($2)] = 1
    if ($2 !~ /\.h$/ || sort_of[folder($2)] != "chapter") next
    base = $2; sub(/.*\//, "", base)
    if (base in headers) fault($2 ": there is a second header of this name, " headers[base])
    headers[base] = $2
    header_count++
    header[header_count] = $2
    next
}
# A row of the table as a README.md has it.
function in_words(list,    below) {
    if (list == "") return "no other chapter."
    below = list ~ /\+/ ? (list ~ / / ? " and what they may include" : " and what it may include") : ""
    gsub(/\+/, "", list); gsub(/ +/, ", ", list)
    return list below "."
}
kind == "readme" {
    readme[folder($3)] = 1
    if (sort_of[folder($3)] != "chapter") next
    if ($2 > 25) fault($3 ":26: " $2 " lines; the README of a chapter has at most 25")
    if ($4 != in_words(row[folder($3)]))
        fault($3 ": has to have the line \"May include: " in_words(row[folder($3)]) "\"")
    next
}
# A name with a folder is looked for as an include is, one without in the folder of the README.
kind == "names" {
    f = folder($2)
    if (!(f in row)) next
    base = $3; sub(/.*\//, "", base)
    if (base == $3 || f ~ ("/" folder($3) "$")) named[f, base] = 1
    if (!((f "/" $3) in there || ("core/" $3) in there || ("harness/" $3) in there || $3 in there))
        fault($2 ": names " $3 ", which is not there")
    next
}
function find_header(path, name) {
    if (("core/" name) in there) return "core/" name
    if (("harness/" name) in there) return "harness/" name
    if ((folder(path) "/" name) in there) return folder(path) "/" name
    return ""
}
function may_include(path, from, target,    to) {
    to = chapter_of(target)
    if (folder(target) == folder(path)) return 1
    if (is_test(target)) return 0
    if ((from, to) in may) return 1
    if (!is_test(path)) return 0
    return to == "core/tests" || (to == "harness/tests/fixtures" && path ~ /^harness/)
}
kind == "include" {
    where = $2 ":" $3 ": \"" $4 "\" "
    if (!($2 in seen_file)) { seen_file[$2] = 1; files++ }
    includes++
    from = chapter_of($2)
    if (from == "" && $2 != "core/klimb.h") next
    target = find_header($2, $4)
    if (target == "") { fault(where "is not there"); next }
    if ($2 == "core/klimb.h") {
        if (target !~ /^core\//) fault(where "does not belong to core")
        next
    }
    if ($2 ~ /\.h$/ && target != $2) below[$2] = below[$2] " " target
    if ($4 !~ /\// && (sort_of[folder($2)] != "other")) {
        fault(where "does not name its chapter: write \"" substr(target, index(target, "/") + 1) "\"")
        next
    }
    if (($2, $4) in excused) { used[$2, $4] = 1; next }
    if (!may_include($2, from, target)) fault(where "belongs to " folder(target) ": " allowed(from))
    next
}
# A circle of headers that include each other, wherever they are.
function visit(path, way,    list, n, i) {
    if (state[path] == 2) return
    if (state[path] == 1) { fault("a circle of headers:" way); return }
    state[path] = 1
    n = split(below[path], list, " ")
    for (i = 1; i <= n; i++) visit(list[i], way " " list[i])
    state[path] = 2
}
END {
    for (path in below) visit(path, " " path)
    for (name in row) {
        if (sort_of[name] != "chapter") continue
        chapter_count++
        if (!(name in peopled)) fault("layers.sh: " name " has a row and no sources")
        if (!(name in readme)) fault(name ": no README.md says what the chapter is for")
    }
    for (i = 1; i <= header_count; i++) {
        name = header[i]; sub(/.*\//, "", name)
        if (name !~ /_(internal|template|variants)\.h$/ && folder(header[i]) in readme && !((folder(header[i]), name) in named))
            fault(folder(header[i]) "/README.md: does not name " name)
    }
    for (pair in excused) if (!(pair in used)) {
        split(pair, part, SUBSEP)
        fault("layers.sh: the exception for " part[1] " and " part[2] " is not needed any more")
    }
    if (faults) { print "layers: " faults " faults"; exit 1 }
    print "layers: " includes " includes in " files " files of " chapter_count " chapters, none runs up"
}' | sort_faults
}

# Faults in the order of files, the count last; passes the exit code on in the last line.
sort_faults() {
    awk '/^layers: / { last = $0; next } { print | "sort" } END { close("sort"); if (last != "") print last; exit last !~ /none runs up/ }'
}

check_calls() { # BUILD
    {
        tables
        find core harness -name '*.h' | sed 's/^/header|/'
        find "$1/core" "$1/harness" -name '*.o' | sort | while read -r object; do
            source=${object#"$1"/}
            source=${source%.o}.c
            # Those of tests, and of sources that were moved or deleted, are of no interest; older ones
            # say nothing.
            case $source in */tests/* | */bench/*) continue ;; esac
            [ -f "$source" ] || continue
            if [ -n "$(find "$source" -newer "$object")" ]; then
                echo "layers: $object is older than its source: run make" >&2
            else
                printf '%s\n' "$object"
            fi
        done | xargs nm -A -P 2>/dev/null | awk -v build="$1" '{
            sub(/:$/, "", $1)
            print "symbol|" substr($1, length(build) + 2) "|" $2 "|" $3
        }'
    } | awk -F'|' "$common"'
kind == "header" { there[$2] = 1; next }
kind == "symbol" {
    if (sort_of[folder($2)] != "chapter") next
    if (!($2 in counted)) { counted[$2] = 1; objects++ }
    if ($4 == "U") { users++; user[users] = $2; wanted[users] = $3 }
    else if ($4 ~ /^[A-TV-Z]$/) home[$3] = $2
    next
}
function begins_with_one(name, list,    items, n, i) {
    n = split(list, items, " ")
    for (i = 1; i <= n; i++) if (index(name, items[i]) == 1) return 1
    return 0
}
# A module is a header and the sources whose names begin with its name and have no header themselves.
function module_of(object,    stem, m) {
    stem = object; sub(/\.o$/, "", stem)
    for (m = stem; m ~ /_/; sub(/_[^_\/]*$/, "", m)) if ((m ".h") in there) return m
    return (m ".h") in there ? m : stem
}
# Whether calls within the chapter lead from one module to another.
function leads(from, to,    list, n, i) {
    if (from == to) return 1
    if (from in visited) return 0
    visited[from] = 1
    n = split(uses[from], list, " ")
    for (i = 1; i <= n; i++) if (leads(list[i], to)) return 1
    return 0
}
function find_circles(    pair, part) {
    for (pair in edge) {
        split(pair, part, SUBSEP)
        split("", visited)
        if (leads(part[2], part[1]))
            fault(part[1] ": uses " edge[pair] " of " part[2] ", which uses it in turn: a circle")
    }
}
END {
    if (objects < 2) { print "layers: there are no objects to read: run make first"; exit 1 }
    for (i = 1; i <= users; i++) {
        if (!(wanted[i] in home)) continue
        calls++
        from = folder(user[i]); to = folder(home[wanted[i]])
        source = user[i]; sub(/o$/, "c", source)
        if (!((from, to) in may))
            fault(source ": uses " wanted[i] " of " to ": " allowed(from))
        else if ((from, to) in only && !begins_with_one(wanted[i], only[from, to]))
            fault(source ": uses " wanted[i] " of " to ": " from " may use only " only[from, to])
        one = module_of(user[i]); other = module_of(home[wanted[i]])
        if (from != to || one == other) continue
        if (!((one, other) in edge)) uses[one] = uses[one] " " other
        edge[one, other] = wanted[i]
    }
    find_circles()
    if (faults) { print "layers: " faults " faults"; exit 1 }
    print "layers: " calls " calls between " objects " objects, none runs up or in a circle"
}' | sort_faults
}

# ---- planted faults ----------------------------------------------------------------------------

# A house with every chapter: a header, a source and a README each, and what the exceptions name.
make_house() { # folder
    mkdir -p "$1" && { chapters && others; } | cut -d'|' -f1 | while read -r chapter; do
        name=$(echo "$chapter" | tr / _)
        mkdir -p "$1/$chapter"
        echo "enum { NONE };" >"$1/$chapter/$name.h"
        printf '#include <stdio.h>\n#include "%s"\n' "${chapter#*/}/$name.h" >"$1/$chapter/$name.c"
        echo "$name.h is all." >"$1/$chapter/README.md"
        chapters | awk -F' *[|] *' -v name="$chapter" '$1 == name {
            list = $2; gsub(/[+]/, "", list); gsub(/ /, ", ", list)
            print "May include: " (list == "" ? "no other chapter" : list) \
                ($2 !~ /[+]/ ? "" : " and what " ($2 ~ / / ? "they" : "it") " may include") "."
        }' >>"$1/$chapter/README.md"
    done
    exceptions | tr -d ' ' | while IFS='|' read -r file header _; do
        mkdir -p "$1/$(dirname "$file")"
        echo "#include \"$header\"" >>"$1/$file"
        for tree in core harness; do
            [ ! -d "$1/$tree/${header%/*}" ] || break
        done
        touch "$1/$tree/$header"
        echo "$header" >>"$1/$tree/${header%/*}/README.md"
    done
}

# plant WHAT SAID COMMAND: in a fresh house; the check must fail and say this.
plant() {
    rm -rf "$work/house" && cp -R "$work/sound" "$work/house" && (cd "$work/house" && eval "$3") || exit 1
    if (cd "$work/house" && sh "$script" ${4:+"$4" "$5"}) >"$work/said" 2>&1; then
        echo "layers.sh: planted, and not seen: $1"
        failed=1
    elif ! grep -q -e "$2" "$work/said"; then
        echo "layers.sh: planted, and not called by its name: $1"
        cat "$work/said"
        failed=1
    fi
    planted=$((planted + 1))
}

plant_call() { # what, what is said, a source that calls, a source that is called, what it returns
    plant "$1" "$2" "echo 'int klimb_f(void); int klimb_g(void) { return klimb_f(); }' >$3.c
        echo 'int klimb_g(void); int klimb_f(void) { return ${5:-0}; }' >$4.c
        for f in $3 $4; do mkdir -p build/\$(dirname \$f); \${CC:-cc} -c -o build/\$f.o \$f.c || exit 1; done" calls build
}

self_test() {
    work=$(mktemp -d) || exit 1
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    failed=0 planted=0
    make_house "$work/sound"
    (cd "$work/sound" && sh "$script") >"$work/said" || {
        cat "$work/said"
        failed=1
    }
    plant 'an include that runs up' '^core/base/a.c:2: "train/core_train.h" belongs to core/train: ' \
        'printf "\n#include \"train/core_train.h\"\n" >core/base/a.c'
    plant 'core includes harness' '^core/train/a.h:1: .* belongs to harness/base' \
        'echo "  # include \"base/harness_base.h\"" >core/train/a.h; echo a.h >>core/train/README.md'
    plant 'an include of a neighbour' 'belongs to harness/scenario: harness/record may include' \
        'echo "#include \"scenario/harness_scenario.h\"" >harness/record/a.c'
    plant 'a folder within a chapter that runs up' 'belongs to harness/report/pages: ' \
        'echo "#include \"report/pages/harness_report_pages.h\"" >harness/report/data/a.c'
    plant 'a test that runs up' '^harness/base/tests/test_a.c:1: ' \
        'mkdir -p harness/base/tests; echo "#include \"run/harness_run.h\"" >harness/base/tests/test_a.c'
    plant 'a chapter that includes a fixture' 'belongs to core/tests: ' \
        'echo "#include \"tests/core_tests.h\"" >core/train/a.c'
    plant 'an include without its chapter' 'does not name its chapter: write "record/harness_record.h"' \
        'echo "#include \"harness_record.h\"" >harness/record/a.c'
    plant 'a header that is not there' '"record/gone.h" is not there' \
        'echo "#include \"record/gone.h\"" >harness/record/a.c'
    plant 'a chapter without a row' 'harness/attic is no chapter' \
        'mkdir harness/attic; touch harness/attic/a.c'
    plant 'two headers of one name' 'a second header of this name' \
        'touch core/base/a.h harness/base/a.h; echo a.h | tee -a core/base/README.md >>harness/base/README.md'
    plant 'a circle of headers' 'a circle of headers: ' \
        'echo "#include \"run/b.h\"" >harness/run/a.h; echo "#include \"run/a.h\"" >harness/run/b.h; echo a.h b.h >>harness/run/README.md'
    plant 'a chapter without README' '^core/data: no README.md' 'rm core/data/README.md'
    plant 'a README of 26 lines' ':26: 2[0-9] lines' 'yes "" | head -n 24 >>core/data/README.md'
    plant 'a README that allows too much' '^core/data/README.md: has to have the line "May include: core/numerics ' \
        'sed "s|^May include: .*|May include: core/train.|" core/data/README.md >a && mv a core/data/README.md'
    plant 'a README with a header that is gone' 'names a.h, which is not there' 'echo a.h >>core/data/README.md'
    plant 'a header that the README leaves out' 'does not name a.h' 'touch core/data/a.h'
    plant 'a row without chapter' 'has a row and no sources' 'rm -r core/data/*.[ch]'
    # shellcheck disable=SC2016 # expanded where it is planted
    plant 'an exception that nothing needs' 'is not needed any more' \
        'for f in harness/*/tests/*.c; do echo >"$f"; done'
    plant_call 'a call that runs up' '^core/base/a.c: uses klimb_f of core/train: ' core/base/a core/train/b
    plant_call 'theory calls a step' 'may use only klimb_config_' harness/theory/a core/train/b
    plant_call 'two modules that call each other' ': a circle$' harness/run/a harness/run/b \
        'klimb_g()'
    plant 'no objects' 'no objects to read' 'mkdir -p build/core build/harness' calls build
    [ "$failed" -eq 0 ] && echo "layers: $planted planted faults, each refused"
}

case $0 in /*) script=$0 ;; *) script=$PWD/$0 ;; esac
case ${1:-} in
'') check_includes ;;
calls) check_calls "${2:?usage: layers.sh calls BUILD}" ;;
test) self_test ;;
*)
    sed -n '3,6s/^# *//p' "$0" >&2
    exit 2
    ;;
esac
