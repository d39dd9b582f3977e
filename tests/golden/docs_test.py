# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/rules/ says what the program says."""
import subprocess

from check import ROOT, environment


def pages(folder):
    return {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}


def test_rule_pages(program, tmp_path):
    subprocess.run(["sh", ROOT / "docs" / "print.sh", program.path, tmp_path], check=True, env=environment())
    printed = pages(tmp_path)
    assert len(printed) >= 2, "a program that lists nothing would agree with an empty folder"
    assert printed == pages(ROOT / "docs" / "rules"), f"docs/rules is out of date: run docs/print.sh {program.path}"
