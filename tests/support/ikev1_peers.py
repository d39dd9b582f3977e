# SPDX-License-Identifier: GPL-2.0-or-later
"""Two peers that speak IKEv1, derived here from RFC 2409 alone: hashlib, and AES of the openssl program.

Nothing of this comes from the code under test, so what espect opens is opened against a second derivation."""
import hashlib
import hmac
import json
import struct
import subprocess

ALICE, BOB = "192.0.2.1", "198.51.100.2"
SA, KE, ID, CERT, HASH, SIG, NONCE, NOTIFY, DELETE, VENDOR, ATTRIBUTES, NAT_D = 1, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 20
MAIN, AGGRESSIVE, INFORMATIONAL, TRANSACTION, QUICK = 2, 4, 5, 6, 32
ESP, AH = 3, 2
HASHES = {1: "md5", 2: "sha1", 4: "sha256", 5: "sha384", 6: "sha512"}
# A prime of 1024 bits is enough: espect takes public values as octets.
PRIME = int("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6D"
            "F25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381"
            "FFFFFFFFFFFFFFFF", 16)
DPD = bytes.fromhex("afcad71368a1f1c96b8696fc77570100")
RFC_3947 = bytes.fromhex("4a131c8107035845" "5c5728f20e95452f")
XAUTH = bytes.fromhex("09002689dfd6b712")


def address(text):
    return bytes(int(part) for part in text.split("."))


def payload(following, body):
    return struct.pack("!BBH", following, 0, 4 + len(body)) + body


def chain(payloads):
    kinds = [kind for kind, _ in payloads[1:]] + [0]
    return b"".join(payload(kind, body) for kind, (_, body) in zip(kinds, payloads))


def attribute(kind, value):
    if value < 0x10000:
        return struct.pack("!HH", 0x8000 | kind, value)
    return struct.pack("!HHI", kind, 4, value)


def security_association(protocol, spi, transforms, doi=1):
    """`transforms`: (id, [(type, value)...])"""
    body = b""
    for number, (kind, attributes) in enumerate(transforms, 1):
        inside = struct.pack("!BBH", number, kind, 0) + b"".join(attribute(*one) for one in attributes)
        body += struct.pack("!BBH", 3 if number < len(transforms) else 0, 0, 4 + len(inside)) + inside
    proposal = struct.pack("!BBBB", 1, protocol, len(spi), len(transforms)) + spi + body
    return struct.pack("!II", doi, 1) + struct.pack("!BBH", 0, 0, 4 + len(proposal)) + proposal


def phase1(encryption=7, bits=256, digest=4, group=2, authentication=1, seconds=28800):
    length = [(14, bits)] if bits else []
    return (1, [(1, encryption), *length, (2, digest), (4, group), (3, authentication), (11, 1), (12, seconds)])


def phase2(kind=12, bits=128, integrity=5, mode=1, seconds=3600, group=0):
    length = [(6, bits)] if bits else []
    pfs = [(3, group)] if group else []
    return (kind, [*length, (5, integrity), (4, mode), *pfs, (1, 1), (2, seconds)])


def network(text, prefix=24, protocol=0, port=0):
    mask = struct.pack("!I", (0xFFFFFFFF << (32 - prefix)) & 0xFFFFFFFF)
    return struct.pack("!BBH", 4, protocol, port) + address(text) + mask


def notify(kind, data=b"", protocol=1, spi=b""):
    return struct.pack("!IBBH", 1, protocol, len(spi), kind) + spi + data


def delete(protocol, spis):
    return struct.pack("!IBBH", 1, protocol, len(spis[0]), len(spis)) + b"".join(spis)


def aes_cbc(key, iv, plaintext):
    return subprocess.run(["openssl", "enc", f"-aes-{8 * len(key)}-cbc", "-nopad", "-K", key.hex(), "-iv", iv.hex()],
                          input=plaintext, stdout=subprocess.PIPE, check=True).stdout


def padded(octets, to=16):
    return octets + bytes(-len(octets) % to)


class Peers:
    """Alice asks and Bob answers, unless `sender` says otherwise."""

    def __init__(self, transform=None, answer=None, secret=b"a secret of two", spis=(b"ALICE-01", b"BOB---01"), port=500,
                 addresses=(ALICE, BOB), identities=(b"alice.example.org", b"bob.example.org")):
        self.transform = transform or phase1()
        self.answer = answer or self.transform
        self.said = {kind: value for kind, value in self.answer[1]}
        self.secret, self.spis, self.port, self.addresses = secret, list(spis), port, addresses
        self.digest = HASHES[self.said[2]]
        self.key_octets = self.said.get(14, 128) // 8
        self.nonces = [bytes([0xA0 + side]) * 20 for side in (0, 1)]
        self.exponents = [0x123456789ABCDEF1 + 77 * side for side in (0, 1)]
        self.publics = [pow(2, exponent, PRIME).to_bytes(128, "big") for exponent in self.exponents]
        self.shared = pow(2, self.exponents[0] * self.exponents[1], PRIME).to_bytes(128, "big")
        self.identities = [struct.pack("!BBH", 2, 0, 0) + identity for identity in identities]
        self.vendors = [(VENDOR, RFC_3947), (VENDOR, DPD)]
        self.packets, self.now, self.number = [], 0.0, 0
        self.child_keys, self.child_secrets, self.ivs = [], [], {}
        self.derive()

    def prf(self, key, *parts):
        return hmac.new(key, b"".join(parts), self.digest).digest()

    def derive(self):
        """RFC 2409 section 5 and appendix B."""
        cookies = b"".join(self.spis)
        if self.said.get(3) in (1, 65001):
            self.skeyid = self.prf(self.secret, *self.nonces)
        else:
            self.skeyid = self.prf(b"".join(self.nonces), self.shared)
        self.skeyid_d = self.prf(self.skeyid, self.shared, cookies, b"\0")
        self.skeyid_a = self.prf(self.skeyid, self.skeyid_d, self.shared, cookies, b"\1")
        self.skeyid_e = self.prf(self.skeyid, self.skeyid_a, self.shared, cookies, b"\2")
        key = self.skeyid_e
        if len(key) < self.key_octets:
            block = key = self.prf(self.skeyid_e, b"\0")
            while len(key) < self.key_octets:
                block = self.prf(self.skeyid_e, block)
                key += block
        self.cipher_key = key[:self.key_octets]
        self.phase1_iv = hashlib.new(self.digest, b"".join(self.publics)).digest()[:16]

    # Messages

    def send(self, sender, octets, wait=0.01):
        self.now += wait
        self.packets.append((self.now, sender, octets))
        return octets

    def header(self, exchange, first, message_id, length, flags=0, responder=True):
        spi_r = self.spis[1] if responder else bytes(8)
        return self.spis[0] + spi_r + struct.pack("!BBBBII", first, 0x10, exchange, flags, message_id, 28 + length)

    def clear(self, sender, exchange, payloads, responder=True, message_id=0, wait=0.01):
        body = chain(payloads)
        return self.send(sender, self.header(exchange, payloads[0][0], message_id, len(body), 0, responder) + body, wait)

    def closed(self, sender, exchange, payloads, message_id=0, wait=0.01):
        plaintext = padded(chain(payloads))
        if message_id == 0:
            iv = self.phase1_iv
        else:
            start = hashlib.new(self.digest, self.phase1_iv + struct.pack("!I", message_id)).digest()[:16]
            iv = self.ivs.get(message_id, start)
        ciphertext = aes_cbc(self.cipher_key, iv, plaintext)
        if message_id == 0:
            self.phase1_iv = ciphertext[-16:]
        else:
            self.ivs[message_id] = ciphertext[-16:]
        return self.send(sender, self.header(exchange, payloads[0][0], message_id, len(ciphertext), 1) + ciphertext, wait)

    def hashed(self, sender, exchange, message_id, payloads, wait=0.01):
        body = chain(payloads)
        hash_1 = self.prf(self.skeyid_a, struct.pack("!I", message_id), body)
        return self.closed(sender, exchange, [(HASH, hash_1), *payloads], message_id, wait)

    def proof(self, side):
        cookies = self.spis[side] + self.spis[1 - side]
        return self.prf(self.skeyid, self.publics[side], self.publics[1 - side], cookies, self.offer(), self.identities[side])

    def offer(self):
        return security_association(1, b"", [self.transform] if isinstance(self.transform, tuple) else self.transform)

    def nat_d(self, sender, moved=False):
        def of(side, shift):
            return hashlib.new(self.digest, b"".join(self.spis) + address(self.addresses[side]) + struct.pack("!H", self.port + shift)).digest()
        return [(NAT_D, of(1 - sender, 0)), (NAT_D, of(sender, 7 if moved else 0))]

    # Exchanges

    def main_mode(self, messages=6):
        vendors = self.vendors
        steps = [lambda: self.clear(0, MAIN, [(SA, self.offer()), *vendors], responder=False),
                 lambda: self.clear(1, MAIN, [(SA, security_association(1, b"", [self.answer])), *vendors])]
        steps += [lambda side=side: self.clear(side, MAIN, [(KE, self.publics[side]), (NONCE, self.nonces[side]), *self.nat_d(side)])
                  for side in (0, 1)]
        steps += [lambda side=side: self.closed(side, MAIN, [(ID, self.identities[side]), (HASH, self.proof(side))]) for side in (0, 1)]
        for step in steps[:messages]:
            step()

    def aggressive_mode(self, messages=3, moved=False):
        if messages > 0:
            self.clear(0, AGGRESSIVE, [(SA, self.offer()), (KE, self.publics[0]), (NONCE, self.nonces[0]), (ID, self.identities[0]),
                                       *self.vendors], responder=False)
        if messages > 1:
            self.clear(1, AGGRESSIVE, [(SA, security_association(1, b"", [self.answer])), (KE, self.publics[1]), (NONCE, self.nonces[1]),
                                       (ID, self.identities[1]), (HASH, self.proof(1)), *self.nat_d(1), *self.vendors])
        if messages > 2:
            self.closed(0, AGGRESSIVE, [(HASH, self.proof(0)), *self.nat_d(0, moved)])

    def quick_mode(self, message_id, spis, offers=None, answer=None, networks=("10.1.0.0", "10.2.0.0"), answered=None, pfs=False,
                   messages=3, protocol=ESP, sender=0, wait=0.01, commit=False):
        """`spis`: of who asks, of who answers."""
        offers = offers or [phase2()]
        nonces = [bytes([0xB0 + side + message_id % 7]) * 18 for side in (0, 1)]
        exponents = [0x1111 + message_id, 0x2222 + message_id]
        public = [[(KE, pow(2, exponent, PRIME).to_bytes(128, "big"))] if pfs else [] for exponent in exponents]
        shared = pow(2, exponents[0] * exponents[1], PRIME).to_bytes(128, "big") if pfs else b""

        def identities(pair):
            return [(ID, network(pair[0])), (ID, network(pair[1]))] if pair else []
        first = [(SA, security_association(protocol, spis[0], offers)), (NONCE, nonces[0]), *public[0], *identities(networks)]
        self.hashed(sender, QUICK, message_id, first, wait)
        number = struct.pack("!I", message_id)
        if messages > 1:
            second = [(SA, security_association(protocol, spis[1], [answer or offers[0]])), (NONCE, nonces[1]), *public[1],
                      *identities(answered or networks)]
            hash_2 = self.prf(self.skeyid_a, number, nonces[0], chain(second))
            self.closed(1 - sender, QUICK, [(HASH, hash_2), *second], message_id)
        if messages > 2:
            self.closed(sender, QUICK, [(HASH, self.prf(self.skeyid_a, b"\0", number, *nonces))], message_id)
        for spi in spis:
            seed, made = b"", b""
            while len(made) < 160:
                seed = self.prf(self.skeyid_d, seed, shared, bytes([protocol]), spi, *nonces)
                made += seed
            self.child_keys.append((spi, made))
        if pfs:
            self.child_secrets.append((spis[1], shared))

    def informational(self, sender, message_id, payloads, wait=0.01):
        self.hashed(sender, INFORMATIONAL, message_id, payloads, wait)

    def esp(self, sender, spi, number, bits=128, tag=16, wait=0.01):
        """AES-CBC and HMAC-SHA2-256 around an ICMP echo."""
        material = dict(self.child_keys)[spi]
        inner = ip(("10.1.0.9", "10.2.0.9")[sender], ("10.2.0.9", "10.1.0.9")[sender], 1, b"\x08\0\xf7\xff\0\0\0\0")
        fill = -(len(inner) + 2) % 16
        plaintext = inner + bytes(range(1, fill + 1)) + bytes([fill, 4])
        iv = bytes([number]) * 16
        body = spi + struct.pack("!I", number) + iv + aes_cbc(material[:bits // 8], iv, plaintext)
        icv = hmac.new(material[bits // 8:bits // 8 + 32], body, "sha256").digest()[:tag]
        self.now += wait
        self.packets.append((self.now, sender, (50, body + icv)))

    # Files

    def capture(self, path):
        out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
        for when, sender, what in self.packets:
            protocol, body = what if isinstance(what, tuple) else (17, None)
            if body is None:
                marker = bytes(4) if self.port == 4500 else b""
                body = struct.pack("!HHHH", self.port, self.port, 8 + len(marker + what), 0) + marker + what
            packet = ip(self.addresses[sender], self.addresses[1 - sender], protocol, body)
            out += struct.pack("<IIII", 1_700_000_000 + int(when), int(when % 1 * 1e6), len(packet), len(packet)) + packet
        path.write_bytes(out)
        return path

    def keys(self, path, *kinds):
        """Lines of these kinds: cipher, skeyid, skeyid_d, secrets, psk, pfs."""
        spi = {"spi_i": self.spis[0].hex(), "spi_r": self.spis[1].hex()}
        rows = {
            "cipher": [{"type": "ikev1", **spi, "encr_key": self.cipher_key.hex()}],
            "skeyid": [{"type": "ikev1", **spi, "skeyid_d": self.skeyid_d.hex(), "skeyid_a": self.skeyid_a.hex(),
                        "skeyid_e": self.skeyid_e.hex()}],
            "skeyid_d": [{"type": "ikev1", **spi, "encr_key": self.cipher_key.hex(), "skeyid_d": self.skeyid_d.hex()}],
            "secrets": [{"type": "ike-secret", **spi, "index": 0, "shared_secret": self.shared.hex()}],
            "psk": [{"type": "psk", "psk": self.secret.hex()}],
            "pfs": [{"type": "child-secret", "spi": "0x" + spi_r.hex(), "dst": self.addresses[1], "index": 0, "shared_secret": shared.hex()}
                    for spi_r, shared in self.child_secrets],
        }
        path.write_text("".join(json.dumps(row) + "\n" for kind in kinds for row in rows[kind]))
        path.chmod(0o600)
        return path


def ip(source, destination, protocol, body):
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 0, 0, 64, protocol, 0, address(source), address(destination))
    total = sum(struct.unpack("!10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    return header[:10] + struct.pack("!H", ~total & 0xFFFF) + header[12:] + body
