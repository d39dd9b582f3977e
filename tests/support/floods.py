# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that a stranger could send to fill what espect remembers: FLOODS[name](count) gives the octets of a capture file.

Each fills one table or list: twice the count fills it twice as far, or reaches a limit.
"""
import struct

from raw_packets import ALICE, BOB, RAW_IPV4, RAW_IPV6, ah, esp, ike, init, ipv4, notifies, pair, payload, pcap, proposal, proposals_of, sealed, tcp, udp


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


def numbers_of_nobody(count):
    """Notifies of one IKE SA with numbers that IANA has not assigned, each another one as long as there are any."""
    messages = []
    for begin in range(0, count, 4000):
        numbers = [16_500 + i % 24_000 for i in range(begin, min(begin + 4000, count))]
        messages.append(udp(init(extra=b"".join(payload(41 if i < len(numbers) - 1 else 0, struct.pack("!BBH", 0, 0, number)) for i, number in enumerate(numbers)))))
    return pcap(messages)


def offers_and_refusals(count):
    """A peer that shows large offers of its own, and refuses small ones."""
    shown = [udp(init(0x5000 + i, sa=proposals_of([(1 + k % 4, k // 4 + 2000 * i) for k in range(7000)])), source=BOB, destination=ALICE) for i in range(3)]
    def refusal(spi):
        return udp(ike(notifies(1, 14, b""), first=41, flags=0x20, spi_i=spi), source=BOB, destination=ALICE)
    return pcap([*shown, *[packet for i in range(count // 100) for packet in (udp(init(0x100000 + i)), refusal(0x100000 + i))]])


def ciphers_with_key_lengths(count):
    """3DES, each time with another Key Length attribute."""
    return pcap([udp(init(0x1000 + begin, sa=proposals_of([(1, 3, struct.pack("!HH", 0x800E, (1 + begin + i) & 0xFFFF)) for i in range(5000)]))) for begin in range(0, count, 5000)])


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


def sides_that_fall_silent(count):
    """SAs of both ways, each between a pair of its own, of which one side ends; then what two others say in IKE."""
    made = []
    for i in range(count // 8):
        left, right = {"source": 0x0B000000 + i, "destination": 0x0C000000 + i}, {"source": 0x0C000000 + i, "destination": 0x0B000000 + i}
        made += [esp(0x20000 + i, 1, **left), esp(0x10000 + i, 1, **right), *[esp(0x20000 + i, number, **left) for number in (2, 3, 4)]]
    return pcap(made + [udp(sealed(i, exchange=37)) for i in range(count // 2)], apart=100)


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
    "fragments_with_other_totals notifies_in_one_message unknown_payloads transforms_in_one_proposal proposals_in_one_message numbers_of_nobody offers_and_refusals ciphers_with_key_lengths nothing_right_in_it "
    "messages_of_ikev1 quick_modes fragments_of_ikev1 flows flows_of_ah flows_between_many sides_that_fall_silent sequence_numbers_at_random errors_of_icmp errors_of_icmp_about_one "
    "addresses_in_nat keepalives tunnels_in_tunnels other_ports interfaces sections options secrets").split()}
