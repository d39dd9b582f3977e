# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that a stranger chose (support/hostile_peers.py) reach every output, and command nobody there: no terminal, no reader of JSON or XML."""
import json
import re
import shutil
import unicodedata
import xml.etree.ElementTree
from pathlib import Path

import pytest
from hostile_peers import WORDS, written

HOSTILE_FILE = "##[stop-commands]\x1b]0;owned\x07<b>\u202e'\"\n::error::owned ##vso[x]\u3164.pcap"
PLAIN = {
    "audit": lambda capture, keys: ["audit", "--fail-on", "never", capture, "-k", keys],
    "audit in colour": lambda capture, keys: ["audit", "--fail-on", "never", "--colour", "always", capture, "-k", keys],
    "inventory": lambda capture, keys: ["inventory", capture, "-k", keys],
    "dump": lambda capture, keys: ["dump", capture, "-k", keys],
    "policy": lambda capture, keys: ["policy", "from-capture", capture, "-k", keys],
    "same traffic": lambda capture, keys: ["audit", "--fail-on", "never", "--same-traffic", capture, capture, "-k", keys],
}
STRUCTURED = {
    "audit json": ["audit", "--fail-on", "never", "-f", "json"], "audit jsonl": ["audit", "--fail-on", "never", "-f", "jsonl"],
    "audit sarif": ["audit", "--fail-on", "never", "-f", "sarif"], "inventory json": ["inventory", "-f", "json"],
    "inventory cyclonedx": ["inventory", "-f", "cyclonedx"], "dump json": ["dump", "--json"],
}
OWN_COLOURS = ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[34m", "\x1b[35m", "\x1b[36m", "\x1b[1;31m")


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    return written(tmp_path_factory.mktemp("names"))


@pytest.fixture(scope="module")
def hostile_file(named):
    return shutil.copy(named[0], Path(named[0]).with_name(HOSTILE_FILE))


def obeyed(text, allowed=()):
    """The characters of it that a terminal obeys or that change the direction of text."""
    for sequence in allowed:
        text = text.replace(sequence, "")
    return sorted({f"U+{ord(character):04X}" for character in text if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cs")})


def commands(text):
    """What runners of CI servers obey: GitHub's at the beginning of a line, behind blanks, and anywhere; Azure's and TeamCity's anywhere."""
    return re.findall(r"##[A-Za-z]*\[", text) + re.findall(r"(?m)^[ \t]*::[A-Za-z_-]*[g-zG-Z_-].*", text)


def strings_of(value):
    if isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from strings_of(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from strings_of(inside)
    elif isinstance(value, str):
        yield value


def test_the_names_are_read(program, named):
    """Or nothing below would mean anything."""
    report = json.loads(program("audit", "--fail-on", "never", "-f", "json", named[0], "-k", named[1]).stdout)
    coverage = report["coverage"]
    assert coverage["ike_encrypted"] == coverage["ike_decrypted"] == 2 * len(WORDS)
    told = "".join(strings_of(report))
    for word in ("<script>alert(1)</script>", "=HYPERLINK", "[owned](javascript:alert(1))", "##[error]owned", "%0A::set-output"):
        assert word in told


@pytest.mark.parametrize("name", PLAIN)
def test_text_commands_nobody(program, named, hostile_file, name):
    for capture in (named[0], hostile_file):
        done = program(*PLAIN[name](capture, named[1]))
        assert done.returncode == 0, done.stderr
        assert "owned" in done.stdout.decode() or name in ("policy", "inventory")
        assert obeyed(done.stdout.decode(), OWN_COLOURS if "colour" in name else ()) == []
        assert obeyed(done.stderr.decode()) == []
        assert commands((done.stdout + done.stderr).decode()) == []


@pytest.mark.parametrize("begins", ["::error title=owned::owned.pcap", "##vso[task.complete]owned.pcap"])
def test_nor_does_a_name_at_the_beginning_of_a_line(program, named, tmp_path, begins):
    shutil.copy(named[0], tmp_path / begins)
    shutil.copy(named[1], tmp_path / "::add-mask::keys.jsonl")
    for command in (["audit", "--fail-on", "never"], ["audit", "--fail-on", "never", "-q"], ["dump"], ["inventory"], ["audit", "--fail-on", "never", "-f", "csv"]):
        done = program(*command, begins, cwd=tmp_path)
        assert done.returncode == 0 and commands((done.stdout + done.stderr).decode()) == [], command
    done = program("keys", "list", "::add-mask::keys.jsonl", cwd=tmp_path)
    assert b"add-mask" in done.stdout and commands(done.stdout.decode()) == []
    done = program("shard", "scan", begins, cwd=tmp_path)
    assert done.stdout.startswith(b"espect") and commands(done.stdout.decode()) == []


def test_an_address_is_no_command(program, tmp_path):
    name = "::dead:beef and ::ffff:1.2.3.4"
    assert name in program("audit", name, cwd=tmp_path).stderr.decode()


@pytest.mark.parametrize("name", STRUCTURED)
def test_json_is_read_by_all_and_obeyed_by_none(program, named, hostile_file, name):
    for capture in (named[0], hostile_file):
        done = program(*STRUCTURED[name], capture, "-k", named[1])
        text = done.stdout.decode("utf-8", "strict")
        assert done.returncode == 0, done.stderr
        assert obeyed(text) == [], "somebody looks at it in a terminal"
        assert commands(text) == []
        for part in text.splitlines() if "jsonl" in name or name == "dump json" else [text]:
            json.loads(part)


def test_xml_is_well_formed(program, named, hostile_file):
    for capture in (named[0], hostile_file):
        done = program("audit", "--fail-on", "never", "-f", "junit", capture, "-k", named[1])
        text = done.stdout.decode("utf-8", "strict")
        assert obeyed(text) == [] and commands(text) == []
        root = xml.etree.ElementTree.fromstring(text)
        assert {element.tag for element in root.iter()} <= {"testsuites", "testsuite", "testcase", "failure", "skipped", "system-out", "properties", "property", "error"}


def test_decrypted_comments(program, named, tmp_path):
    """Comments of packets are shown by Wireshark, and by capinfos in a terminal."""
    out = tmp_path / "inner.pcapng"
    done = program("decrypt", named[0], "-k", named[1], "-o", out)
    assert done.returncode == 0 and f"{2 * len(WORDS)} IKE messages".encode() in done.stderr
    assert obeyed(done.stderr.decode()) == []


def test_converted_keys(program, tmp_path):
    names = [word.decode("utf-8", "replace") for word in WORDS.values()]
    keys = tmp_path / "keys.jsonl"
    keys.write_text("".join(json.dumps({"type": "psk", "psk": "00112233", "id_i": name}) + "\n" for name in names), "utf-8")
    text = program("keys", "convert", keys, "--to", "espect").stdout.decode("ascii")
    assert obeyed(text) == [] and commands(text) == []
    assert [json.loads(line)["id_i"] for line in text.splitlines()] == names
