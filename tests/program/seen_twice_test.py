# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture that holds every packet twice, of a mirror port or of both sides of a router, tells of the peers what it tells when it holds each once."""
import json
import struct

import pytest
from check import ROOT
from cut_capture import records
from forged import ETHERNET_OCTETS, RECORD_OCTETS

REPLAY = ROOT / "samples/esp-replay"
EESP = ROOT / "samples/eesp"
# Of the capture itself, or of each sighting.
OF_THE_CAPTURE = {"esp-capture-duplicate", "ike-capture-duplicate"}


def twice(capture, path, hops):
    header, packets = records(capture)
    out = [header]
    for record in packets:
        copy = bytearray(record)
        copy[RECORD_OCTETS + ETHERNET_OCTETS + 8] -= hops
        seconds, microseconds = struct.unpack_from("<II", copy)
        struct.pack_into("<II", copy, 0, *divmod(seconds * 1_000_000 + microseconds + 50, 1_000_000))
        out += [record, bytes(copy)]
    path.write_bytes(b"".join(out))
    return path


@pytest.fixture
def audits(program, tmp_path):
    """The reports of a sample and of one that holds all of it twice."""
    def run(sample, hops, *options):
        captures = sample / "capture.pcap", twice(sample / "capture.pcap", tmp_path / "twice.pcap", hops)
        return [json.loads(program("audit", "--fail-on", "never", "-f", "json", "-k", sample / "keys", *options, capture).stdout) for capture in captures]
    return run


def test_what_no_negotiation_made_is_told_on_a_mirror_port(audits):
    """That it is, rests on all IKE messages being opened: those that were opened twice are still as many."""
    once, doubled = audits(REPLAY, 0)
    rules = [{finding["rule"] for finding in report["findings"]} - OF_THE_CAPTURE for report in (once, doubled)]
    assert "esp-unknown-spi" in rules[0] and rules[0] <= rules[1]


def test_what_does_not_verify_counts_once_on_both_sides_of_a_hop(audits):
    once, doubled = audits(REPLAY, 1)
    assert sum(flow["icv_bad"] for flow in once["flows"]) != 0
    for field in ("packets", "icv_ok", "icv_bad", "duplicates", "left_of_window", "lost", "linux_receiver"):
        assert [flow[field] for flow in doubled["flows"]] == [flow[field] for flow in once["flows"]], field
    said = [[(finding["rule"], finding["count"]) for finding in report["findings"] if finding["rule"].startswith("esp-") and finding["rule"] not in OF_THE_CAPTURE] for report in (once, doubled)]
    assert said[0] == said[1]


def test_eesp_without_numbers_counts_once_too(audits, tmp_path):
    profile = tmp_path / "codepoints.csv"
    profile.write_text("preference,value\nxp.eesp_preset,draft\n")
    once, doubled = audits(EESP, 1, "--codepoints", profile)
    assert [(flow["packets"], flow["icv_ok"]) for flow in doubled["flows"]] == [(flow["packets"], flow["icv_ok"]) for flow in once["flows"]]
    assert any(flow["icv_ok"] for flow in once["flows"])
