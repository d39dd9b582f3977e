# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures as they are taken: tunnels, link types and UDP ports in which the same session is found."""
import json
import struct
import subprocess
from pathlib import Path

import pytest

CAPTURES = Path(__file__).parent / "captures"
KEYS = CAPTURES / "keys.jsonl"
OTHER_PORTS, KEYS_OF_OTHER_PORTS = "custom_ports.pcap", CAPTURES / "custom_ports.jsonl"
IN_TUNNELS_AND_LINKS = sorted(path.name for path in CAPTURES.glob("*.pcap") if path.name != OTHER_PORTS)


def audited(program, *arguments):
    return json.loads(program("audit", "-f", "json", "--fail-on", "never", *arguments).stdout)


def session(report):
    coverage = report["coverage"]
    return {"ike_sas": len(report["ike_sas"]), "encrypted": coverage["ike_encrypted"], "decrypted": coverage["ike_decrypted"],
            "esp": sum(flow["packets"] for flow in report["flows"])}


@pytest.mark.parametrize("name", IN_TUNNELS_AND_LINKS)
def test_session_is_found(program, name):
    report = audited(program, "--keys", KEYS, CAPTURES / name)
    assert session(report) == {"ike_sas": 1, "encrypted": 2, "decrypted": 2, "esp": 5}
    assert report["captures"][0]["ipsec_packets"] == 9
    assert report["coverage"]["not_looked_into"] == []


@pytest.mark.parametrize("name", IN_TUNNELS_AND_LINKS)
def test_wireshark_sees_the_same(program, tshark_path, name):
    shown = subprocess.run([tshark_path, "-n", "-r", CAPTURES / name, "-Y", "isakmp || esp", "-T", "fields", "-e", "frame.number"],
                           capture_output=True, text=True, check=True).stdout.split()
    assert len(shown) == audited(program, CAPTURES / name)["captures"][0]["ipsec_packets"]


def test_other_ports_are_recognised_or_named(program):
    capture = CAPTURES / OTHER_PORTS
    found = audited(program, "--keys", KEYS_OF_OTHER_PORTS, capture)
    assert session(found)["ike_sas"] == 1
    assert session(found)["decrypted"] == 2
    assert session(found)["esp"] == 10
    assert found["ike_sas"][0]["responder"] == "198.51.100.2:14500"
    named = audited(program, "--keys", KEYS_OF_OTHER_PORTS, "--natt-port", "14500", capture)
    assert session(named) == session(found)
    assert program("audit", "--ike-port", "0", capture).returncode == 2
    assert program("audit", "--natt-port", "65536", capture).returncode == 2


def test_esp_before_its_ike_needs_the_port(program, tmp_path):
    """Nothing but ESP in UDP on a port of its own: only the user knows what that is."""
    octets = (CAPTURES / OTHER_PORTS).read_bytes()
    header, at, records = octets[:24], 24, []
    while at < len(octets):
        size = struct.unpack_from("<I", octets, at + 8)[0]
        records.append(octets[at:at + 16 + size])
        at += 16 + size
    esp = [record for record in records if record[16 + 14 + 20 + 8:16 + 14 + 20 + 12] != bytes(4)][-5:]
    only_esp = tmp_path / "esp.pcap"
    only_esp.write_bytes(header + b"".join(esp))
    assert session(audited(program, only_esp))["esp"] == 0
    assert session(audited(program, "--natt-port", "14500", only_esp))["esp"] == 5


def test_what_was_not_decoded_is_named(program, tmp_path):
    octets = bytearray((CAPTURES / "nflog.pcap").read_bytes())
    octets[20:24] = struct.pack("<I", 195)
    unread = tmp_path / "unread.pcap"
    unread.write_bytes(octets)
    report = audited(program, unread)
    assert report["coverage"]["not_looked_into"] == [{"what": "link type 195 (IEEE802_15_4_WITHFCS)", "packets": 9}]
    assert "9 packets not looked into: link type 195 (IEEE802_15_4_WITHFCS)" in report["coverage"]["notes"]
    assert "link type 195 (IEEE802_15_4_WITHFCS)" in program("audit", unread).stdout.decode().replace("\n   ", "")
