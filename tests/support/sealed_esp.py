# SPDX-License-Identifier: GPL-2.0-or-later
"""ESP packets that keys open: AES-CBC with 256 bits and HMAC-SHA2-256-128."""
import hashlib
import hmac
import json
import struct

from hostile_peers import AES_CBC, HMAC_SHA2_256_128
from ikev1_peers import aes_cbc
from raw_packets import BOB

ENCRYPTION_KEY, INTEGRITY_KEY = (hashlib.sha256(name).digest() for name in (b"encr_key", b"integ_key"))


def key_row(spi, destination=BOB):
    """A line of a key file."""
    return json.dumps({"type": "esp", "spi": f"0x{spi:08x}", "dst": ".".join(map(str, destination.to_bytes(4, "big"))), "encr": AES_CBC, "encr_key_bits": 256, "encr_key": ENCRYPTION_KEY.hex(),
                       "integ": HMAC_SHA2_256_128, "integ_key": INTEGRITY_KEY.hex(), "sn": 0}) + "\n"


def sealed_esp(spi, sequence, payload, next_header):
    """RFC 4303, from the SPI to the ICV."""
    head = struct.pack("!II", spi, sequence)
    iv = hashlib.sha256(head + payload[:64]).digest()[:16]
    padding = -(len(payload) + 2) % 16
    plain = payload + bytes(range(1, padding + 1)) + bytes([padding, next_header])
    octets = head + iv + aes_cbc(ENCRYPTION_KEY, iv, plain)
    return octets + hmac.digest(INTEGRITY_KEY, octets, "sha256")[:16]
