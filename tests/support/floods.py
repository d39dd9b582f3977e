# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that a stranger could send to fill what espect remembers: FLOODS[name](count) gives the octets of a capture file.

Each fills one table or list: twice the count fills it twice as far, or reaches a limit.
"""
import struct

RAW_IPV4, RAW_IPV6 = 228, 229
ALICE, BOB = 0x0A010001, 0x0A020001


def pcap(packets, link_type=RAW_IPV4, apart=20_000):
    """apart: microseconds between two packets."""
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, link_type)
    return head + b"".join(struct.pack("<IIII", 1_700_000_000 + i * apart // 1_000_000, i * apart % 1_000_000, len(packet), len(packet)) + packet
                           for i, packet in enumerate(packets))


def ipv4(payload, protocol, source=ALICE, destination=BOB, identification=0, fragment=0):
    return struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(payload), identification & 0xFFFF, fragment, 64, protocol, 0, source, destination) + payload


def udp(payload, source_port=500, destination_port=500, **addresses):
    return ipv4(struct.pack("!HHHH", source_port, destination_port, 8 + len(payload), 0) + payload, 17, **addresses)


def tcp(payload, sequence, source_port=4500, destination_port=50_000, flags=0x18, **addresses):
    return ipv4(struct.pack("!HHIIBBHHH", source_port, destination_port, sequence & 0xFFFFFFFF, 1, 0x50, flags, 65_535, 0, 0) + payload, 6, **addresses)


def esp(spi, sequence, tail=b"\0" * 24, **addresses):
    return ipv4(struct.pack("!II", spi, sequence & 0xFFFFFFFF) + tail, 50, **addresses)


def ah(spi, sequence, **addresses):
    return ipv4(struct.pack("!BBHII12s", 4, 4, 0, spi, sequence & 0xFFFFFFFF, b"") + ipv4(b"\0" * 8, 59), 51, **addresses)


def ike(chain, first=33, exchange=34, flags=0x08, message_id=0, spi_i=0x1111, spi_r=0, version=0x20):
    return struct.pack("!QQBBBBII", spi_i, spi_r, first, version, exchange, flags, message_id, 28 + len(chain)) + chain


def payload(following, body):
    return struct.pack("!BBH", following, 0, 4 + len(body)) + body


def transform(last, kind, number):
    return struct.pack("!BBHBBH", 0 if last else 3, 0, 8, kind, 0, number)


def proposal(last=True, number=1, transforms=((1, 20), (2, 5), (4, 31))):
    body = b"".join(transform(i == len(transforms) - 1, *pair) for i, pair in enumerate(transforms))
    return struct.pack("!BBHBBBB", 0 if last else 2, 0, 8 + len(body), number, 1, 0, len(transforms)) + body


def init(spi_i=0x1111, spi_r=0, flags=0x08, extra=b"", sa=None):
    """IKE_SA_INIT: SA, KE, Nonce, and notifies (`extra`, which begins behind the nonce)."""
    chain = payload(34, sa or proposal()) + payload(40, struct.pack("!HH", 31, 0) + spi_i.to_bytes(8, "big") * 4) + payload(41 if extra else 0, spi_i.to_bytes(8, "big") * 4)
    return ike(chain + extra, spi_i=spi_i, spi_r=spi_r, flags=flags)


def notifies(count, kind=16_388, data=b"\0" * 20):
    return b"".join(payload(41 if i < count - 1 else 0, struct.pack("!BBH", 0, 0, kind) + data) for i in range(count))


def sealed(message_id, spi_i=0x1111, spi_r=0x2222, exchange=37, flags=0x08, size=64, first=46, begin=b""):
    return ike(payload(0, begin + message_id.to_bytes(8, "big") * (size // 8)), first=first, exchange=exchange, flags=flags, message_id=message_id & 0xFFFFFFFF, spi_i=spi_i, spi_r=spi_r)


def pair(spi):
    """An IKE_SA_INIT and its answer."""
    return [udp(init(spi)), udp(init(spi, spi | 1 << 40, flags=0x20), source=BOB, destination=ALICE)]


def fragments_of_one_packet(count):
    """As small as they can be, from the end to the front, of as many packets as it takes."""
    made = []
    for i in range(count):
        at = 8000 - i % 8000
        made.append(ipv4(b"\1" * 8, 50, identification=i // 8000, fragment=at | 0x2000))
    return pcap(made, apart=10)


def fragments_that_overlap(count):
    return pcap([ipv4(bytes([i & 255]) * 24, 50, identification=i // 4000, fragment=(i * 7919 % 4000) | 0x2000) for i in range(count)], apart=10)


def fragments_of_ipv6(count):
    def one(i):
        body = struct.pack("!BBHI", 50, 0, (i % 500 + 1) << 3 | 1, i // 500) + b"\2" * 16
        return struct.pack("!IHBB", 6 << 28, len(body), 44, 64) + (1).to_bytes(16, "big") + (2).to_bytes(16, "big") + body
    return pcap([one(i) for i in range(count)], RAW_IPV6, apart=10)


def fragments_of_ipv6_headers(count):
    """Eight octets each: a Destination Options header, and behind it another one."""
    def one(i):
        body = struct.pack("!BBHI", 60, 0, i % 8000 << 3 | 1, i // 8000) + bytes([60, 0, 1, 4, 0, 0, 0, 0])
        return struct.pack("!IHBB", 6 << 28, len(body), 44, 64) + (1).to_bytes(16, "big") + (2).to_bytes(16, "big") + body
    return pcap([one(i) for i in range(count)], RAW_IPV6, apart=10)


def tcp_connections(count):
    return pcap([tcp(b"IKETCP" + b"\0\x20\0\0\0\0" + b"\0" * 10, 1, destination_port=1024 + i % 60_000, source=ALICE + (i // 60_000 << 8)) for i in range(count)], apart=10)


def tcp_segments_with_holes(count):
    """Every second octet range of one connection is missing."""
    return pcap([tcp(b"IKETCP", 1)] + [tcp(b"\0" * 10, 1000 + 20 * i) for i in range(count)], apart=10)


def tcp_segments_backwards(count):
    return pcap([tcp(b"IKETCP", 1)] + [tcp(b"\0" * 10, 7 + 20 * (count - i)) for i in range(count)], apart=10)


def tcp_one_octet_each(count):
    frame = b"\0\x30\0\0\0\0" + init()[:42]
    stream = b"IKETCP" + frame * (count // len(frame) + 1)
    return pcap([tcp(stream[i:i + 1], 1 + i) for i in range(count)], apart=10)


def ike_sas_asked_for(count):
    return pcap([udp(init(0x1000 + i)) for i in range(count)])


def ike_sas_answered(count):
    return pcap([packet for i in range(count) for packet in pair(0x1000 + i)])


def ike_sas_answered_with_errors(count):
    def refusal(spi):
        return udp(ike(notifies(1, 14, b""), first=41, flags=0x20, spi_i=spi, spi_r=0), source=BOB, destination=ALICE)
    return pcap([packet for i in range(count) for packet in (udp(init(0x1000 + i)), refusal(0x1000 + i))])


def retransmissions(count):
    return pcap([*pair(0x1111), *[udp(sealed(1, spi_r=0x1111 | 1 << 40)) for _ in range(count)]], apart=2_000_000)


def requests_unanswered(count):
    return pcap([*pair(0x1111), *[udp(sealed(i + 2, spi_r=0x1111 | 1 << 40)) for i in range(count)]])


def requests_changed(count):
    """The same Message ID, other octets each time."""
    made = []
    for i in range(count):
        message = bytearray(sealed(5, spi_r=0x1111 | 1 << 40))
        message[-8:] = i.to_bytes(8, "big")
        made.append(udp(bytes(message)))
    return pcap([*pair(0x1111), *made])


def ike_sas_unknown(count):
    return pcap([udp(sealed(i, spi_i=0x1000 + i, spi_r=0x2000 + i)) for i in range(count)])


def fragmented_messages(count):
    """The first of 255 fragments (RFC 7383), of one message after the other."""
    return pcap([*pair(0x1111), *[udp(sealed(i + 1, spi_r=0x1111 | 1 << 40, first=53, begin=struct.pack("!HH", 1, 255))) for i in range(count)]])


def fragments_with_other_totals(count):
    return pcap([*pair(0x1111), *[udp(sealed(1, spi_r=0x1111 | 1 << 40, first=53, begin=struct.pack("!HH", 1 + i % 900, 2 + i % 1000))) for i in range(count)]])


def notifies_in_one_message(count):
    """Messages of 60,000 octets."""
    each = 2000
    return pcap([udp(init(0x1000 + i, extra=notifies(each))) for i in range(max(1, count // each))])


def unknown_payloads(count):
    chain = b"".join(payload(200 if i < 9999 else 0, b"") for i in range(10_000))
    return pcap([udp(ike(chain, first=200, spi_i=0x1000 + i)) for i in range(max(1, count // 10_000))])


def transforms_in_one_proposal(count):
    many = proposal(transforms=[(1 + i % 4, i) for i in range(255)])
    return pcap([udp(init(0x1000 + i, sa=many)) for i in range(count // 255 + 1)])


def proposals_in_one_message(count):
    many = b"".join(proposal(last=i == 199, number=i % 255 + 1) for i in range(200))
    return pcap([packet for i in range(count // 200 + 1) for packet in (udp(init(0x1000 + i, sa=many)), udp(ike(notifies(1, 14, b""), first=41, flags=0x20, spi_i=0x1000 + i), source=BOB, destination=ALICE))])


def nothing_right_in_it(count):
    """Each message gives several findings."""
    return pcap([udp(ike(payload(0, b"\0" * 4), first=33, exchange=200, flags=0xC7, message_id=7, spi_i=0x1000 + i, version=0x2F)) for i in range(count)])


def messages_of_ikev1(count):
    body = payload(0, struct.pack("!II", 1, 1) + struct.pack("!BBHBBBB", 0, 0, 16, 1, 1, 0, 1) + struct.pack("!BBHBBH", 0, 0, 8, 1, 1, 0))
    return pcap([udp(ike(body, first=1, exchange=2, flags=0, spi_i=0x1000 + i, version=0x10)) for i in range(count)])


def quick_modes(count):
    return pcap([udp(ike(b"\0" * 64, first=8, exchange=32, flags=1, message_id=i + 1, spi_i=0x1111, spi_r=0x2222, version=0x10)) for i in range(count)])


def fragments_of_ikev1(count):
    return pcap([udp(ike(payload(0, struct.pack("!HBB", i // 15 & 0xFFFF, i % 15 + 1, 0) + b"\0" * 40), first=132, exchange=2, flags=0, message_id=0, spi_i=0x1000 + i // 15, version=0x10)) for i in range(count)])


def flows(count):
    return pcap([esp(0x10000 + i, 1) for i in range(count)])


def flows_of_ah(count):
    return pcap([ah(0x10000 + i, 1) for i in range(count)])


def flows_between_many(count):
    return pcap([esp(0x10000 + i, 1, source=0x0B000000 + i, destination=0x0C000000 + i) for i in range(count)])


def sequence_numbers_at_random(count):
    return pcap([esp(0xC0FFEE, i * 2_654_435_761) for i in range(count)])


def errors_of_icmp(count):
    """About IPsec that nobody sent."""
    return pcap([ipv4(struct.pack("!BBHHH", 3, 4, 0, 0, 576 + i % 800) + esp(0x20000 + i, 1)[:28], 1, source=0x0D000000 + i, destination=ALICE) for i in range(count)])


def errors_of_icmp_about_one(count):
    return pcap([esp(0xC0FFEE, 1), *[ipv4(struct.pack("!BBHHH", 3, 4, 0, 0, 576 + i % 800) + esp(0xC0FFEE, 1)[:28], 1, source=0x0D000000 + i, destination=ALICE) for i in range(count)]])


def addresses_in_nat(count):
    """ESP in UDP from a port of its own each time."""
    return pcap([udp(struct.pack("!II", 0xC0FFEE, i + 1) + b"\0" * 24, source_port=1024 + i % 60_000, destination_port=4500, source=ALICE + (i // 60_000 << 8)) for i in range(count)])


def keepalives(count):
    return pcap([udp(b"\xff", source_port=4500, destination_port=4500, source=0x0B000000 + i) for i in range(count)])


def tunnels_in_tunnels(count):
    """IPv4 in IPv4 in IPv4 ..., 100 deep."""
    packet = esp(1, 1)
    for _ in range(100):
        packet = ipv4(packet, 4)
    return pcap([packet] * (count // 100 + 1))


def other_ports(count):
    return pcap([udp(init(0x1000 + i), source_port=1024 + i % 60_000, destination_port=1024 + i * 7 % 60_000, source=ALICE + (i // 60_000 << 8)) for i in range(count)])


def block(kind, body):
    size = 12 + len(body)
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


SECTION = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))


def interfaces(count):
    return SECTION + block(1, struct.pack("<HHI", RAW_IPV4, 0, 0)) * count


def sections(count):
    return (SECTION + block(1, struct.pack("<HHI", RAW_IPV4, 0, 0))) * count


def options(count):
    return SECTION + block(1, struct.pack("<HHI", RAW_IPV4, 0, 0) + struct.pack("<HH", 1, 0) * count)


def secrets(count):
    return SECTION + block(10, struct.pack("<II", 0x544C534B, 4) + b"abcd") * count + block(1, struct.pack("<HHI", RAW_IPV4, 0, 0))


FLOODS = {name: value for name, value in dict(globals()).items() if callable(value) and name in (
    "fragments_of_one_packet fragments_that_overlap fragments_of_ipv6 fragments_of_ipv6_headers tcp_connections tcp_segments_with_holes tcp_segments_backwards tcp_one_octet_each "
    "ike_sas_asked_for ike_sas_answered ike_sas_answered_with_errors retransmissions requests_unanswered requests_changed ike_sas_unknown fragmented_messages "
    "fragments_with_other_totals notifies_in_one_message unknown_payloads transforms_in_one_proposal proposals_in_one_message nothing_right_in_it "
    "messages_of_ikev1 quick_modes fragments_of_ikev1 flows flows_of_ah flows_between_many sequence_numbers_at_random errors_of_icmp errors_of_icmp_about_one "
    "addresses_in_nat keepalives tunnels_in_tunnels other_ports interfaces sections options secrets").split()}
