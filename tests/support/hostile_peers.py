# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture whose peers call themselves what a terminal, a browser, a spreadsheet or a CI server would obey.

usage: hostile_peers.py FOLDER      writes names.pcap and names.jsonl, its keys

The words stand in identities (FQDN, e-mail, key id, distinguished name), Vendor IDs, configuration (APPLICATION_VERSION, domains), in a REDIRECT and
other data of notifies, sealed and in the clear, of IKEv2 and IKEv1. Tests of every form of output share it: `WORDS` by what obeys them, `written(folder)`.
"""
import hashlib
import hmac
import json
import struct
import sys
from pathlib import Path

from ikev1_peers import aes_cbc
from raw_packets import ike, init, payload, pcap, udp

WORDS = {
    "title of a terminal": b"\x1b]0;owned\x07",
    "clipboard of a terminal": b"\x1b]52;c;b3duZWQ=\x1b\\",
    "colours of a terminal": b"\x1b[2J\x1b[31mowned\x1b[0m",
    "eight-bit control characters": "\u009b31m\u0085owned".encode(),
    "carriage return": b"owned\rno findings",
    "other line": b"owned\nespect: no findings\n",
    "direction of text": "\u202etxt.exe\u202c\u2066owned".encode(),
    "nothing to see": "ow\u200bn\ufeffed".encode(),
    "script": b"<script>alert(1)</script>",
    "attribute": b"\" onmouseover=\"alert(1)\" x='",
    "end of a document": b"--></style></script><!--]]><owned/>",
    "entity": b"&lt;owned&#0;&owned;",
    "formula": b"=HYPERLINK(\"http://owned.example\",\"x\")",
    "formula of plus": b"+1+cmd|' /C calc'!A0",
    "formula of at": b"@SUM(1+1)*cmd|' /C calc'!A0",
    "formula of minus": b"-2+3",
    "formula behind a tab": b"\t=1+1",
    "cells": b"a,b;c\t\"d\"\r\n=1+1",
    "link of Markdown": b"[owned](javascript:alert(1)) ![x](http://owned.example/x.png)",
    "table of Markdown": b"a | b | `c` **d** <b>",
    "fence of Markdown": b"```\n# owned\n",
    "workflow command": b"\n::error file=owned.c,line=1::owned",
    "workflow command, escaped": b"%0A::set-output name=x::owned",
    "old workflow command": b"##[error]owned",
    "label of Prometheus": b"x\"} 1\nowned{a=\"\\",
    "end of a string": b"\"owned\\",
    "not UTF-8": b"owned\xff\xfe\xc0\xaf\xed\xa0\x80",
    "zero": b"own\0ed",
    "fields of printf": b"%s%n%08x{}{0}",
    "long": b"owned" * 400,
    "workflow command behind blanks": b"owned   ::stop-commands::owned ::error::owned",
    "workflow command of a line of its own": b"::stop-commands::" + b"owned" * 20,
    "logging command": b"##vso[task.setvariable variable=PATH]owned",
    "service message": b"##teamcity[buildStatus text='owned']",
    "cells of other countries": b"a;=1+1;@SUM(1)|-2",
}
KEYS = {name: hashlib.sha256(name.encode()).digest() for name in ("sk_ei", "sk_er", "sk_ai", "sk_ar", "sk_d", "sk_pi", "sk_pr")}
AES_CBC, HMAC_SHA2_256, HMAC_SHA2_256_128, CURVE25519 = 12, 5, 12, 31
VENDOR, REDIRECT, AUTH_FAILED = 43, 16_407, 24


def chain(payloads):
    """(type of the first, octets) of [(type, body)]."""
    kinds = [kind for kind, _ in payloads]
    return kinds[0], b"".join(payload(following, body) for (_, body), following in zip(payloads, kinds[1:] + [0]))


def cipher_suite(protocol=1):
    """One proposal: AES-CBC with 256 bits; of IKE, or of ESP."""
    of_ike = b"".join(struct.pack("!BBHBBH", 3, 0, 8, kind, 0, number) for kind, number in ((2, HMAC_SHA2_256), (3, HMAC_SHA2_256_128)))
    rest = of_ike + struct.pack("!BBHBBH", 0, 0, 8, 4, 0, CURVE25519) if protocol == 1 else \
        struct.pack("!BBHBBH", 3, 0, 8, 3, 0, HMAC_SHA2_256_128) + struct.pack("!BBHBBH", 0, 0, 8, 5, 0, 0)
    body = struct.pack("!BBHBBHHH", 3, 0, 12, 1, 0, AES_CBC, 0x800E, 256) + rest
    spi = b"" if protocol == 1 else b"\0\0\x12\x34"
    return struct.pack("!BBHBBBB", 0, 0, 8 + len(spi) + len(body), 1, protocol, len(spi), 4 if protocol == 1 else 3) + spi + body


def tlv(tag, body):
    return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else struct.pack("!BH", 0x82, len(body))) + body


def distinguished_name(word):
    """CN and O (UTF8String) in DER."""
    def part(oid, kind, text):
        return tlv(0x31, tlv(0x30, tlv(6, oid) + tlv(kind, text)))
    return tlv(0x30, part(b"\x55\x04\x0a", 0x0C, word) + part(b"\x55\x04\x03", 0x13, word))


def notify(kind, data=b""):
    return 41, struct.pack("!BBH", 0, 0, kind) + data


def identity(kind, word):
    return struct.pack("!B3x", kind) + word


def sealed(payloads, message_id, spis, from_initiator, exchange=35):
    """A message in SK (RFC 7296 section 3.14)."""
    first, plain = chain(payloads)
    side = "i" if from_initiator else "r"
    flags = (0x08 if from_initiator else 0x20)
    iv = hashlib.sha256(plain + bytes([message_id & 255])).digest()[:16]
    padding = -(len(plain) + 1) % 16
    inside = iv + aes_cbc(KEYS[f"sk_e{side}"], iv, plain + bytes(padding) + bytes([padding]))
    octets = ike(struct.pack("!BBH", first, 0, 4 + len(inside) + 16) + inside + bytes(16), first=46, exchange=exchange, flags=flags, message_id=message_id, spi_i=spis[0], spi_r=spis[1])[:-16]
    return octets + hmac.digest(KEYS[f"sk_a{side}"], octets, "sha256")[:16]


def keys_of(spis):
    return {"type": "ike", "spi_i": f"{spis[0]:016x}", "spi_r": f"{spis[1]:016x}", "generation": 0, "encr": AES_CBC, "encr_key_bits": 256, "integ": HMAC_SHA2_256_128,
            "prf": HMAC_SHA2_256, **{name: key.hex() for name, key in KEYS.items()}}


def session(number, word):
    """(packets, rows of keys) of two peers that call themselves `word` wherever they can."""
    spis = (0x0101010101010000 + number, 0x0202020202020000 + number)
    left, right = {"source": 0x0A010001 + number, "destination": 0x0A020001}, {"source": 0x0A020001, "destination": 0x0A010001 + number}
    short = word[:250]
    hello = [(VENDOR, word), notify(16_430), notify(40_960, word)]
    first, extra = chain(hello)
    request = init(spis[0], extra=extra, sa=cipher_suite())
    answer = init(spis[0], spis[1], flags=0x20, extra=extra, sa=cipher_suite())
    attribute = lambda kind, value: struct.pack("!HH", kind, len(value)) + value  # noqa: E731
    selector = struct.pack("!B3x", 1) + struct.pack("!BBHHHII", 7, 0, 16, 0, 65_535, 0x0A010000, 0x0A01FFFF)
    asked = [(35, identity(2, word)), (36, identity(11, word)), (38, b"\4" + word), (47, struct.pack("!B3x", 1) + attribute(7, short) + attribute(25, short)),
             (39, struct.pack("!B3x", 2) + bytes(32)), (33, cipher_suite(3)), (44, selector), (45, selector), notify(40_961, word), (VENDOR, word)]
    told = [(36, identity(9, distinguished_name(short))), (39, struct.pack("!B3x", 2) + bytes(32)), (33, cipher_suite(3)), (44, selector), (45, selector),
            (47, struct.pack("!B3x", 2) + attribute(7, short))]
    packets = [udp(with_first(request, first), **left), udp(with_first(answer, first), **right),
               udp(sealed(asked, 1, spis, True), **left),
               udp(sealed(told, 1, spis, False) if number % 2 else sealed([(36, identity(3, word)), notify(AUTH_FAILED, word)], 1, spis, False), **right)]
    rows = [keys_of(spis)]
    # Away from here, to a gateway of that name (RFC 5685); and in the clear in IKEv1's aggressive mode.
    refused = 0x0303030303030000 + number
    packets += [udp(init(refused, sa=cipher_suite()), **left),
                udp(ike(chain([notify(REDIRECT, bytes([3, len(short)]) + short + b"nonce" * 4)])[1], first=41, flags=0x20, spi_i=refused), **right)]
    old = 0x0404040404040000 + number
    offer = struct.pack("!II", 1, 1) + struct.pack("!BBHBBBB", 0, 0, 28, 1, 1, 0, 1) + struct.pack("!BBHBBH", 0, 0, 20, 1, 1, 0) + struct.pack("!HHHHHH", 0x8001, 7, 0x8002, 2, 0x8004, 2)
    first, octets = chain([(1, offer), (4, bytes(128)), (10, bytes(20)), (5, struct.pack("!BBH", 2, 17, 500) + word), (13, word)])
    packets.append(udp(ike(octets, first=first, exchange=4, flags=0, spi_i=old, version=0x10), **left))
    first, octets = chain([(11, struct.pack("!IBBH", 1, 1, 0, 24) + word)])
    packets.append(udp(ike(octets, first=first, exchange=5, flags=0, message_id=9, spi_i=old, spi_r=0, version=0x10), **right))
    return packets, rows


def with_first(message, first):
    """init() says N behind the nonce; here another payload comes first."""
    octets = bytearray(message)
    at, kind = 28, octets[16]
    while kind != 40:
        kind, at = octets[at], at + struct.unpack_from("!H", octets, at + 2)[0]
    octets[at] = first
    return bytes(octets)


def capture():
    """(octets of the capture, octets of the key file)."""
    packets, rows = [], []
    for number, word in enumerate(WORDS.values()):
        more, keys = session(number, word)
        packets += more
        rows += keys
    return pcap(packets), "".join(json.dumps(row) + "\n" for row in rows).encode()


def written(folder):
    """(path of the capture, path of the keys)."""
    octets, keys = capture()
    paths = Path(folder, "names.pcap"), Path(folder, "names.jsonl")
    paths[0].write_bytes(octets)
    paths[1].write_bytes(keys)
    paths[1].chmod(0o600)
    return paths


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(*written(sys.argv[1]))
