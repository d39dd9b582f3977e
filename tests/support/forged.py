# SPDX-License-Identifier: GPL-2.0-or-later
"""What a stranger who knows the SPIs of an SA puts between the packets of a recorded capture."""
import json
import struct

from check import ROOT
from cut_capture import records
from raw_packets import ike, init, notifies, payload, udp

ALICE, BOB, STRANGER = 0x0A01000A, 0x0A02000A, 0x06060606
TUNNEL, DEAD = ROOT / "samples/hybrid-ml-kem", ROOT / "samples/dead-peer"
ETHERNET_OCTETS, RECORD_OCTETS = 14, 16
INIT, CREATE_CHILD_SA, INFORMATIONAL = 34, 36, 37
GARBAGE = payload(0, b"\x5a" * 64)


class Recorded:
    def __init__(self, sample, program):
        self.header, self.records = records(sample / "capture.pcap")
        sa = json.loads(program("audit", "--fail-on", "never", "-f", "json", sample / "capture.pcap").stdout)["ike_sas"][0]
        self.spis = {"spi_i": int(sa["spi_i"], 16), "spi_r": int(sa["spi_r"], 16)}

    def frame(self, number):
        """Octets of the IP packet."""
        return self.records[number - 1][RECORD_OCTETS + ETHERNET_OCTETS:]

    def with_packets(self, packets, path):
        """{frame: packets that come in front of it}, at its time."""
        out = [self.header]
        for number, record in enumerate(self.records, 1):
            for packet in packets.get(number, ()):
                octets = record[RECORD_OCTETS:RECORD_OCTETS + ETHERNET_OCTETS] + packet
                out.append(record[:8] + struct.pack("<II", len(octets), len(octets)) + octets)
            out.append(record)
        path.write_bytes(b"".join(out))
        return path

    def esp_frames(self, source):
        """Numbers of the frames with ESP in UDP, or in IP, from this address."""
        def is_esp(packet):
            protocol, rest = packet[9], packet[20:]
            return protocol == 50 or protocol == 17 and struct.unpack_from("!H", rest)[0] == 4500 and rest[8:12] != b"\0\0\0\0" and len(rest) > 16
        return [number for number in range(1, len(self.records) + 1)
                if self.frame(number)[12:16] == source.to_bytes(4, "big") and is_esp(self.frame(number))]


def sealed(spis, exchange, message_id, flags, **path):
    """In SK, under keys that nobody has."""
    return udp(b"\0\0\0\0" + ike(GARBAGE, first=46, exchange=exchange, flags=flags, message_id=message_id, **spis), 4500, 4500, **path)


FROM_ALICE, TO_ALICE, FROM_STRANGER = {"source": ALICE, "destination": BOB}, {"source": BOB, "destination": ALICE}, {"source": STRANGER, "destination": BOB}
WEAK = payload(34, struct.pack("!BBHBBBB", 0, 0, 8, 1, 1, 0, 0)) + payload(0, b"\x11" * 32)
FORGED = {
    "a request twice, of a stranger": lambda spis: [sealed(spis, INFORMATIONAL, 3, 8, **FROM_STRANGER)] * 2,
    "a request with a number far ahead": lambda spis: [sealed(spis, INFORMATIONAL, 99, 8, **FROM_ALICE)],
    "a response": lambda spis: [sealed(spis, INFORMATIONAL, 4, 0x20, **TO_ALICE)],
    "a request for a Child SA, and its answer": lambda spis: [sealed(spis, CREATE_CHILD_SA, 7, 8, **FROM_ALICE), sealed(spis, CREATE_CHILD_SA, 7, 0x20, **TO_ALICE)],
    "IKE_SA_INIT again: another selection": lambda spis: [udp(init(flags=0x20, **spis), 500, 500, source=STRANGER, destination=ALICE)],
    "IKE_SA_INIT again: another request": lambda spis: [udp(init(spis["spi_i"]), 500, 500, **FROM_ALICE)] * 3,
    "IKE_SA_INIT again: a refusal": lambda spis: [udp(ike(notifies(1, 14, b""), first=41, exchange=INIT, flags=0x20, **spis), 500, 500, **TO_ALICE)],
}
IN_THE_CLEAR = {name for name in FORGED if name.startswith("IKE_SA_INIT")}
