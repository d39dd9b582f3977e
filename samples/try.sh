#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing, builds espect and audits a bundled capture of a hybrid x25519 + ML-KEM-768 negotiation.
set -eu
cd "$(dirname "$0")/.."
. cmake/packages.sh
# shellcheck disable=SC2086
install_packages $espect_program_packages
if [ ! -e build/release/build.ninja ]; then
  # Where Wireshark's development files are, the plugin can be built later; tests/run.sh installs them.
  plugin=OFF
  if pkg-config --exists wireshark; then plugin=ON; fi
  cmake --preset release -DESPECT_PLUGIN="$plugin" >/dev/null
fi
# On a terminal ninja shows how far it is, in one line; a log gets only what goes wrong.
quiet=--quiet
if [ -t 1 ]; then quiet=; fi
echo "Building espect on $(nproc) processors"
cmake --build --preset release --target espect -- $quiet
echo
exec build/release/analyzer/espect audit samples/hybrid-ml-kem/capture.pcap
