#!/bin/bash
# The graph of what is made from what has all that make knows: what is added is in it, what is taken away is not.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
layout=$a/build/quick/paper/graph.tex
things() { # of a group
    sed -n "s|^\\\\thing{[0-9]}{$1/\([^}]*\)}.*|\1|p" "$layout" | grep -v '^all$' | sort
}
label() { # of a thing
    sed -n "s|^\\\\thing{[0-9]}{$1}.*{\(.*\)}$|\1|p" "$layout"
}

# compare: prints each pair of things of which make has one depend on the other, by whatever files are between
# them, and the drawing does not, or the other way round; and each arrow that a longer way implies.
# shellcheck disable=SC2317  # check calls it
compare() {
    make -C "$a" -np --no-print-directory paper html >"$scratch/database" 2>/dev/null
    awk '
        # The files of a thing, of which the tool has another list.
        function files_of(group, name) {
            if (group == "parameters") return name ~ /csv$/ ? name : "data/params/" name "[.]json"
            if (group == "cells") return "code/experiments/" name "[.]c|build/bin/" name "|data/results/" name "/.*"
            if (group == "summaries") return "data/results/" name "[.]json"
            if (group == "records") return "(data/reference|paper|env)/" name "([.](json|csv|list)|/.*)"
            if (group == "figures") return "(figures|tables|paper)/" name "(-frames)?[.](tex|pdf|gif|svg|json)"
            if (name == "chapters") return "paper/thesis[.]tex|paper/chapters/.*|paper/refs[.]bib"
            if (name == "verdicts") return "paper/(verdicts[.]json|claims[.]tex)"
            if (group == "text") return "paper/" name "[.]tex"
            return "paper/" (name == "thesis" ? "thesis[.]pdf" : "html/index[.]html")
        }
        # Marks in seen[] what can be come to from one, over the arrows of kind.
        function walk(kind, one,    n, k, queue, next_ones, i) {
            queue[n = 1] = one
            for (k = 1; k <= n; k++) {
                split(to[kind, queue[k]], next_ones, " ")
                for (i in next_ones)
                    if (!(next_ones[i] in seen)) {
                        seen[next_ones[i]]
                        queue[++n] = next_ones[i]
                    }
            }
        }
        function arrow(kind, from, end) { to[kind, from] = to[kind, from] " " end }
        FILENAME ~ /database$/ {
            if (/^# Files$/) files = 1
            if (!files || !/^[^#\t ][^=%]*: /) next
            sub(/:$/, "", $1)
            for (i = 2; i <= NF && $i != "|"; i++) {
                arrow("make", $i, $1)
                file[$i]
            }
            file[$1]
            next
        }
        /^\\thing/ { split($0, part, /[{}]+/); if (part[3] !~ /\/all$/) thing[part[3]] }
        /^\\flow/ { split($0, part, /[{}]+/); flow[++flows] = part[3] " " part[4] }
        /^\\below/ { split($0, part, /[{}]+/); flow[++flows] = part[2] " " part[3] }
        END {
            for (one in thing) {
                split(one, part, "/")
                pattern = "^(" files_of(part[1], part[2]) ")$"
                for (name in file)
                    if (name ~ pattern) { thing_of[name] = one; arrow("start", one, name) }
            }
            for (i = 1; i <= flows; i++) {
                split(flow[i], end, " ")
                if (end[1] !~ /\/all$/) { arrow("drawn", end[1], end[2]); pair[end[1], end[2]]; continue }
                for (one in thing) {
                    split(one, part, "/")
                    if (part[1] "/all" == end[1]) { arrow("drawn", one, end[2]); pair[one, end[2]] }
                }
            }
            for (one in thing) {
                split("", seen)
                n = split(to["start", one], start, " ")
                if (!n) print one ": no file"
                for (i = 1; i <= n; i++) walk("make", start[i])
                split("", wanted)
                for (name in seen) if (name in thing_of) wanted[thing_of[name]]
                split("", seen)
                walk("drawn", one)
                for (other in thing) if (other != one && (other in wanted) != (other in seen))
                    print one (other in wanted ? " leads to " : " does not lead to ") other
                n = split(to["drawn", one], start, " ")
                split("", seen)
                for (i = 1; i <= n; i++) walk("drawn", start[i])
                for (i = 1; i <= n; i++) if (start[i] in seen) print one " leads to " start[i] " by a longer way"
                compared += n
            }
            print compared > "/dev/stderr"
        }' "$scratch/database" "$layout" 2>"$scratch/compared" | sort | grep . && return 1
    [ "$(<"$scratch/compared")" -gt 50 ] || { echo "only $(<"$scratch/compared") arrows" && false; }
}

library "$a"
build "$a" -j4 graph
need 'make graph draws the graph' built
check 'without running an experiment' same \
    'compile build/bin/numbers compile build/bin/profile drawing figures/graph.svg figure figures/graph.pdf' \
    "$(grep -v '^compile build/obj' <<<"$steps" | xargs)"
check 'make graph says where' told build/quick/figures/graph.pdf build/quick/figures/graph.svg
experiments=$(cd "$a/data/params" && basename -s .json -- *.json)
for group in parameters cells summaries; do
    check "all experiments are in it: $group" same "$experiments" "$(things $group)"
done
check 'all figures and animations' \
    same "$({ index "$a" FIGURES; index "$a" ANIMATIONS; } | tr ' ' '\n' | sort)" "$(things figures)"
check 'ledger, packages and all records' same "$(cd "$a" && { echo claims; echo build; echo extended
    basename -s .json data/reference/{bench,costs,processors,seeds}.json; } | sort)" "$(things records)"
check 'the number of cells' same "$("$project/code/build/cells" full "$a"/data/params/*.json | cut -d / -f 1 | sort |
    uniq -c | sed -E 's/^ *([0-9]+) .*/\1 cells/; s/^1 cells/1 cell/')" \
    "$(for name in $experiments; do label "cells/$name"; done)"
check 'arrows lead where the files of make do, nowhere else, and none is implied by others' compare
check 'all names are in the picture' same "$(things figures | sed 's/$/./')" \
    "$(pdftotext "$a/build/quick/figures/graph.pdf" - | grep -E '^[A-Za-z0-9]+\.(pdf|gif)$' | grep -v thesis |
        sed 's/[a-z]*$//' | sort)"
check 'as vectors on the page' grep -q '<path ' "$a/build/quick/figures/graph.svg"
profile=full build "$a" graph
check 'the full profile has the same' cmp "$a/figures/graph.pdf" "$a/build/quick/figures/graph.pdf"

# ---- what is added and taken away ----------------------------------------------------------------

build "$a" graph
check 'nothing is drawn again without need' ran
sed 's/surface/second/g; /"a10"/d; 1a "data": "mine.csv",' "$a/data/params/surface.json" >"$a/data/params/second.json"
echo x1,y >"$a/mine.csv"
sed 's/"surface"/"second"/' "$a/code/experiments/surface.c" >"$a/code/experiments/second.c"
rm "$a/data/reference/seeds.json"
build "$a" graph
check 'with one experiment more and one record less the graph alone is drawn' \
    ran 'figure figures/graph.pdf' 'drawing figures/graph.svg'
check 'the experiment is in it, with its cells' same '2 cells' "$(label cells/second)"
check 'the record is not' test -z "$(things records | grep seeds)"
sed -i 's/^FIGURES .*/& figB1/; /^figA8 /a figB1 := second step_sizes' "$a/Makefile"
echo '% Figure B1.' >"$a/figures/figB1.tex"
build "$a" graph
check 'so it is with one figure more' ran 'figure figures/graph.pdf' 'drawing figures/graph.svg'
check 'the figure is in it' same figB1.pdf "$(label figures/figB1)"
arrows=$(sed -n -E 's|^\\flow\{[0-9]\}\{([^}]*)\}\{([^}]*)\}.*|\1 \2|p' "$layout")
check 'both have their arrows, with the data set that is read' same "$(printf '%s\n' 'cells/second summaries/second' \
    'parameters/mine.csv cells/second' 'parameters/second cells/second' \
    'summaries/second figures/figB1' 'summaries/step_sizes figures/figB1')" \
    "$(grep -E 'second|figB1' <<<"$arrows" | sort)"
check 'all arrows are still those of make' compare

# ---- what is wrong -------------------------------------------------------------------------------

mkdir "$scratch/bin"
printf '#!/bin/sh\nexit 1\n' >"$scratch/bin/tred"
chmod +x "$scratch/bin/tred"
rm "$layout"
PATH=$scratch/bin:$PATH build "$a" graph
check 'a failure of what lays it out stops make' test "$status" -ne 0
check 'and leaves no half of a layout' test -z "$(ls "$layout"* 2>/dev/null)"
finish
