# SPDX-License-Identifier: GPL-2.0-or-later
"""Many captures in one file, so that tshark, which takes longer to begin than to read any of them, begins once."""
import bisect
import re
import subprocess
from pathlib import Path


class Together:
    """The first `most` packets of each capture, one after the other, in the file `path`. Its frames are numbered on; of() takes that back."""

    def __init__(self, captures, path, most=None):
        self.path, self.captures = Path(path), list(captures)
        parts = [begin_of(capture, most, self.path.with_suffix(f".{number}")) for number, capture in enumerate(self.captures)]
        subprocess.run(["mergecap", "-a", "-F", "pcapng", "-w", str(path), *map(str, parts)], capture_output=True, check=True)
        self.path.chmod(0o644)
        self.before, frames = [], 0
        for count in counts(parts):
            self.before.append(frames)
            frames += count
        for part, capture in zip(parts, self.captures):
            if part != capture:
                part.unlink()

    def of(self, frame):
        """(which capture, the frame's number there)"""
        place = bisect.bisect_left(self.before, frame) - 1
        return place, frame - self.before[place]


def begin_of(capture, most, path):
    """The capture itself when it is small enough."""
    if most is None or capture.stat().st_size < 40 * most or counts([capture])[0] <= most:
        return capture
    subprocess.run(["editcap", "-r", str(capture), str(path), f"1-{most}"], capture_output=True, check=True)
    return path


def counts(paths):
    """Packets of each."""
    done = subprocess.run(["capinfos", "-M", "-c", *map(str, paths)], capture_output=True, text=True, check=True)
    found = list(map(int, re.findall(r"^Number of packets: *(\d+)", done.stdout, re.MULTILINE)))
    assert len(found) == len(paths), done.stdout + done.stderr
    return found


def rounds(captures):
    """The captures in as few groups as it takes that no group has two of one folder, or a sample and its -defect: those have the same SPIs."""
    groups, seen = [], {}
    for capture in captures:
        name = capture.parent.name.removesuffix("-defect")
        place = seen[name] = seen.get(name, -1) + 1
        if place == len(groups):
            groups.append([])
        groups[place].append(capture)
    return groups
