#!/bin/bash
# The README's two commands give the same bytes on a bare Debian 12, made here by debootstrap, as on this machine.
# Its tests are a few that use the lists of packages; MACHINE_TESTS=all runs all the others, too. DEBIAN=trixie does the
# same on a bare Debian 13, without its tests, whose packages are those of Debian 12.
#
# It runs in mount and process namespaces of its own, so that, however it ends, its mounts and processes
# end with it. Nothing of this machine is mounted in the new one.
[ -n "${NAMESPACES-}" ] || ! unshare --mount --pid --fork true 2>/dev/null ||
    NAMESPACES=own exec unshare --mount --pid --fork --kill-child bash "$0"
. "$(dirname "$0")/lib.sh"
debian=${DEBIAN:-bookworm}
tests=${MACHINE_TESTS:-unit test_bits.sh test_peers.sh}
[ "$tests" != all ] ||
    tests="unit sanitised $(find "$project/tests/pipeline" -name 'test_*.sh' ! -name test_machine.sh -printf '%f ')"
here=$scratch/here there=$scratch/there

# ---- continuous integration elsewhere ------------------------------------------------------------

# steps FILE: what the workflow runs and uses; all of it must be plain.
cat >"$scratch/steps.py" <<'PY'
import re, sys, yaml
for name, job in yaml.safe_load(open(sys.argv[1]))["jobs"].items():
    for step in job["steps"]:
        run, uses = step.get("run", ""), step.get("uses", "")
        if not re.fullmatch(r"\.ci/run|make( -j2)? [a-z]+", run) \
                and not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", uses):
            sys.exit(f"{name}: {step}")
PY
check 'the workflow for a public forge calls .ci/run and make, and pinned actions' \
    /usr/bin/python3 "$scratch/steps.py" "$project/.github/workflows/build.yml"

# ---- the machine ---------------------------------------------------------------------------------

# The source of this machine's packages, which has Debian 13, too, or else the public one.
# shellcheck disable=SC2016  # the dollar signs are apt's
sources=$(apt-get indextargets --format 'deb $(REPO_URI) $(CODENAME) main' \
    'Created-By: Packages' 'Origin: Debian' 'Component: main' 2>/dev/null | grep ' bookworm' | sort)
sources=${sources:-deb http://deb.debian.org/debian/ bookworm main}
sources=${sources//bookworm/$debian}
mirror=$(sed -n "s/^deb \(.*\) $debian main$/\1/p" <<<"$sources")
missing=
[ -n "${NAMESPACES-}" ] || missing='no namespaces can be made here: it takes root'
command -v debootstrap >/dev/null || missing='debootstrap is not installed'
[ -n "$missing" ] || wget -q -O /dev/null -T 20 -t 3 "${mirror}dists/$debian/InRelease" ||
    missing="${mirror} cannot be reached"
[ -z "$missing" ] || { skip "the README's commands work on a bare Debian $debian" "$missing" && finish; }

mkdir "$there"
# In memory, where there is enough of it: dpkg waits for the disk after every file.
if [ "$(awk '/^MemAvailable/ { print int($2 / 1e6) }' /proc/meminfo)" -ge 10 ]; then
    mount -t tmpfs -o mode=755 none "$there"
fi
trap 'umount -q -l "$there/dev/pts" "$there/proc" "$there"; tidy' EXIT

# quiet COMMAND...: runs it; what it said last is told if it fails.
quiet() {
    "$@" >"$scratch/log" 2>&1 </dev/null || { tail -n 8 "$scratch/log" && false; }
}
# in_machine COMMAND [WRAPPER...]: with nothing in the environment but what this machine says of its processor.
# shellcheck disable=SC2046  # variables are words
in_machine() {
    "${@:2}" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin $(env | grep -E '^(OPENBLAS_|http_proxy=)') \
        chroot "$there" sh -c "cd /thesis && $1"
}

need "debootstrap makes a bare Debian $debian" quiet debootstrap --variant=minbase "$debian" "$there" "$mirror"
echo "$sources" >"$there/etc/apt/sources.list"
echo force-unsafe-io >"$there/etc/dpkg/dpkg.cfg.d/unsafe-io"
mount -t proc proc "$there/proc"
mount -t devpts -o ptmxmode=666 devpts "$there/dev/pts"
copy "$there/thesis"

# follow COMMAND VARIABLE: the first half sets up; then nothing needs a network.
follow() {
    need "${1%% && *} succeeds on a bare Debian $debian" quiet in_machine "${1%% && *}"
    need "$1 succeeds there without a network" quiet in_machine "$1 $2" \
        unshare --net sh -c 'ip link set lo up 2>/dev/null; exec "$@"' sh
}
mapfile -t commands < <(sed -n 's|^    \(env/setup.* && make .*\)|\1|p' "$project/README.md")
need 'the README has two commands' same 2 "${#commands[@]}"
follow "${commands[0]}" PROFILE=quick
need 'env/setup page succeeds there' quiet in_machine 'env/setup page'
need 'the page and the archives are made there, too' quiet in_machine 'make -j2 html dist PROFILE=quick' unshare --net

# verify names what differs, packages too; where packages are the same, all bytes must be.
quick "$here"
record() {
    cd "$here" && code/check/reference build/quick/ "$there/thesis/here"
}
need 'a reference is made of the build on this machine' record
check 'the build on the bare Debian 12 agrees with the one on this machine' quiet in_machine \
    'code/check/verify --here here build/quick/'
sed -n 's/^Tier/# &/p' "$scratch/log"
check 'no difference in a number is 0' same '' "$(grep ' now: 0 times' "$scratch/log")"

[ "$debian" = bookworm ] || finish
follow "${commands[1]}" "TESTS='$tests'"
finish
