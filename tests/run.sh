#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing, builds, and runs every test: the program and the unit tests under sanitizers, the plugin as
# users run it. ESPECT_CORPUS names a folder of recorded captures (lab/, public/) for the tests that use it; without
# it they are skipped and say so. Ends with ctest's summary; the exit status is non-zero when anything failed.
set -eu
cd "$(dirname "$0")/.."
. cmake/packages.sh
# shellcheck disable=SC2086
install_packages $espect_program_packages $espect_plugin_packages $espect_test_packages
[ -n "${ESPECT_LIGHT:-}" ] || install_packages $espect_browser_packages
# shellcheck disable=SC2086
[ -n "${ESPECT_LIGHT:-}" ] || install_packages $espect_cluster_packages

echo "Checking the layout of the sources (clang-format 19)"
git ls-files '*.h' '*.cpp' | xargs clang-format-19 --dry-run --Werror

# A clone elsewhere finds what another one compiled.
CCACHE_BASEDIR="$PWD"
CCACHE_NOHASHDIR=1
export CCACHE_BASEDIR CCACHE_NOHASHDIR

# On a terminal ninja shows how far it is, in one line; a log gets only what goes wrong.
quiet=--quiet
if [ -t 1 ]; then quiet=; fi

echo "Building the release: program and plugin"
cmake --preset release -DESPECT_PLUGIN=ON >/dev/null
cmake --build --preset release -- $quiet

echo "Building the tests with sanitizers"
cmake --preset sanitize -DESPECT_PLUGIN=OFF -DESPECT_PLUGIN_UNDER_TEST="$PWD/build/release/plugin/espect.so" \
  -DESPECT_COUNTED="$PWD/build/release/analyzer/espect" >/dev/null
cmake --build --preset sanitize -- $quiet

[ -n "${ESPECT_CORPUS:-}" ] || echo "ESPECT_CORPUS is not set: the tests that need the corpus will be skipped"
ctest --test-dir build/sanitize --output-on-failure --parallel "$(nproc)"
