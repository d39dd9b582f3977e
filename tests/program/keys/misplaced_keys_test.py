# SPDX-License-Identifier: GPL-2.0-or-later
"""A key that stands where a name belongs is in no message: the words of each line exchanged, in every key source."""
import re

import pytest
from check import ROOT

SOURCES = sorted(path for path in (ROOT / "tests/program/keys/sources").iterdir() if path.is_file())
KEY = re.compile(r"(?<![0-9A-Za-z])(?:0x)?[0-9a-fA-F]{24,}(?![0-9A-Za-z])")
MOST = 60  # variants of a file


def forms(key):
    digits = key.removeprefix("0x")
    octets = [digits[i:i + 2] for i in range(0, len(digits), 2)]
    return key, "0X" + digits, f'"{key}"', "k:" + digits, "aes_" + digits + ":00", ":".join(octets)


def variants(text):
    """The text with the key of one line, in one of its forms, and another word of it in each other's place."""
    lines = text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        for key in KEY.findall(line):
            others = [word for word in re.findall(r"[^\s,\"]+", line) if key not in word]
            for number, other in enumerate(others):
                swapped = line.replace(key, "\0", 1).replace(other, forms(key)[number % 6], 1).replace("\0", other, 1)
                yield "".join([*lines[:at], swapped, *lines[at + 1:]])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_message_has_it(program, tmp_path, path):
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        pytest.skip("UTF-16: what stands in it is said in another source as well")
    keys = {key.removeprefix("0x").lower() for key in KEY.findall(text)}
    made = list(variants(text))
    made = made[::max(1, len(made) // MOST)]
    if not made:
        pytest.skip("no key beside other words")
    moved = tmp_path / "keys"
    moved.write_text("\n".join(made))
    done = program("keys", "list", moved)
    assert done.returncode in (0, 1, 2, 3)
    said = re.sub(r"[:_\- ]", "", done.stderr.decode(errors="replace").replace(str(tmp_path), "")).lower()
    for key in keys:
        for begin in range(0, len(key) - 15, 8):
            assert key[begin:begin + 16] not in said, f"{path.name}: {key}"


def test_there_is_something_to_exchange():
    assert sum(len(list(variants(path.read_text(errors="replace")))) > 3 for path in SOURCES) > 20
