# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that lack a direction, a half or a message, or have them in another order: nothing is concluded from what is not there."""
import json
import struct

import pytest
from check import ROOT
from cut_capture import HEADER, records

SAMPLES = sorted(path for path in ROOT.glob("samples/*/capture.pcap") if path.stat().st_size < 150_000)
ETHERNET = 1
# What can only be known of a whole: these are never found in a part alone.
WANT_THE_WHOLE = {"ike-child-before-auth", "esp-unknown-spi", "esp-sequence-gap", "esp-left-of-window", "ike-nat-rebinding"}


def source_of(record, link):
    """The octets of the source address; nothing of what is no IP."""
    at = 16 + (14 if link == ETHERNET else 0)
    version = record[at] >> 4 if len(record) > at else 0
    return {4: record[at + 12:at + 16], 6: record[at + 8:at + 24]}.get(version)


def is_ike(record, link):
    """In UDP without extension headers, on its usual ports."""
    at = 16 + (14 if link == ETHERNET else 0)
    version, v4 = record[at] >> 4, (record[at] & 15) * 4
    protocol, udp = (record[at + 9], at + v4) if version == 4 else (record[at + 6], at + 40)
    ports = struct.unpack_from(">HH", record, udp) if protocol == 17 else ()
    return 500 in ports or (4500 in ports and record[udp + 8:udp + 12] == bytes(4))


def parts(path):
    """(name, records) of what is left of it."""
    header, every = records(path)
    link = struct.unpack_from("<I", header, HEADER - 4)[0]
    one = next((source for source in (source_of(record, link) for record in every) if source), None)
    yield "first half", every[:len(every) // 2]
    yield "second half", every[len(every) // 2:]
    yield "one direction", [record for record in every if source_of(record, link) == one]
    yield "the other direction", [record for record in every if source_of(record, link) != one]
    for number in range(min(len(every), 8)):
        if is_ike(every[number], link):
            yield f"without frame {number + 1}", every[:number] + every[number + 1:]


@pytest.fixture
def audited(released, tmp_path):
    def run(capture, all_records, keys=None):
        header = capture.read_bytes()[:HEADER]
        path = tmp_path / "part.pcap"
        path.write_bytes(header + b"".join(all_records))
        done = released("audit", "--fail-on", "never", "-f", "json", *(["--keys", keys] if keys else []), path)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return run


def found(report, rules=None):
    return {finding["rule"] for finding in report["findings"] if rules is None or finding["rule"] in rules}


@pytest.mark.parametrize("capture", SAMPLES, ids=lambda path: path.parent.name)
def test_a_part_does_not_accuse(audited, check, capture):
    keys = capture.parent / "keys"
    for given in [None, keys] if keys.is_dir() else [None]:
        whole = audited(capture, records(capture)[1], given)
        ended = {tunnel["story"].split(",")[0] for tunnel in whole["tunnels"]}
        for name, rest in parts(capture):
            report = audited(capture, rest, given)
            said = f"{capture.parent.name}, {name}, {'keys' if given else 'no keys'}"
            check.same(found(report, WANT_THE_WHOLE) - found(whole), set(), "rules that want the whole", said)
            for tunnel in report["tunnels"]:
                check("without a Child SA" not in tunnel["story"] or name == "first half" or any("without a Child SA" in other["story"] for other in whole["tunnels"]),
                      "a Child SA that is not seen is not denied", f"{said}: {tunnel['story']}")
                up = tunnel["story"].split(",")[0] in ("Up", "The IKE SA is up")
                check(not up or bool(ended & {"Up", "The IKE SA is up"}) or name == "first half" or not finished(report),
                      "what ended is not called up", f"{said}: {tunnel['story']}")


def finished(report):
    """An opened part that shows that an IKE SA ended."""
    return any(sa["state"] == "deleted" for sa in report["ike_sas"])


def test_who_deletes_and_gets_no_answer_is_not_up(audited, check):
    """The opened DELETE without its answer, and the answer without its DELETE: whether the IKE SA still is is not seen."""
    capture = ROOT / "samples/hybrid-ml-kem/capture.pcap"
    keys = capture.parent / "keys"
    every = records(capture)[1]
    assert [sa["state"] for sa in audited(capture, every, keys)["ike_sas"]][-1] == "deleted"
    last = len(every)
    for gone in (last - 1, last):
        report = audited(capture, every[:gone - 1] + every[gone:], keys)
        sa = report["ike_sas"][-1]
        check.same((sa["state"], sa["may_have_ended"]), ("established", True), "an IKE SA that may have ended", f"without frame {gone}")
        check("whether it still is is not seen" in report["tunnels"][0]["story"], "its story", report["tunnels"][0]["story"])


def at(record, microseconds):
    """The same packet, so long behind the first second of 2026."""
    return struct.pack("<II", 1767225600, microseconds) + record[8:]


@pytest.mark.parametrize("order, severity", (
    ((1, 2, 3, 5, 6), None),  # the answer to IKE_AUTH is not in the capture
    ((1, 2, 5, 6), None),  # nor is IKE_AUTH: the message id of CREATE_CHILD_SA says that something came before
    ((1, 2, 3, 3, 5, 6, 4), None),  # IKE_AUTH is repeated, so the answer that is seen need not be the first
    ((1, 2, 3, 5, 6, 4), "high"),  # nobody asked again: CREATE_CHILD_SA did come before the answer
))
def test_a_missing_answer_to_ike_auth_makes_no_child_sa_early(audited, order, severity):
    capture = ROOT / "samples/per-resource-sas/capture.pcap"
    every = records(capture)[1]
    part = [at(every[number - 1], place * 100_000) for place, number in enumerate(order)]
    for keys in (None, capture.parent / "keys"):
        early = [finding["severity"] for finding in audited(capture, part, keys)["findings"] if finding["rule"] == "ike-child-before-auth"]
        assert early == ([severity] if severity else []), (order, keys)


def test_an_answer_in_front_of_its_request_changes_no_verdict(audited, check):
    """Captures of several queues: the time stamps tell the order."""
    for capture in SAMPLES:
        every = records(capture)[1]
        in_order = all(stamp(one) <= stamp(two) for one, two in zip(every, every[1:]))
        if not in_order:
            continue
        keys = capture.parent / "keys" if (capture.parent / "keys").is_dir() else None
        whole = audited(capture, every, keys)
        swapped = [record for pair in zip(every[1::2], every[::2]) for record in pair] + every[len(every) // 2 * 2:]
        report = audited(capture, swapped, keys)
        check.same(found(report), found(whole), "findings of another order", capture.parent.name)
        check.same([sa["state"] for sa in report["ike_sas"]], [sa["state"] for sa in whole["ike_sas"]], "IKE SAs of another order", capture.parent.name)
        stamps = [stamp(record) for record in swapped]
        if stamps != sorted(stamps):
            check(any("earlier than one before" in note for note in report["coverage"]["notes"]), "the disorder is told", capture.parent.name)


def stamp(record):
    return struct.unpack_from("<II", record)


@pytest.mark.parametrize("sample, frame", [("ike-additions", 10), ("ike-additions", 12)])
def test_a_fragment_of_a_message_is_missing(audited, sample, frame):
    """What its message said is not known, with keys either."""
    folder = ROOT / "samples" / sample
    every = records(folder / "capture.pcap")[1]
    for keys in (None, folder / "keys"):
        whole, without = (audited(folder / "capture.pcap", packets, keys) for packets in (every, every[:frame - 1] + every[frame:]))
        said = [[note for note in report["coverage"]["notes"] if "are not in the capture, though there were some" in note] for report in (whole, without)]
        assert not said[0] and said[1]
