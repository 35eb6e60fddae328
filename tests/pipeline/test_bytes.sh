#!/bin/bash
# Two builds give the same bytes, wherever and whenever they run: on the quick profile, or on the one
# that BYTES_PROFILE names.
. "$(dirname "$0")/lib.sh"
profile=${BYTES_PROFILE:-quick}
here=$scratch/here there=$scratch/another/place/with-a.longer_name/thesis
copy "$there"
if [ "$profile" = quick ]; then quick "$here"; else copy "$here"; fi
mkdir "$scratch/home"
clock=()
if command -v faketime >/dev/null; then
    clock=(faketime -f '+1500d')
else
    skip 'the second build runs at another date' 'faketime is not installed'
fi
(
    umask 077
    cd "$there" || exit 1
    env TZ=Pacific/Kiritimati LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 HOME="$scratch/home" USER=nobody \
        "${clock[@]}" make -j1 paper PROFILE="$profile"
) >"$scratch/log" 2>&1 </dev/null &
second=$!
build "$here" -j2 paper
need "a build of the profile $profile" built
wait "$second"
status=$? out=$(cat "$scratch/log")
need 'a build in another folder, under another umask, time zone, locale, home, clock' built
[ "${#clock[@]}" -eq 0 ] ||
    check 'whose clock showed another year' test "$("${clock[@]}" date +%Y)" != "$(date +%Y)"

root=
[ "$profile" = full ] || root=build/$profile/
a=$here/$root b=$there/$root
names() {
    sums "$1" | cut -c 67-
}
check 'both builds give files of the same names' same "$(names "$here")" "$(names "$there")"
# compare PATTERN: names of the files that differ.
compare() {
    names "$here" | grep -E "$1" | while read -r name; do
        cmp -- "$a/$name" "$b/$name" 2>&1
    done
}
while read -r what pattern; do
    check "there are $what" test "$(names "$here" | grep -c -E "$pattern")" -gt 0
    check "and both builds give the same bytes of each" same '' "$(compare "$pattern")"
done <<'LIST'
results ^data/results/
figures ^figures/.*\.pdf$
animations ^figures/.*\.gif$
theses ^paper/.*\.pdf$
LIST

check 'no file holds a path of this machine' same '' \
    "$(names "$here" | while read -r name; do grep -l -a -F -e "$scratch" -e "${QUICK_TREE:-$scratch}" "$a/$name"; done)"
if [ "$profile" = full ]; then
    check 'the full thesis does not say that it is of another profile' same '' \
        "$(pdftotext "$a/paper/thesis.pdf" - | grep -i -E 'smoke run|built from the profile')"
fi
finish
