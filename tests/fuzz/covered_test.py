# SPDX-License-Identifier: GPL-2.0-or-later
"""covered.py reads what libFuzzer prints; a target of a few lines stands for one."""
import subprocess
import sys
from pathlib import Path

COVERED = Path(__file__).with_name("covered.py")
ROOT = COVERED.parents[2]
PRINTED = f"""\
COVERED_FUNC: hits: 3 edges: 1/2 espect::a(int) {ROOT}/ipsec/ip/a.cpp:7
UNCOVERED_FUNC: hits: 0 edges: 0/2 espect::b() {ROOT}/build/../ipsec/ip/b.cpp:9
UNCOVERED_FUNC: hits: 0 edges: 0/2 espect::c() {ROOT}/ipsec/keys/c.cpp:9
COVERED_FUNC: hits: 1 edges: 1/2 std::d() /usr/include/d.h:9
"""


def test_functions_of_each_folder_that_was_reached(tmp_path):
    for name, text in (("llvm-symbolizer", ""), ("target", f"cat >&2 <<'END'\n{PRINTED}END\n")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run([sys.executable, COVERED, tmp_path / "target", tmp_path, "--names"], capture_output=True, text=True, check=True,
                          env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert done.stdout == "ipsec/ip: 1 of 2 functions\n    not espect::b()\n"
