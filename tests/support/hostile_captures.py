# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures as somebody would send them who wants to do harm: what is true is changed in one place, or in several.

Half of the changes know nothing of the format. The others know where a field is: of the record, of Ethernet, IP and UDP, of IKE's
header and payloads (lengths that lie, one more or one less, nested too; numbers, counts, payloads twice and none), of fragments, of blocks of pcapng.
"""
import struct

EDGES = (0, 1, 2, 3, 4, 7, 8, 0x7F, 0x80, 0xFE, 0xFF)
LINK_TYPES = (0, 1, 9, 12, 50, 51, 101, 104, 105, 108, 113, 127, 192, 204, 228, 229, 239, 276, 65535)
PCAP = {b"\xd4\xc3\xb2\xa1": "<", b"\x4d\x3c\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">", b"\xa1\xb2\x3c\x4d": ">"}
MOST_RECORDS = 400  # of a capture: the rest of a long one adds nothing here


def records_of(octets):
    """(order, file header, [[header, frame]]) of a pcap file; None for anything else."""
    order = PCAP.get(octets[:4])
    if order is None:
        return None
    found, at = [], 24
    while at + 16 <= len(octets) and len(found) < MOST_RECORDS:
        size = struct.unpack_from(order + "I", octets, at + 8)[0]
        if at + 16 + size > len(octets):
            break
        found.append([bytearray(octets[at:at + 16]), bytearray(octets[at + 16:at + 16 + size])])
        at += 16 + size
    return order, bytearray(octets[:24]), found


def ip_at(frame):
    """Where IPv4 or IPv6 begins behind Ethernet, or at once; None when it is not found."""
    for at in (14, 18, 0, 16, 4):
        if len(frame) > at + 28 and frame[at] >> 4 in (4, 6) and (at == 0 or frame[at - 2:at] in (b"\x08\x00", b"\x86\xdd", b"\0\0")):
            return at
    return None


def udp_at(frame):
    at = ip_at(frame)
    if at is None:
        return None
    if frame[at] >> 4 == 4 and frame[at + 9] == 17 and not frame[at + 7] and not frame[at + 6] & 0x1F:
        return at + (frame[at] & 15) * 4
    return at + 40 if frame[at] >> 4 == 6 and frame[at + 6] == 17 and len(frame) > at + 48 else None


def ike_at(frame):
    """Where the IKE header begins; None without one."""
    udp = udp_at(frame)
    if udp is None or len(frame) < udp + 40:
        return None
    at = udp + 8
    if frame[at:at + 4] == b"\0\0\0\0":
        at += 4
    return at if len(frame) >= at + 28 and frame[at + 17] >> 4 in (1, 2) else None


def payloads_of(frame, at):
    """(offset, length) of the payloads of the IKE message, as they say."""
    here, following = at + 28, frame[at + 16]
    while following and here + 4 <= len(frame):
        length = struct.unpack_from("!H", frame, here + 2)[0]
        yield here, length
        following = frame[here]
        if length < 4:
            return
        here += length


class Damage:
    """What is done to captures, by numbers of `choice` (random.Random): the same seed does the same."""

    def __init__(self, choice):
        self.choice = choice

    def capture(self, octets, others):
        """The octets of the capture after one to four changes. `others`: captures to take pieces from."""
        parts = records_of(octets)
        if parts is None or not parts[2] or self.choice.random() < 0.15:
            octets = bytearray(octets)
            for _ in range(self.choice.randint(1, 4)):
                octets = self.blind(octets, others)
            return bytes(octets)
        order, header, records = parts
        for _ in range(self.choice.choice((1, 1, 1, 2, 3, 6))):
            self.choice.choice((self.record, self.frame, self.field_of_ip, self.fragments, self.field_of_ike, self.field_of_ike, self.field_of_ike,
                                self.payloads, self.lengths_of_payloads, self.inside_payloads, self.inside_payloads, self.several))(order, header, records, others)
        return bytes(header) + b"".join(bytes(head) + bytes(frame) for head, frame in records)

    def number(self, size):
        value = self.choice.choice((self.choice.choice(EDGES), self.choice.getrandbits(8 * size), (1 << 8 * size) - 1, 1 << (8 * size - 1), self.choice.randrange(64)))
        return (value & ((1 << 8 * size) - 1)).to_bytes(size, "big")

    def put(self, frame, at, octets):
        if at + len(octets) <= len(frame):
            frame[at:at + len(octets)] = octets

    def blind(self, octets, others):
        if not octets:
            return octets
        at = self.choice.randrange(len(octets))
        kind = self.choice.randrange(7)
        if kind == 0:
            return octets[:at]
        if kind == 1:
            return octets[:at] + octets[at + self.choice.randint(1, 9):]
        if kind == 2:
            return octets[:at] + bytes([self.choice.choice(EDGES)]) * self.choice.choice((1, 4, 64, 3000)) + octets[at:]
        if kind == 3:
            other = self.choice.choice(others)
            begin = self.choice.randrange(len(other) + 1)
            return octets[:at] + other[begin:begin + self.choice.randrange(400)] + octets[at:]
        if kind == 4:
            end = at + self.choice.randrange(300)
            return octets[:end] + octets[at:]
        for _ in range(self.choice.choice((1, 1, 3, 20))):
            octets[self.choice.randrange(min(len(octets), self.choice.choice((64, 400, 1 << 30))))] = self.choice.choice((*EDGES, self.choice.randrange(256)))
        return octets

    def fitted(self, order, record):
        """The record header says what is there."""
        struct.pack_into(order + "II", record[0], 8, len(record[1]), len(record[1]))

    def record(self, order, header, records, others):
        at = self.choice.randrange(len(records))
        head = records[at][0]
        kind = self.choice.randrange(6)
        if kind == 0:  # a clock that jumps
            struct.pack_into(order + "II", head, 0, self.choice.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, self.choice.getrandbits(32))),
                             self.choice.choice((0, 999_999, 1_000_000, 0xFFFFFFFF)))
        elif kind == 1:
            struct.pack_into(order + "I", head, 8 + 4 * self.choice.randrange(2), self.choice.choice((0, 1, 20, 0x40000, 0x7FFFFFFF, 0xFFFFFFFF, self.choice.randrange(2000))))
        elif kind == 2:
            struct.pack_into(order + "I", header, 20, self.choice.choice(LINK_TYPES))
        elif kind == 3:
            records.insert(self.choice.randrange(len(records) + 1), [bytearray(head), bytearray(records[at][1])])
        elif kind == 4:
            other = self.choice.randrange(len(records))
            records[at], records[other] = records[other], records[at]
        elif len(records) > 1:
            del records[at]

    def frame(self, order, header, records, others):
        record = self.choice.choice(records)
        record[1] = bytearray(self.blind(record[1], others))
        self.fitted(order, record)

    def field_of_ip(self, order, header, records, others):
        frame = self.choice.choice(records)[1]
        at = ip_at(frame)
        if at is None:
            return
        six = frame[at] >> 4 == 6
        places = ((4, 2), (6, 1), (7, 1), (8, 16), (40, 1), (41, 1), (44, 2)) if six else ((0, 1), (1, 1), (2, 2), (6, 2), (8, 1), (9, 1), (12, 4), (20, 2), (24, 2))
        offset, size = self.choice.choice(places)
        self.put(frame, at + offset, self.number(size))

    def fragments(self, order, header, records, others):
        """One IPv4 packet as fragments that overlap, leave holes, or reach beyond 65,535 octets."""
        at = self.choice.randrange(len(records))
        head, frame = records[at]
        ip = ip_at(frame)
        if ip is None or frame[ip] >> 4 != 4:
            return
        begin = ip + (frame[ip] & 15) * 4
        body, made, step = frame[begin:], [], 8 * self.choice.randint(1, 20)
        for offset in range(0, len(body), step):
            piece = bytes(frame[:begin]) + bytes(body[offset:offset + step + self.choice.choice((0, 0, 0, 8, 3))])
            piece = bytearray(piece)
            place = self.choice.choice((offset // 8, offset // 8, offset // 8, offset // 8, offset // 8 + 1, 0x1FFF, 0))
            struct.pack_into("!HHH", piece, ip + 2, (len(piece) - ip) & 0xFFFF, 77, place & 0x1FFF | (0x2000 if offset + step < len(body) else 0))
            made.append([bytearray(head), piece])
        if self.choice.random() < 0.5:
            self.choice.shuffle(made)
        for record in made:
            self.fitted(order, record)
        records[at:at + 1] = made[:300]

    def with_ike(self, records):
        found = [record for record in self.choice.sample(records, min(len(records), 12)) if ike_at(record[1]) is not None]
        return found[0] if found else None

    def field_of_ike(self, order, header, records, others):
        record = self.with_ike(records)
        if record is None:
            return
        at = ike_at(record[1])
        offset, size = self.choice.choice(((0, 8), (8, 8), (16, 1), (16, 1), (17, 1), (18, 1), (19, 1), (20, 4), (24, 4), (24, 4)))
        self.put(record[1], at + offset, self.number(size))

    def lengths_of_payloads(self, order, header, records, others):
        record = self.with_ike(records)
        places = list(payloads_of(record[1], ike_at(record[1]))) if record else []
        if not places:
            return
        at, length = self.choice.choice(places)
        if self.choice.random() < 0.3:
            self.put(record[1], at, self.number(1))
        else:
            lie = self.choice.choice((0, 1, 3, 4, 5, length - 1, length + 1, length + 4, 0xFFFF, len(record[1])))
            self.put(record[1], at + 2, struct.pack("!H", lie & 0xFFFF))

    def inside_payloads(self, order, header, records, others):
        """A number in a payload: its own fields, and lengths nested in it."""
        record = self.with_ike(records)
        places = list(payloads_of(record[1], ike_at(record[1]))) if record else []
        if not places:
            return
        at, length = self.choice.choice(places)
        offset = self.choice.randrange(4, max(5, min(length, 40)))
        size = self.choice.choice((1, 1, 2, 4))
        if self.choice.random() < 0.4 and at + offset + 2 <= len(record[1]):  # one more or one less
            value = struct.unpack_from("!H", record[1], at + offset)[0] + self.choice.choice((-4, -1, 1, 4, 8))
            self.put(record[1], at + offset, struct.pack("!H", value & 0xFFFF))
        else:
            self.put(record[1], at + offset, self.number(size))

    def payloads(self, order, header, records, others):
        """Payloads once more, many times more, or none of them; lengths outside are right."""
        record = self.with_ike(records)
        places = list(payloads_of(record[1], ike_at(record[1]))) if record else []
        if not places:
            return
        frame, ike = record[1], ike_at(record[1])
        at, length = self.choice.choice(places)
        end = min(at + length, len(frame))
        one = bytes(frame[at:end])
        following = frame[ike + 16] if at == ike + 28 else next((frame[before] for before, size in places if before + size == at), 0)
        times = self.choice.choice((0, 0, 1, 2, 255, 1500 // max(1, len(one))))
        copies = b"".join(bytes([following]) + one[1:] for _ in range(min(times, 60_000 // max(1, len(one)))))
        frame[at:end] = copies + one if times else b""
        grown = len(copies) if times else -len(one)
        self.put(frame, ike + 24, struct.pack("!I", (struct.unpack_from("!I", frame, ike + 24)[0] + grown) & 0xFFFFFFFF))
        self.lengths_outside(frame)
        self.fitted(order, record)

    def lengths_outside(self, frame):
        ip, udp = ip_at(frame), udp_at(frame)
        if udp is None or len(frame) - ip > 0xFFFF:
            return
        struct.pack_into("!H", frame, udp + 4, len(frame) - udp)
        struct.pack_into("!H", frame, udp + 6, 0)
        struct.pack_into("!H", frame, ip + (2 if frame[ip] >> 4 == 4 else 4), len(frame) - ip - (0 if frame[ip] >> 4 == 4 else 40))

    def several(self, order, header, records, others):
        """One IKE message many times, each with another number in its header, as one who floods would send."""
        record = self.with_ike(records)
        if record is None:
            return
        at = ike_at(record[1])
        offset, size = self.choice.choice(((0, 8), (8, 8), (18, 1), (20, 4), (28, 4), (32, 4)))
        for count in range(self.choice.choice((3, 30, 300))):
            copy = [bytearray(record[0]), bytearray(record[1])]
            self.put(copy[1], at + offset, count.to_bytes(8, "big")[-size:])
            records.append(copy)
