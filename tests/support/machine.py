# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs of the program on a machine with limits, and what it has to read there."""
import os
import resource
import subprocess

from check import ROOT, environment
from floods import FLOODS

CAPTURE = ROOT / "samples/esp-replay/capture.pcap"
KEYS = ROOT / "samples/esp-replay/keys/full.jsonl"
SAS = 6000  # IKE SAs: a report of some megabytes


def large_capture(folder):
    path = folder / "large.pcap"
    path.write_bytes(FLOODS["ike_sas_answered"](SAS))
    return path


def run(program, *arguments, limits=(), **options):
    def limited():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for what, value in limits:
            resource.setrlimit(what, (value, value))
    return subprocess.run([program.path, *map(str, arguments)], stdout=options.pop("stdout", subprocess.PIPE), stderr=options.pop("stderr", subprocess.PIPE),
                          env={**environment(), **options.pop("more", {})}, preexec_fn=limited, timeout=120, **options)


def left_in(folder):
    return sorted(os.listdir(folder))
