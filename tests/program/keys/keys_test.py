# SPDX-License-Identifier: GPL-2.0-or-later
"""Each key source of cases.csv opens what it names, and files that cannot be used say what is wrong."""
import csv
import json
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLAIN_ROW = '"IPv4","192.0.2.1","198.51.100.2","{spi}","AES-CBC [RFC3602]","{encr}","HMAC-SHA-1-96 [RFC2404]","{integ}"\n'
ENCR, INTEG = "52f22665a60c12d289185d950ee8813609166f6b113d178d6c0fd3901ff239a1", "a095f20f9395650cf9380b8edb224a6b248a1e92"


def report(program, keys, capture):
    """(JSON report or None, lines of standard error)"""
    done = program("audit", "-f", "json", "--keys", keys, HERE / capture)
    errors = done.stderr.decode().splitlines()
    return (json.loads(done.stdout) if done.stdout else None), errors


def opened(found):
    return sum(sa["decrypted"] for sa in found["ike_sas"]), sum(flow["icv_ok"] for flow in found["flows"])


def sources(program, folder, check):
    for case in csv.DictReader((HERE / "cases.csv").open()):
        path = folder / case["source"]
        shutil.copyfile(HERE / "sources" / case["source"], path)
        path.chmod(0o600)
        found, errors = report(program, path, case["capture"])
        if not check(found is not None, "source is known", f"{case['source']}: {errors}"):
            continue
        packets = sum(flow["packets"] for flow in found["flows"])
        expected = int(case["ike"]), packets if case["esp"] == "*" else int(case["esp"])
        check.same(opened(found), expected, "opened (IKE, ESP)", case["source"])
        check.same(errors, [], "no warning", case["source"])


def faults(program, folder, check):
    rows = {
        PLAIN_ROW.format(spi="0xc1000001", encr=ENCR, integ="0x" + INTEG): "64 hex digits without 0x",
        PLAIN_ROW.format(spi="0xc1000001", encr="0x" + ENCR, integ=INTEG): "40 hex digits without 0x",
        PLAIN_ROW.format(spi="0xc1000001", encr="0x" + ENCR, integ="0x" + INTEG).replace("SHA-1-96", "SHA-9"):
            "unknown authentication algorithm HMAC-SHA-9",
        '"\\x0x"\n' + PLAIN_ROW.format(spi="0xc1000001", encr="0x" + ENCR, integ="0x" + INTEG): ":1: ",
        "host charon: 01[IKE] shared Diffie Hellman secret => 4 bytes @ 0x7f0000\n"
        "host charon: 01[IKE]    0: 0x 00 00 00   ....\n": ":1: the dump of this secret is not complete",
    }
    path = folder / "fault"
    for text, words in rows.items():
        path.write_text(text)
        path.chmod(0o600)
        found, errors = report(program, path, "manual.pcap")
        check(found is not None and len(errors) == 1 and words in errors[0], "fault is told", f"{words}: {errors}")
        check(not any(key in line for line in errors for key in (ENCR, INTEG)), "no key in a message", errors)


def test_sources(program, tmp_path, check):
    sources(program, tmp_path, check)


def test_faults(program, tmp_path, check):
    faults(program, tmp_path, check)
