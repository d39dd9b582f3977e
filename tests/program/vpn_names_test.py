# SPDX-License-Identifier: GPL-2.0-or-later
"""--vpn-names: what people call the VPNs that share an SA."""
import json
import re

import jsonschema
import pytest
from check import ROOT
from shards import sharded

VPNS = (ROOT / "samples/vpn-id/capture.pcap", "--keys", ROOT / "samples/vpn-id/keys")


def test_names_stand_beside_numbers(program, tmp_path):
    plain = json.loads(program("audit", "--fail-on", "never", "-f", "json", *VPNS).stdout)
    numbers = sorted({row["vpn_id"] for flow in plain["flows"] for row in flow["vpn_ids"] or []})
    assert len(numbers) >= 2 and not [row for flow in plain["flows"] for row in flow["vpn_ids"] or [] if "name" in row]
    path = tmp_path / "names.csv"
    path.write_text(f"vpn_id,name\n{numbers[0]},\"blue, and \x1b[31mred\"\n0x{numbers[0] + 1000:x},elsewhere\n")
    named = json.loads(program("audit", "--fail-on", "never", "-f", "json", "--vpn-names", path, *VPNS).stdout)
    jsonschema.validate(named, json.loads(program("schema", "report").stdout))
    for flow in named["flows"]:
        for row in flow["vpn_ids"] or []:
            assert row.pop("name", None) == ("blue, and \x1b[31mred" if row["vpn_id"] == numbers[0] else None)
    assert named["flows"] == plain["flows"]
    text = program("audit", "--fail-on", "never", "--colour", "never", "--vpn-names", path, *VPNS).stdout.decode()
    table = text.partition("VPNs that share an SA")[2].partition("\n\n")[0]
    assert "left of window  name" in table and "blue, and" in table and "\x1b" not in text
    assert "name" not in program("audit", "--fail-on", "never", "--colour", "never", *VPNS).stdout.decode().partition("VPNs that share an SA")[2].partition("\n\n")[0]


def test_all_faults_of_the_table_are_told(program, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("vpn_id,name\n1,blue\nx,red\n2\n0x1,green\n3,\n4294967296,big\n")
    done = program("audit", "--vpn-names", path, VPNS[0])
    assert done.returncode == 2 and done.stdout == b""
    complaints = done.stderr.decode().splitlines()
    assert [line.split(": ")[2] for line in complaints] == ["line 3", "line 4", "line 5", "line 6", "line 7"]
    assert "has a name already" in complaints[2]
    for text, said in (("id,name\n", b"the header must be vpn_id,name"), ("", b"the header must be vpn_id,name")):
        path.write_text(text)
        done = program("audit", "--vpn-names", path, VPNS[0])
        assert done.returncode == 2 and said in done.stderr
    assert program("audit", "--vpn-names", tmp_path / "none.csv", VPNS[0]).returncode == 2


DEFECT = (ROOT / "samples/vpn-id-defect/capture.pcap", "--keys", ROOT / "samples/vpn-id-defect/keys")
FORMS = ("json", "jsonl", "sarif", "junit", "html", "csv", "markdown", "github", "gitlab", "text")
NUMBER = re.compile(r"VPN-ID (\d+)(?! \(blue\))")


@pytest.fixture(scope="module")
def blue(tmp_path_factory):
    """Every VPN that the defective sample or its sentences may name is called blue."""
    path = tmp_path_factory.mktemp("names") / "names.csv"
    path.write_text("vpn_id,name\n" + "".join(f"{number},blue\n" for number in range(6990, 9100)))
    return path


def test_every_sentence_of_every_form_names_them(program, blue, tmp_path):
    outputs = [word for form in FORMS for word in ("-f", f"{form}={tmp_path}/report.{form}")]
    done = program("audit", "--fail-on", "never", "--vpn-names", blue, *outputs, *DEFECT)
    assert done.returncode == 0, done.stderr
    for form in FORMS:
        text = " ".join((tmp_path / f"report.{form}").read_text().split())
        if form == "json":  # evidence and selectors stay as the packets have them
            text = "\n".join(finding["message"] for finding in json.loads(text)["findings"])
        if form == "sarif":
            text = "\n".join(result["message"]["text"] for result in json.loads(text)["runs"][0]["results"])
        if form in ("jsonl", "html", "text", "json"):
            assert text.count("VPN-ID ") > 1, form
        left = [found for found in NUMBER.findall(text) if int(found) >= 6990]
        assert ("(blue)" in text and not left) or form == "jsonl", (form, left)


def test_baselines_do_not_hang_on_names(program, blue, tmp_path):
    written = [tmp_path / "plain.csv", tmp_path / "named.csv"]
    for path, names in zip(written, ((), ("--vpn-names", blue))):
        assert program("audit", "--fail-on", "never", "--write-baseline", path, *names, *DEFECT).returncode == 0
    known = [{line.split(",")[0] for line in path.read_text().splitlines()} for path in written]
    assert known[0] == known[1] and len(known[0]) > 2


def test_merge_names_them_like_one_audit(released, blue, tmp_path):
    whole = released("audit", "--fail-on", "never", "--continue", "-f", "json", "--vpn-names", blue, *DEFECT).stdout
    merged = sharded(released, [DEFECT[0]], tmp_path, 2, keys=DEFECT[1:], gate=("--vpn-names", blue))
    assert b"(blue)" in whole and merged == whole


def test_dump_and_following(program, blue):
    dumped = program("dump", "--vpn-names", blue, *DEFECT).stdout.decode()
    numbers = re.findall(r"VPN-ID[^:\n]*: (\d+)(.*)", dumped)
    assert len(numbers) > 4 and all(rest == " (blue)" for number, rest in numbers if int(number) >= 6990)
    told = program("audit", "--follow", "-f", "jsonl", "--fail-on", "never", "--vpn-names", blue, *DEFECT).stdout.decode()
    messages = [json.loads(line).get("espect", {}).get("message", "") for line in told.splitlines()]
    assert [text for text in messages if "(blue)" in text]
