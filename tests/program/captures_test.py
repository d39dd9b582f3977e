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
    return {"ike_sas": len(report["ike_sas"]), "encrypted": coverage["ike_encrypted"], "decrypted": coverage["ike_decrypted"], "esp": sum(flow["packets"] for flow in report["flows"])}


@pytest.mark.parametrize("name", IN_TUNNELS_AND_LINKS)
def test_session_is_found(program, name):
    report = audited(program, "--keys", KEYS, CAPTURES / name)
    assert session(report) == {"ike_sas": 1, "encrypted": 2, "decrypted": 2, "esp": 5}
    assert report["captures"][0]["ipsec_packets"] == 9
    assert report["coverage"]["not_looked_into"] == []


@pytest.mark.parametrize("name", IN_TUNNELS_AND_LINKS)
def test_wireshark_sees_the_same(program, tshark_path, name):
    assert frames_of_ipsec(tshark_path, CAPTURES / name) == audited(program, CAPTURES / name)["captures"][0]["ipsec_packets"]


def packets_of(path):
    """The IPv4 packets of a capture of raw IP or Ethernet, and their times."""
    octets = path.read_bytes()
    link_type = struct.unpack_from("<I", octets, 20)[0]
    at, found = 24, []
    while at < len(octets):
        seconds, micros, size = struct.unpack_from("<III", octets, at)
        frame = octets[at + 16:at + 16 + size]
        found.append((seconds, micros, frame[14:] if link_type == 1 else frame))
        at += 16 + size
    return found


def checksum(octets):
    octets += bytes(len(octets) % 2)
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff


def in_ip4(protocol, data):
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(data), 7, 0, 64, protocol, 0, bytes([203, 0, 113, 1]), bytes([203, 0, 113, 2]))
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + data


def in_udp(port, data):
    return in_ip4(17, struct.pack(">HHHH", 50000, port, 8 + len(data), 0) + data)


def as_ip6(packet):
    """The same from IPv6 addresses that end like those of IPv4; UDP's checksum covers addresses."""
    ends = [bytes.fromhex("20010db8") + bytes(8) + packet[at:at + 4] for at in (12, 16)]
    data, protocol = packet[20:struct.unpack_from(">H", packet, 2)[0]], packet[9]
    if protocol == 17:
        data = data[:6] + bytes(2) + data[8:]
        summed = checksum(b"".join(ends) + struct.pack(">II", len(data), protocol) + data)
        data = data[:6] + struct.pack(">H", summed or 0xffff) + data[8:]
    return struct.pack(">IHBB", 0x60000000, len(data), protocol, 64) + b"".join(ends) + data


IN_TUNNELS = {
    "Teredo": lambda packet: in_udp(3544, as_ip6(packet)),
    "Teredo with an origin": lambda packet: in_udp(3544, bytes([0, 0, 1, 2, 3, 4, 5, 6]) + as_ip6(packet)),
    "LISP": lambda packet: in_udp(4341, bytes.fromhex("c800000100000701") + packet),
    "LISP of IPv6": lambda packet: in_udp(4341, bytes(8) + as_ip6(packet)),
    "GUE": lambda packet: in_udp(6080, bytes([0, 4, 0, 0]) + packet),
    "GUE, variant 1": lambda packet: in_udp(6080, packet),
    "FOU": lambda packet: in_udp(5555, packet),
    "FOU of GRE": lambda packet: in_udp(5555, bytes([0, 0, 8, 0]) + packet),
    "6in4": lambda packet: in_ip4(41, as_ip6(packet)),
    "IP in IP": lambda packet: in_ip4(4, packet),
}
# Wireshark 4.0 has no dissector of them, or asks its user which port it is.
NOT_IN_WIRESHARK = {"GUE", "GUE, variant 1", "FOU", "FOU of GRE"}


def write_tunnel(path, name):
    packets = packets_of(CAPTURES / "vxlan.pcap")
    outer = 20 + 8 + 8 + 14  # IP, UDP, VXLAN, Ethernet
    records = [(seconds, micros, IN_TUNNELS[name](packet[outer:])) for seconds, micros, packet in packets]
    path.write_bytes(struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101)
                     + b"".join(struct.pack("<IIII", seconds, micros, len(data), len(data)) + data for seconds, micros, data in records))


@pytest.mark.parametrize("name", IN_TUNNELS)
def test_session_in_a_tunnel(program, tshark_path, tmp_path, name):
    path = tmp_path / "tunnel.pcap"
    write_tunnel(path, name)
    report = audited(program, "--keys", KEYS, path)
    assert session(report) == {"ike_sas": 1, "encrypted": 2, "decrypted": 2, "esp": 5}
    assert report["coverage"]["not_looked_into"] == []
    if name not in NOT_IN_WIRESHARK:
        assert frames_of_ipsec(tshark_path, path) == report["captures"][0]["ipsec_packets"]


def frames_of_ipsec(tshark_path, path):
    return len(subprocess.run([tshark_path, "-n", "-r", path, "-Y", "isakmp || esp", "-T", "fields", "-e", "frame.number"],
                              capture_output=True, text=True, check=True).stdout.split())


def test_other_ports_are_recognised_or_named(program):
    capture = CAPTURES / OTHER_PORTS
    found = audited(program, "--keys", KEYS_OF_OTHER_PORTS, capture)
    assert session(found)["ike_sas"] == 1
    assert session(found)["decrypted"] == 2
    ports = {int(end.rpartition(":")[2]) for sa in found["ike_sas"] for end in (sa["initiator"], sa["responder"])}
    assert not ports & {500, 4500}
    named = audited(program, "--keys", KEYS_OF_OTHER_PORTS, *(f"--natt-port={port}" for port in sorted(ports)), capture)
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
    port = struct.unpack_from(">H", esp[0], 16 + 14 + 20 + 2)[0]
    only_esp = tmp_path / "esp.pcap"
    only_esp.write_bytes(header + b"".join(esp))
    assert session(audited(program, only_esp))["esp"] == 0
    assert session(audited(program, f"--natt-port={port}", only_esp))["esp"] == 5


def test_what_was_not_decoded_is_named(program, tmp_path):
    octets = bytearray((CAPTURES / "nflog.pcap").read_bytes())
    octets[20:24] = struct.pack("<I", 195)
    unread = tmp_path / "unread.pcap"
    unread.write_bytes(octets)
    report = audited(program, unread)
    assert report["coverage"]["not_looked_into"] == [{"what": "link type 195 (IEEE802_15_4_WITHFCS)", "packets": 9}]
    assert "9 packets not looked into: link type 195 (IEEE802_15_4_WITHFCS)" in report["coverage"]["notes"]
    assert "link type 195 (IEEE802_15_4_WITHFCS)" in program("audit", unread).stdout.decode()
