# SPDX-License-Identifier: GPL-2.0-or-later
"""--vpn-names: what people call the VPNs that share an SA."""
import json

import jsonschema
from check import ROOT

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
