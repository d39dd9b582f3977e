#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: debian_roots.sh [FOLDER [SUITE...]]
# One source, every Wireshark: makes a Debian root of each SUITE (bookworm trixie forky, without arguments) in
# FOLDER (build/debian), builds program and plugin there and the Debian package of each, asks lintian, installs the
# packages in a clean root of the suite, where the program audits a sample and tshark opens it with the plugin, runs the
# plugin's tests on the samples, with ESPECT_CORPUS also on the corpus, and prints a table. Roots, packages and compiler
# caches stay for the next run. Ends with 1 when a suite fails. ESPECT_OPTIMIZE=-O0 builds faster, ESPECT_TESTS names
# the tests (tests/plugin).
# Needs: root, debootstrap or mmdebstrap, git. The mirror is the one that this machine's apt uses.
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:-$source/build/debian}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- bookworm trixie forky
if [ "$(id -u)" -ne 0 ]; then
  echo "Only root can make and enter a Debian root" >&2
  exit 2
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sort -u | head -n 1)
if [ -z "$mirror" ]; then
  echo "apt has no source of Debian packages here" >&2
  exit 2
fi
http_proxy=''
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
export http_proxy

# clean SUITE: a root of it in FOLDER/SUITE.clean, with a marker when it is complete.
clean() {
  root=$folder/$1.clean
  [ ! -e "$root/bootstrapped" ] || return 0
  rm -rf "$root"
  if command -v debootstrap >/dev/null; then
    # Suites younger than this debootstrap are made as unstable is.
    script=/usr/share/debootstrap/scripts/$1
    [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
    debootstrap --variant=minbase "$1" "$root" "$mirror" "$script"
  else
    mmdebstrap --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' "$1" "$root" "$mirror"
  fi >"$folder/$1.debootstrap.log" 2>&1 || return 1
  # A mirror that is not fed every day outlives the dates of a suite in development; signatures count all the same.
  echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/90mirror"
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/90roots"  # nobody misses a root that a power cut spoils
  touch "$root/bootstrapped"
}

# bootstrap SUITE: the root where it is built, and the clean one.
bootstrap() {
  clean "$1" || return 1
  [ ! -e "$folder/$1" ] || return 0
  rm -rf "$folder/$1.copy"
  cp -a "$folder/$1.clean" "$folder/$1.copy" && mv "$folder/$1.copy" "$folder/$1"
}

# inside ROOT COMMAND: in that folder, as root; what is mounted goes with the command.
inside() {
  root=$folder/$1
  mkdir -p "$root/corpus"
  for file in /etc/resolv.conf /etc/hosts; do [ ! -e "$file" ] || cp -L "$file" "$root$file"; done
  ROOT=$root CORPUS=${ESPECT_CORPUS:-} COMMAND=$2 unshare --mount sh -c '
    mount -t proc proc "$ROOT/proc"
    mount --rbind /dev "$ROOT/dev"
    [ -z "$CORPUS" ] || mount --bind -o ro "$CORPUS" "$ROOT/corpus"
    exec chroot "$ROOT" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
      ${http_proxy:+http_proxy="$http_proxy"} ${CORPUS:+ESPECT_CORPUS=/corpus} sh -euc "mkdir -p /espect; cd /espect; $COMMAND"'
}

# packages SUITE: makes them in its root, and asks lintian. Installs them in a copy of the clean root, and uses them there.
packages() {
  inside "$1" 'rm -rf packages; cpack -G DEB -B /espect/packages --config build/CPackConfig.cmake
    cd packages; ls espect_*.deb wireshark-plugin-espect_*.deb; lintian --allow-root --fail-on error *.deb' || return 1
  rm -rf "$folder/$1.installed"
  cp -a "$folder/$1.clean" "$folder/$1.installed"
  mkdir -p "$folder/$1.installed/espect"
  cp -a "$folder/$1"/espect/packages/*.deb "$source/samples/esp-replay" "$folder/$1.installed/espect"
  inside "$1.installed" 'apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ./*.deb tshark >/dev/null
    ls -l /usr/share/doc/espect /usr/share/doc/wireshark-plugin-espect
    espect --version
    if [ -e espect-wiretap_*.deb ]; then espect --version | grep "all of libwiretap"; fi
    status=0; espect audit --keys esp-replay/keys esp-replay/capture.pcap >report.txt || status=$?
    [ "$status" -eq 1 ]
    grep esp-sequence-reused report.txt
    espect doctor >doctor.txt || true
    grep "^fits *plugin" doctor.txt
    tshark -G plugins | grep espect
    tshark -o espect.keys:/espect/esp-replay/keys -r esp-replay/capture.pcap -2 -Y espect.finding.rule >found.txt
    [ -s found.txt ]
    apt-get remove -y -qq espect wireshark-plugin-espect >/dev/null
    [ ! -e /usr/bin/espect ]'
}

# one SUITE: says the step that failed, if any, in the variable `failed`.
one() {
  suite=$1 failed=''
  log=$folder/$suite.log
  : >"$log"
  rm -f "$folder/$suite.build.log" "$folder/$suite.packages.log" "$folder/$suite.tests.log"
  bootstrap "$suite" || { failed=debootstrap; return 0; }
  rm -rf "$folder/$suite/espect/source"
  mkdir -p "$folder/$suite/espect/source"
  (cd "$source" && git ls-files -z | tar --create --null --files-from=- --file=-) |
    tar --extract --file=- --directory="$folder/$suite/espect/source"
  inside "$suite" '. source/cmake/packages.sh
    install_packages $espect_program_packages $espect_plugin_packages tshark wireshark-common python3-pytest python3-jsonschema lintian' >>"$log" 2>&1 ||
    { failed=installation; return 0; }
  # -O1 without -Werror: warnings of a compiler we do not use every day are counted, not fatal.
  inside "$suite" 'cmake -S source -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE='"${ESPECT_OPTIMIZE:--O1}"' \
      -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=16 -DCMAKE_CXX_COMPILER_LAUNCHER=/espect/source/cmake/compile.sh -DESPECT_TESTS=OFF
    cmake --build build' >"$folder/$suite.build.log" 2>&1 || { failed=build; return 0; }
  packages "$suite" >"$folder/$suite.packages.log" 2>&1 || { failed=packages; return 0; }
  inside "$suite" "cd source && /usr/bin/python3 -B -m pytest -c tests/pytest.ini -q ${ESPECT_TESTS:-tests/plugin} --espect ../build/analyzer/espect \
      --plugin ../build/plugin/espect.so" >"$folder/$suite.tests.log" 2>&1 || failed=tests
}

version_of() {
  inside "$suite" "dpkg-query --show --showformat '\${Version}' $1" 2>/dev/null | sed 's/^[0-9]*://; s/[-+~].*//' || true
}

status=0
rows=''
for suite in "$@"; do
  began=$(date +%s)
  echo "$suite ..." >&2
  one "$suite"
  outcome=ok
  if [ -n "$failed" ]; then outcome="FAILED: $failed"; status=1; fi
  warnings=$(grep -c 'warning:' "$folder/$suite.build.log" 2>/dev/null || true)
  lintian=$(grep -c '^[EW]: ' "$folder/$suite.packages.log" 2>/dev/null || true)
  checks=$(sed -n 's/^\([0-9].* passed.*\) in .*$/\1/p' "$folder/$suite.tests.log" 2>/dev/null || true)
  row=$(printf '%-9s | %-7s | %-9s | %-6s | %-6s | %-8s | %-7s | %-22s | %7s | %s' "$suite" \
    "$(cat "$folder/$suite/etc/debian_version" 2>/dev/null || true)" "$(version_of tshark)" "$(version_of g++)" \
    "$(version_of libfmt-dev)" "${warnings:-}" "${lintian:-}" "$checks" "$(($(date +%s) - began)) s" "$outcome")
  rows="$rows$row
"
done
printf '%-9s | %-7s | %-9s | %-6s | %-6s | %-8s | %-7s | %-22s | %7s | %s\n' \
  suite Debian Wireshark g++ fmt warnings lintian "plugin's tests" time outcome
printf '%s' "$rows"
exit "$status"
