# SPDX-License-Identifier: GPL-2.0-or-later
"""--codepoints: other numbers for drafts that have none, without a rebuild."""
import json
import tempfile
from pathlib import Path

from check import ROOT
import renumbered

SAMPLE = ROOT / "samples" / "esp-echo-plain" / "capture.pcap"


def audit(program, *arguments):
    return json.loads(program("audit", "-f", "json", "--fail-on", "never", *arguments).stdout)


def echoes(report):
    return [{key: value for key, value in path.items() if key != "capture"} for path in report["esp_echo"]]


def test_codepoints(program, check):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        octets, changed = renumbered.renumbered(SAMPLE.read_bytes())
        (place / "other.pcap").write_bytes(octets)
        (place / "numbers.csv").write_text(renumbered.CODEPOINTS)
        wanted = echoes(audit(program, SAMPLE))
        check(changed > 10 and wanted, "samples with echoes", f"{changed} packets, {wanted}")

        without = audit(program, place / "other.pcap")
        check.same(echoes(without), [], "no echo under numbers that nobody knows", "echoes")
        check("esp-reserved-spi" in {finding["rule"] for finding in without["findings"]}, "reserved SPIs", "no finding")
        check.same(echoes(audit(program, "--codepoints", place / "numbers.csv", place / "other.pcap")), wanted,
                   "echoes under their new numbers", "echoes")
        check.same(echoes(audit(program, "--codepoints", place / "numbers.csv", SAMPLE)), [], "the old numbers are gone", "echoes")

        (place / "bad.csv").write_text("preference,value\nxp.ts_vpn_id,many\n")
        done = program("audit", "--codepoints", place / "bad.csv", SAMPLE)
        check.same(done.returncode, 2, "exit status of a bad file", "status")
        check(b"bad.csv: line 2: 'many' is not a number" in done.stderr, "message of a bad file", done.stderr.decode())
        done = program("audit", "--codepoints", place / "nowhere.csv", SAMPLE)
        check.same(done.returncode, 2, "exit status without the file", "status")

        (place / "preset.csv").write_text("preference,value\nxp.shangmi_preset,hankyzhang-gmssl\n")
        done = program("lookup", "--codepoints", place / "preset.csv", "1032")
        check(b"ENCR_SM4_GCM_16" in done.stdout, "lookup under a preset", done.stdout.decode())
