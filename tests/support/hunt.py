#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Damages captures (support/hostile_captures.py) and lets espect look at them: audit in every form, and the other commands.

usage: hunt.py ESPECT CAPTURES... [--runs N] [--seed N] [--keep FOLDER]

CAPTURES are files, or folders that are searched. Keys beside a capture (keys/, *.jsonl) are used with it. What crashes, takes more than a second of
processor or 256 MiB, ends with a status that says something else than the report, or writes what a reader of the form refuses is kept in FOLDER,
under the name of what is wrong. Ends with 1 when anything was found.
"""
import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from check import SANITIZER_WORDS, environment  # noqa: E402
from hostile_captures import Damage  # noqa: E402

MOST_SECONDS = 1.0  # of processor, and as much for each MiB of input beyond the first
MOST_KIB = 256 << 10
NAMES = ("*.pcap", "*.pcapng", "*.pcap.gz", "*.pcapng.gz", "*.cap", "*.dump")
LARGEST = 1 << 20


class Run:
    """One run of the program, and what it took."""

    def __init__(self, program, *arguments):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen([program, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=out, stderr=errors, env=environment(), start_new_session=True)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = self.status = os.waitstatus_to_exitcode(status)
            out.seek(0)
            errors.seek(0)
            self.out, self.errors = out.read(), errors.read().decode("utf-8", "replace")
        self.seconds = used.ru_utime + used.ru_stime
        self.kib = used.ru_maxrss

    def wrong(self, allowed, sanitized=False, octets=0):
        """What nobody may see, whatever the input is; None when all is well."""
        if self.status < 0:
            return f"signal {-self.status}"
        if any(word in self.errors for word in SANITIZER_WORDS):
            return "sanitizer"
        if self.status not in allowed:
            return f"status {self.status}"
        if not sanitized and self.seconds > MOST_SECONDS * max(1, octets / (1 << 20)):
            return f"slow, {self.seconds:.1f} s"
        if not sanitized and self.kib > MOST_KIB:
            return f"memory, {self.kib >> 10} MiB"
        if any(not line.startswith("espect: ") for line in self.errors.splitlines()):
            return "message without a beginning"
        if any(ord(character) < 32 and character != "\n" or 127 <= ord(character) < 160 for character in self.errors):
            return "control character in a message"
        if self.status >= 3 and not self.errors:
            return f"status {self.status} and no message"
        return None


def controls(octets):
    """Whether a terminal would obey any of it."""
    return any(octet < 32 and octet != 10 or octet == 127 for octet in octets) or any(0x80 <= ord(character) < 0xA0 for character in octets.decode("utf-8", "replace"))


def audited(program, capture, keys, folder, sanitized):
    forms = {"json": folder / "r.json", "text": folder / "r.txt", "sarif": folder / "r.sarif", "junit": folder / "r.xml", "jsonl": folder / "r.jsonl"}
    for path in forms.values():
        path.unlink(missing_ok=True)
    done = Run(program, "audit", "--colour", "never", capture, *keys, *(word for form, path in forms.items() for word in ("-f", f"{form}={path}")))
    problem = done.wrong((0, 1, 3), sanitized, capture.stat().st_size)
    if problem:
        return problem, done
    try:
        report = json.loads(forms["json"].read_bytes())
        json.loads(forms["sarif"].read_bytes())
        for line in forms["jsonl"].read_bytes().splitlines():
            json.loads(line)
        xml.etree.ElementTree.parse(forms["junit"])
    except (ValueError, xml.etree.ElementTree.ParseError, OSError) as error:
        return f"a report that cannot be read: {error}", done
    if controls(forms["text"].read_bytes()):
        return "control character in the text report", done
    if (done.status == 3) != any(file["problem"] for file in report["captures"]):
        return f"status {done.status} and another report", done
    severe = any(finding["severity"] in ("high", "critical") for finding in report["findings"])
    if done.status != 3 and (done.status == 1) != severe:
        return f"status {done.status} and other findings", done
    return None, done


OTHERS = (
    lambda capture, keys, folder: (["dump", "--colour", "never", capture, *keys], (0, 1, 3)),
    lambda capture, keys, folder: (["dump", "--json", capture, *keys], (0, 1, 3)),
    lambda capture, keys, folder: (["inventory", "--colour", "never", capture, *keys], (0, 1, 3)),
    lambda capture, keys, folder: (["inventory", "-f", "json", capture, *keys], (0, 1, 3)),
    lambda capture, keys, folder: (["inventory", "-f", "cyclonedx", capture, *keys], (0, 1, 3)),
    lambda capture, keys, folder: (["decrypt", capture, *(keys or ["-k", capture]), "-o", folder / "inner.pcapng"], (0, 1, 3) if keys else (0, 1, 2, 3)),
    lambda capture, keys, folder: (["policy", "from-capture", capture, *keys], (0, 1, 3)),
    lambda capture, keys, folder: (["audit", "--colour", "never", "--same-traffic", folder / "whole.pcap", capture, *keys], (0, 1, 3)),
)


def looked_at(program, capture, keys, folder, choice, sanitized):
    problem, done = audited(program, capture, keys, folder, sanitized)
    if problem:
        return f"audit {problem}", done
    arguments, allowed = choice.choice(OTHERS)(capture, keys, folder)
    done = Run(program, *arguments)
    problem = done.wrong(allowed, sanitized, capture.stat().st_size)
    if problem is None and "--json" not in arguments and "cyclonedx" not in arguments and controls(done.out):
        problem = "control character in the output"
    return (f"{arguments[0]} {problem}", done) if problem else (None, done)


def keys_of(path):
    """["-k", ...] of what lies beside the capture."""
    beside = [path.parent / "keys"] if (path.parent / "keys").is_dir() else sorted(path.parent.glob("*.jsonl")) + sorted(path.parent.glob("esp_sa"))
    return [word for key in beside for word in ("-k", key)]


def found_below(places):
    for place in map(Path, places):
        yield from [place] if place.is_file() else sorted(path for name in NAMES for path in place.rglob(name) if path.stat().st_size <= LARGEST)


def hunted(program, places, runs, seed, keep):
    """How many runs went wrong."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sanitized = b"__asan_init" in Path(program).read_bytes()
    captures = list(found_below(places))
    contents = {path: path.read_bytes() for path in captures}
    others = list(contents.values())
    told, slowest, largest = Counter(), 0.0, 0
    with tempfile.TemporaryDirectory(prefix="espect-hunt-") as name:
        folder = Path(name)
        for run in range(runs):
            choice = random.Random(f"{seed} {run}")
            path = captures[run % len(captures)]
            capture = folder / "damaged.pcap"
            capture.write_bytes(Damage(choice).capture(contents[path], others))
            (folder / "whole.pcap").write_bytes(contents[path])
            problem, done = looked_at(program, capture, keys_of(path) if choice.random() < 0.7 else [], folder, choice, sanitized)
            slowest, largest = max(slowest, done.seconds), max(largest, done.kib)
            if problem:
                told[problem] += 1
                if told[problem] <= 5:
                    keep.mkdir(parents=True, exist_ok=True)
                    kept = keep / f"{problem.replace(' ', '-').replace('/', '-')[:60]}-{seed}-{run}.pcap"
                    kept.write_bytes(capture.read_bytes())
                    print(f"FAILED  run {run}, {path}: {problem}: {done.errors[-600:]}", flush=True)
    print(f"{runs} damaged captures of {len(captures)}, {sum(told.values())} wrong {dict(told)}; at most {slowest:.2f} s, {largest >> 10} MiB")
    return sum(told.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("captures", nargs="+")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("hunt-failures"))
    arguments = parser.parse_args()
    return 1 if hunted(arguments.program, arguments.captures, arguments.runs, arguments.seed, arguments.keep) else 0


if __name__ == "__main__":
    sys.exit(main())
