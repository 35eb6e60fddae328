#!/bin/bash
# Whatever has happened to the files of a tree, and with whatever times, make gives the bytes of a clean build.
#
# HISTORIES=200 draws more than 20, SEED_OF_HISTORIES=N the same again.
. "$(dirname "$0")/lib.sh"
seed=${SEED_OF_HISTORIES:-$RANDOM} histories=${HISTORIES:-20}
RANDOM=$seed
echo "# histories drawn with SEED_OF_HISTORIES=$seed"
a=$scratch/a versions=$scratch/versions
library "$a"

# ---- a small thesis: two experiments, a figure that shows one, a few words -----------------------

small_text "$a"
rm "$a"/data/reference/*.json "$a/paper/claims.json"
find "$a/data/params" -type f ! -name surface.json ! -name tangent_kernel.json -delete
sed -i 's/^FIGURES *:=.*/FIGURES := fig1/; s/^ANIMATIONS *:=.*/ANIMATIONS :=/' "$a/Makefile"
small_figures "$a"
sed -i 's/^.hbox to 60mm{one}/&\\IfFileExists{extra.tex}{\\input{extra}}{}/' "$a/figures/fig1.tex"
cat >"$a/paper/chapters/one.tex" <<'TEX'
\section{One}
A number, $\res{surface/a10/ratio}$, and a figure: \noindent\plot{fig1}{Two words.}
\IfFileExists{chapters/two}{\input{chapters/two}}{}
TEX
printf 'x1,x2,y\n1,0,1\n0,1,2\n' >"$a/mine.csv"
jq '.data = "mine.csv" | .profiles.quick.replicates = 1' "$a/data/params/tangent_kernel.json" >"$scratch/params" &&
    cp "$scratch/params" "$a/data/params/tangent_kernel.json"

# ---- versions of what is edited ------------------------------------------------------------------

# versions FILE COMMAND...: what is there, and two that the command makes of it when given 1 and 2.
parts=()
versions() {
    parts+=("$1")
    mkdir -p "$versions/${#parts[@]}"
    [ ! -e "$a/$1" ] || cp "$a/$1" "$versions/${#parts[@]}/0"
    for number in 1 2; do "${@:2}" "$number" "$a/$1" >"$versions/${#parts[@]}/$number"; done
}
# shellcheck disable=SC2317  # versions calls them
{
    chapter() { sed "s/A number/& of version $1/" "$2"; }
    figure() { sed "s/{two}/{two $1}/" "$2"; }
    parameter() { jq ".cells.a10.alpha_low = $1" "$2"; }
    table() { sed "2s/1\$/$1.5/" "$2"; }
    program() { sed "s/record_number(record, \"ratio\", /&$1 + /" "$2"; }
    model() { sed "0,/^[a-z].*[^;]\$/s//\\/* $1 *\\/\n&/" "$2"; }
    word() { echo "Word $1."; }
}
versions paper/chapters/one.tex chapter
versions figures/fig1.tex figure
versions data/params/surface.json parameter
versions mine.csv table
versions figures/shared/extra.tex word
versions paper/chapters/two.tex word
versions code/experiments/surface.c program
versions code/lib/rng.h model
state=(0 0 0 0 0 0 0 0)

# put TREE PART VERSION: its content, or no file where there is none.
put() {
    if [ -e "$versions/$2/$3" ]; then cat "$versions/$2/$3" >"$1/${parts[$2 - 1]}"; else rm -f "$1/${parts[$2 - 1]}"; fi
}
# clean: prints the sums of a clean build of $state, with code that was compiled for it alone.
clean() {
    local key="${state[*]}" code="${state[*]:6}" tree part
    tree="$scratch/clean-${code// /-}"
    if [ ! -e "$scratch/sums-$key" ]; then
        [ -e "$tree" ] || cp -a "$scratch/bare" "$tree"
        for part in "${!parts[@]}"; do put "$tree" $((part + 1)) "${state[part]}"; done
        rm -rf "$tree/build/quick"
        build "$tree" -j2 paper
        [ "$status" -eq 0 ] || echo "status $status: $out"
        sums "$tree" >"$scratch/sums-$key"
    fi
    cat "$scratch/sums-$key"
}
rm -rf "$a/build"
cp -a "$a" "$scratch/bare"
build "$a" -j2 paper
need 'there is a small thesis' built

# ---- histories -----------------------------------------------------------------------------------

# event: does one thing to the tree, and says what in $story.
event() {
    local part version=$((RANDOM % 3)) file
    part=$((RANDOM % ${#parts[@]} + 1))
    file=${parts[part - 1]}
    case $((RANDOM % 9)) in
    0 | 1 | 2 | 3)
        cp -p "$a/$file" "$scratch/was" 2>/dev/null || touch "$scratch/was"
        case $((RANDOM % 3)) in
        0) story+=" edit" && put "$a" $part $version ;;
        1) story+=" restore" && put "$a" $part $version && touch -c -d 2024-03-01 "$a/$file" ;;
        *) story+=" same-time" && put "$a" $part $version && touch -c -r "$scratch/was" "$a/$file" ;;
        esac
        story+=" $file $version;"
        state[part - 1]=$version
        [ -e "$a/$file" ] || state[part - 1]=0
        ;;
    4) story+=" touch $file;" && touch -c "$a/$file" ;;
    5) story+=" age $file;" && touch -c -d 2023-01-01 "$a/$file" ;;
    6)
        file=$(find "$a/build" -type f ! -name '*.lock' ! -path '*/memo/*' | sort |
            shuf -n 1 --random-source=<(yes "$RANDOM"))
        story+=" lose ${file#"$a"/};" && rm "$file"
        ;;
    7)
        file=$(find "$a"/build/quick/{data/results,figures,paper} -type f ! -name '*.log' | sort |
            shuf -n 1 --random-source=<(yes "$RANDOM"))
        story+=" spoil ${file#"$a"/};" && echo >>"$file"
        ;;
    *)
        # As far as it comes in that time.
        story+=" stop;" && { timeout "0.$((RANDOM % 9 + 1))" make -C "$a" paper PROFILE=quick >/dev/null 2>&1 || :; }
        ;;
    esac
}
# The clock may be set back by up to three days.
make() {
    if [ "$clock" ]; then command faketime -f "$clock" make "$@"; else command make "$@"; fi
}
bad=''
for ((history = 1; history <= histories; history++)); do
    story='' clock=''
    for ((events = RANDOM % 3; events >= 0; events--)); do event; done
    if [ $((RANDOM % 5)) = 0 ] && command -v faketime >/dev/null; then
        clock=-$((RANDOM % 3 + 1))d
        story+=" clock $clock;"
    fi
    out=$(make -C "$a" -j2 --no-print-directory paper PROFILE=quick 2>&1 </dev/null) ||
        bad+="$story failed: $(tail -n 3 <<<"$out")"
    clock=''
    seen=$(sums "$a")
    [ "$seen" = "$(clean)" ] || {
        bad+="history $history:$story "$(diff <(echo "$seen") <(clean) | sed -n 's/^< .*  //p')
        break
    }
done
check "after $histories histories make gives the bytes of a clean build" same '' "$bad"
check 'of different states' test "$(find "$scratch" -maxdepth 1 -name 'sums-*' | wc -l)" -gt $((histories / 3))
finish
