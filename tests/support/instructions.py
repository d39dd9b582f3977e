# SPDX-License-Identifier: GPL-2.0-or-later
"""Instructions that a program takes, counted by valgrind: the same on every run, however busy the machine is."""
import re
import subprocess

from check import environment

# Their work depends on what the processor can do, and on their version.
LEFT_OUT = ("libcrypto.so", "libgcrypt.so")


def instructions(program, *arguments):
    """All of them."""
    done = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", program, *arguments],
                          capture_output=True, env=environment(), timeout=900)
    found = re.search(rb"I\s+refs:\s+([\d,]+)", done.stderr)
    assert found is not None, f"valgrind says no count: {done.stderr[-2000:]!r}"
    return int(found.group(1).replace(b",", b""))


def own_instructions(out, program, *arguments):
    """Without those of cryptographic libraries. `out`: a path for what callgrind writes."""
    subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program, *arguments],
                   capture_output=True, env=environment(), timeout=900, check=False)
    return sum(count for name, count in by_object(out.read_text()).items() if not any(word in name for word in LEFT_OUT))


def by_object(profile):
    """{object file: instructions} of a callgrind profile: "ob=" begins what one of them did itself, names are given once and numbered. What
    a called function cost stands behind "calls=", and is counted where it was spent."""
    names, counts, current, called = {}, {}, "", False
    for line in profile.splitlines():
        key, _, value = line.partition("=")
        if key in ("ob", "cob"):
            number, _, name = value.partition(" ")
            names.setdefault(number, name)
            current = names[number] if key == "ob" else current
        elif key == "calls":
            called = True
        elif line[:1] in set("0123456789+-*"):
            if not called:
                counts[current] = counts.get(current, 0) + int(line.split()[1])
            called = False
    return counts
