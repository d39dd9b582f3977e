# SPDX-License-Identifier: GPL-2.0-or-later
"""Counting checks, and running the program, for the scripts below tests/."""
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = 77  # ctest's SKIP_RETURN_CODE
SANITIZER_WORDS = ("AddressSanitizer", "UndefinedBehaviorSanitizer", "LeakSanitizer", "runtime error:")


class Checks:
    """Every check is counted by its kind; the first failures are printed."""

    def __init__(self):
        self.counts = {}
        self.failures = []

    def __call__(self, good, kind, what=""):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if not good:
            self.failures.append(f"{kind}: {what}")
        return good

    def same(self, found, expected, kind, what=""):
        return self(found == expected, kind, f"{what}: found {found!r}, expected {expected!r}")

    def finish(self):
        """Prints what was checked; the exit status of the script."""
        for failure in self.failures[:60]:
            print(f"FAILED  {failure}")
        if len(self.failures) > 60:
            print(f"... and {len(self.failures) - 60} more")
        for kind, count in self.counts.items():
            print(f"{count:7} {kind}")
        total = sum(self.counts.values())
        print(f"{total:7} checks, {len(self.failures)} failed")
        if total == 0:
            print("nothing was checked")
        return 1 if self.failures or total == 0 else 0


class Program:
    """espect; a sanitizer's report in any run ends the script."""

    def __init__(self, path):
        self.path = str(Path(path).resolve())

    def __call__(self, *arguments, stdin=None, cwd=ROOT, timeout=300):
        done = subprocess.run([self.path, *map(str, arguments)], input=stdin or b"",
                              capture_output=True, cwd=cwd, timeout=timeout, env=environment())
        errors = done.stderr.decode("utf-8", "replace")
        if done.returncode < 0 or any(word in errors for word in SANITIZER_WORDS):
            sys.exit(f"FAILED  espect {' '.join(map(str, arguments))}: crashed with {done.returncode}\n{errors[-4000:]}")
        return done


def environment():
    """handle_sigill: where undefined behaviour traps, AddressSanitizer says which line it was."""
    return {"ASAN_OPTIONS": "handle_sigill=1", "PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            **{name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}}


def corpus():
    """The folder ESPECT_CORPUS, or the end of the script."""
    folder = os.environ.get("ESPECT_CORPUS", "")
    if not folder:
        print("skipped: ESPECT_CORPUS is not set")
        sys.exit(SKIPPED)
    if not Path(folder, "lab", "truth.json").is_file():
        sys.exit(f"FAILED  ESPECT_CORPUS: no lab/truth.json below {folder}")
    return Path(folder)
