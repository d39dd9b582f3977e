# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares `espect dump --json` with tshark, field by field, in both directions.

A field of ours that carries Wireshark's name must be in tshark's tree of the same frame, at the same
offset of the message, with the same value, and the reverse for all isakmp, esp and ah fields. What
differs for a reason is in allowed_differences.txt. The captures are samples/*/ and those of $ESPECT_CORPUS/lab, but
no TCP (not decoded by us) and no files over 5 MB, and the IKEv1 messages of $ESPECT_CORPUS/public.
"""
import ipaddress
import json
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from check import ROOT, Checks
from together import Together, rounds

HERE = Path(__file__).resolve().parent
PREFIXES = ("isakmp.", "esp.", "ah.", "eap.")
AUTHORITY = "isakmp.ike.certreq.authority"
PROTOCOLS = {"isakmp": "ike", "esp": "esp", "ah": "ah"}
LARGEST_CAPTURE = 5_000_000
# IKEv1: the octets of an attribute's value, which tshark shows again as what they mean.
# Messages of which tshark shows what stands before an offset: behind it is payload 15, the NAT-D of drafts 04 to 08 of NAT
# traversal, which tshark takes for a group key; 0: a message whose length is too small is no IKE to tshark.
READ_UNTIL = {("ISAKMP_sa_setup.pcap", 3): 228, ("ISAKMP_sa_setup.pcap", 4): 228, ("isakmp-pointer-loop.pcap", 1): 0}
REPEATED = re.compile(r"isakmp\.(ike|ipsec|cfg|notify\.data\.resp_lifetime\.(ike|ipsec))\.attr\.value")


class Allowed:
    """Lines "side field[=value] reason": side is espect or tshark, whoever shows the field alone."""

    def __init__(self, path):
        self.reasons, self.used = {}, set()
        for line in path.read_text().splitlines():
            if line and not line.startswith("#"):
                side, field, reason = line.split(None, 2)
                if side not in ("espect", "tshark") or not reason:
                    raise AssertionError(f"{path.name}: {line}")
                self.reasons[side, field] = reason

    def __call__(self, side, field, value):
        for key in ((side, field), (side, f"{field}={value}")):
            if key in self.reasons:
                self.used.add(key)
                return True
        return False


class Tshark:
    def __init__(self, program):
        self.program = program

    def datagrams(self, captures):
        """For each capture {(frame, protocol): [{(field, offset): [values]}]} with offsets from the start of the IKE, ESP or AH header."""
        found = [{} for _ in captures]
        with tempfile.TemporaryDirectory() as home:  # no personal plugins, no preferences
            together = Together(captures, Path(home, "together.pcapng"))
            environment = {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
            done = subprocess.run([self.program, "-r", str(together.path), "-T", "pdml", "-n", "-Y", " || ".join(PROTOCOLS)], env=environment, capture_output=True, timeout=600)
        if done.returncode != 0:
            raise AssertionError(f"tshark -r {captures}: exit {done.returncode}\n{done.stderr.decode()[-2000:]}")
        for text in re.findall(b"<packet>.*?</packet>", done.stdout, re.DOTALL):
            packet = ElementTree.fromstring(text)
            place, frame = together.of(int(packet.find("proto[@name='geninfo']/field[@name='num']").get("show")))
            for proto in packet.findall("proto"):
                name = proto.get("name")
                if name in ("icmp", "icmpv6"):  # what an ICMP error quotes is no message of its own
                    break
                if name in PROTOCOLS:
                    found[place].setdefault((frame, PROTOCOLS[name]), []).append(self.fields(proto))
        return found

    def fields(self, proto):
        base, found, authorities = int(proto.get("pos")), {}, None
        for field in proto.iter("field"):
            if field.get("name") == AUTHORITY and found.get(last := (AUTHORITY, authorities)):
                octets = found[last][0].get("value") + field.get("value")  # one field a hash; ours is their row
                found[last][0].set("value", octets)
            elif field.get("name", "").startswith(PREFIXES):
                authorities = int(field.get("pos")) - base
                found.setdefault((field.get("name"), int(field.get("pos")) - base), []).append(field)
        return found


def same_value(item, field):
    """One item of ours and one field of tshark's."""
    show, value = field.get("show", ""), field.get("value", "")
    if item["number"] is not None:
        try:
            return int(show, 0) == item["number"]
        except ValueError:
            return value != "" and int(value, 16) == item["number"]
    text = item["text"]
    # A vendor is named beside its octets; of texts we show what is not printable, tshark stops at the first zero.
    if len(value) in (8, 32) and text == str(ipaddress.ip_address(bytes.fromhex(value))):
        return True
    if text.isdigit() and value and int(value, 16) == int(text):  # octets that are one number
        return True
    return text in (value, show) or text == show.replace(":", "") or text.endswith(f"({value})") or octets_of(text) == value


def octets_of(text):
    """The octets of a text in which those that are not printable stand as \\xNN."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), text).encode("latin-1", "replace").hex()


def items_of(items):
    for item in items:
        if item["wireshark"]:
            yield item
        yield from items_of(item["items"])


def dumped(program, capture):
    """Like Tshark.datagrams, from the program."""
    done = program("dump", "--json", capture)
    if done.returncode != 0:
        raise AssertionError(f"espect dump {capture}: exit {done.returncode}\n{done.stderr.decode()}")
    found = {}
    for line in done.stdout.splitlines():
        datagram = json.loads(line)
        fields = {}
        for item in items_of(datagram["items"]):
            fields.setdefault((item["wireshark"], item["offset"]), []).append(item)
        found.setdefault((datagram["frame"], datagram["protocol"]), []).append(fields)
    return found


def at(fields, offset):
    return [item for (_, at), items in fields.items() if at == offset for item in items]


def differences(ours, theirs, allowed):
    """(side, field, offset, what) of one datagram, without what is allowed."""
    for key in sorted(ours.keys() | theirs.keys()):
        field, offset = key
        mine, other = list(ours.get(key, [])), list(theirs.get(key, []))
        for item in list(mine):
            match = next((candidate for candidate in other if same_value(item, candidate)), None)
            if match is not None:
                mine.remove(item)
                other.remove(match)
        for item in mine:
            if not allowed("espect", field, item["text"]):
                yield f"only espect: {field} at {offset} = {item['text']!r}"
        for candidate in other:
            if REPEATED.fullmatch(field) and any(same_value(item, candidate) for item in at(ours, offset)):
                continue
            if not allowed("tshark", field, candidate.get("show")):
                yield f"only tshark: {field} at {offset} = {candidate.get('show')!r} ({candidate.get('showname')})"


def ike_version(fields):
    version = fields.get(("isakmp.version", 17))
    return version[0]["number"] >> 4 if version is not None else None


def up_to(end, fields):
    return {key: value for key, value in fields.items() if key[1] < end}


def compare(program, theirs, allowed, capture, check, only_ikev1=False):
    """theirs: of Tshark.datagrams."""
    ours = dumped(program, capture)
    ours = {key: found for key, found in ours.items() if key[1] != "eesp"}  # tshark has no dissector for it
    name = "/".join(capture.parts[-2:])
    if only_ikev1:
        ours = {key: found for key, found in ours.items() if any(ike_version(fields) == 1 for fields in found)
                and READ_UNTIL.get((capture.name, key[0])) != 0}
        theirs = {key: found for key, found in theirs.items() if key in ours}
    check.same(sorted(ours), sorted(theirs), "captures with the same datagrams", name)
    for key in ours.keys() & theirs.keys():
        frame, protocol = key
        check.same(len(ours[key]), len(theirs[key]), "frames with as many datagrams", f"{name} frame {frame} {protocol}")
        for mine, other in zip(ours[key], theirs[key]):
            version, kind = ike_version(mine), f"{protocol} datagrams"
            if version == 1:
                kind = "IKEv1 messages"
            elif protocol == "ike" and version != 2:  # of others we show the header
                mine, other, kind = up_to(28, mine), up_to(28, other), "IKE headers"
            end = READ_UNTIL.get((capture.name, frame))
            if end is not None:
                mine, other = up_to(end, mine), up_to(end, other)
            found = list(differences(mine, other, allowed))
            check(not found, kind, f"{name} frame {frame} {protocol}:\n        " + "\n        ".join(found[:12]))
            check.counts["fields"] = check.counts.get("fields", 0) + sum(map(len, mine.values()))


def captures_of(lab):
    if lab is None:
        return sorted(path for path in ROOT.glob("samples/*/capture.pcap") if path.parent.name != "tcp-encapsulation")
    return [path for path in sorted(lab.glob("*/*.pcap")) if "_tcp_" not in path.parent.name and path.stat().st_size <= LARGEST_CAPTURE]


def compare_all(program, tshark, allowed, captures, check, only_ikev1=False):
    for capture, theirs in zip(captures, tshark.datagrams(captures)):
        compare(program, theirs, allowed, capture, check, only_ikev1)


@pytest.fixture(scope="module")
def of_samples(released, tshark_path):
    """(Checks, Allowed) of the samples."""
    check, allowed = Checks(), Allowed(HERE / "allowed_differences.txt")
    for group in rounds(captures_of(None)):
        compare_all(released, Tshark(tshark_path), allowed, group, check)
    return check, allowed


def test_samples_in_the_clear(of_samples, check):
    check.counts, check.failures = of_samples[0].counts, of_samples[0].failures


def test_corpus_in_the_clear(released, tshark_path, of_samples, corpus, check):
    tshark, allowed = Tshark(tshark_path), of_samples[1]  # an allowance may be needed by a sample alone
    captures = captures_of(corpus / "lab")
    for group in rounds(captures):
        compare_all(released, tshark, allowed, group, check)
    compare_all(released, tshark, allowed, sorted(corpus.glob("public/**/*.pcap*")), check, only_ikev1=True)
    for side, field in sorted(allowed.reasons.keys() - allowed.used):  # the corpus reaches more of them
        check(False, "differences that are allowed but do not occur", f"{side} {field}")
    print(f"{len(captures):7} captures")
