# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares IKEv1 messages that espect opens with those that tshark opens, with the same ikev1_decryption_table.

Payload by payload, field by field: each that tshark shows inside the encrypted data must be in `espect dump --keys` with
the same value, and the reverse. Offsets are not compared, tshark's count from several places. The captures are
samples/*/, those of $ESPECT_CORPUS/lab, and the public ones that come with a table.
"""
import json
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from check import ROOT
from tshark_keys import Tshark
from tshark_test import Allowed, differences, items_of

HERE = Path(__file__).resolve().parent
# tshark decrypts the first block with another IV and finds nonsense; ours is a whole quick mode whose payloads fill it.
WRONG_IN_TSHARK = {("ikev1-certs.pcap", 8)}
LEAST = {"samples": 18, "corpus": 30}


def cases(corpus):
    """(capture, its table)"""
    if corpus is None:
        return [(table.parents[2] / "capture.pcap", table) for table in sorted(ROOT.glob("samples/*/keys/wireshark/ikev1_decryption_table"))]
    lab = [(table.parent / "capture.pcap", table) for table in sorted(corpus.glob("lab/*/ikev1_decryption_table"))]
    return lab + [(capture, table) for table in sorted(corpus.glob("public/*/keys/ikev1_decryption_table"))
                  for capture in sorted(table.parents[1].glob("ikev1*.pcap*"))]


def by_name(named):
    found = {}
    for name, value in named:
        found.setdefault((name, 0), []).append(value)
    return found


def opened_by_us(program, capture, table):
    """{frame: fields inside}"""
    with tempfile.TemporaryDirectory() as place:
        keys = Path(place, "ikev1_decryption_table")
        keys.write_bytes(table.read_bytes())
        keys.chmod(0o600)
        done = program("dump", "--json", "--keys", keys, capture)
    assert done.returncode == 0, done.stderr
    found = {}
    for line in done.stdout.splitlines():
        datagram = json.loads(line)
        for item in datagram["items"]:
            if item["name"] == "opened":
                found[datagram["frame"]] = by_name((inner["wireshark"], inner) for inner in [*items_of(item["items"]), *cookies_of(item["items"])])
    return found


def cookies_of(items):
    """Deleted cookies are two numbers in ours, one field in tshark's."""
    for item in items:
        if item["name"] == "cookies":
            text = "".join(f"{cookie['number']:016x}" for cookie in item["items"])
            yield {"wireshark": "isakmp.delete.spi", "number": None, "text": text}
        yield from cookies_of(item["items"])


def opened_by_tshark(tshark, capture, table):
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        Path(place, "ikev1_decryption_table").write_bytes(table.read_bytes())
        copy = Path(place, capture.name)
        copy.write_bytes(capture.read_bytes())
        copy.chmod(0o644)
        text = tshark(place, "-r", str(copy), "-T", "pdml", "-Y", "isakmp")
    found = {}
    for packet in ElementTree.fromstring(text).iter("packet"):
        frame = int(packet.find("proto[@name='geninfo']/field[@name='num']").get("show"))
        for encrypted in packet.iterfind(".//field[@name='isakmp.enc.data']"):
            inside = [(field.get("name"), field) for field in encrypted.iter("field")
                      if field is not encrypted and field.get("name", "").startswith("isakmp.")]
            if inside:
                found[frame] = by_name(inside)
    return found


@pytest.mark.parametrize("place", ["samples", "corpus"])
def test_opened(program, tshark_path, place, check, request):
    corpus = request.getfixturevalue("corpus") if place == "corpus" else None
    tshark = Tshark(tshark_path)
    in_the_clear, opened = Allowed(HERE / "allowed_differences.txt"), Allowed(HERE / "allowed_opened_differences.txt")

    def allowed(*what):
        return in_the_clear(*what) or opened(*what)

    for capture, table in cases(corpus):
        ours, theirs = opened_by_us(program, capture, table), opened_by_tshark(tshark, capture, table)
        name = "/".join(capture.parts[-2:])
        for frame, other in theirs.items():
            if not check(frame in ours, "messages that tshark opens, opened by us", f"{name} frame {frame}"):
                continue
            if (capture.name, frame) in WRONG_IN_TSHARK:
                continue
            found = list(differences(ours[frame], other, allowed))
            check(not found, "opened IKEv1 messages", f"{name} frame {frame}:\n        " + "\n        ".join(found[:12]))
    check(check.counts.get("opened IKEv1 messages", 0) >= LEAST[place], "enough compared", f"{place}: {check.counts}")
