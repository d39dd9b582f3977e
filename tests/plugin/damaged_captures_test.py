# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures damaged with editcap -E; a scheduled job takes 2,000 and the plugin of the preset sanitize (fuzz.py)."""
import fuzz

RUNS = 100


def test_damaged_captures(tshark, samples, tmp_path):
    assert fuzz.damaged(tshark, samples, RUNS, 1, tmp_path) == 0
