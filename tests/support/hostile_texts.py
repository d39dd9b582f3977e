# SPDX-License-Identifier: GPL-2.0-or-later
"""Text files as somebody would write them who wants to do harm: key files, policies, code points, settings."""

PIECES = [b"0x", b"\"", b"'", b"\\x0", b"\\", b",", b":", b"=", b" ", b"\n", b"\t", b"\n\t", b"@", b"<<", b"[", b"]", b"{", b"}", b"*", b"0", b"f", b"-", b"::", b"/0", b"/129",
          b"4294967296", b"18446744073709551616", b"-1", b"1e999", b"=> 65536 bytes @ ", b"=> 0 bytes @ ", b"\r\n", b"\xff", b"\0", b"\xef\xbb\xbf", b"null", b"true", b"#",
          b"\x1b]0;owned\x07", "\u202e".encode(), b"%s%n", b"../../etc/passwd", b"9" * 5000, b"[" * 5000, b"{\"a\":" * 3000, b"\"" * 3001, b"a" * 70_000, b" " * 70_000]


class TextDamage:
    """By numbers of `choice` (random.Random): the same seed does the same."""

    def __init__(self, choice):
        self.choice = choice

    def text(self, octets, others):
        octets = bytearray(octets)
        for _ in range(self.choice.randint(1, 5)):
            octets = self.change(octets, others)
        kind = self.choice.randrange(30)
        if kind == 0:
            return bytes(octets).decode("latin-1").encode("utf-16")
        if kind == 1:
            return bytes(octets).decode("latin-1").encode("utf-16-be")[:self.choice.randrange(2 * len(octets) + 1)]
        if kind == 2:
            return b"\xff\xfe" + bytes(octets)
        if kind == 3:
            return bytes(octets).replace(b"\n", b"\r")
        if kind == 4:
            return bytes(octets).replace(b"\n", b"\0")
        return bytes(octets)

    def change(self, octets, others):
        at = self.choice.randrange(len(octets) + 1)
        kind = self.choice.randrange(9)
        if kind == 0:
            return octets[:at]
        if kind == 1:
            return octets[:at] + octets[at + self.choice.randint(1, 6):]
        if kind in (2, 3):
            return octets[:at] + self.choice.choice(PIECES) + octets[at + (kind == 3):]
        if kind == 4:
            other = self.choice.choice(others)
            begin = self.choice.randrange(len(other) + 1)
            return octets[:at] + other[begin:begin + self.choice.randrange(300)] + octets[at:]
        if kind == 5:  # a line, many times
            lines = bytes(octets).split(b"\n")
            line = self.choice.choice(lines)
            return octets + b"\n" + (line + b"\n") * min(self.choice.choice((1, 20, 3000)), 300_000 // (len(line) + 1))
        if kind == 6:  # lines change places
            lines = bytes(octets).split(b"\n")
            self.choice.shuffle(lines)
            return bytearray(b"\n".join(lines))
        if kind == 7 and octets:  # a number becomes another
            digits = [i for i, octet in enumerate(octets) if 48 <= octet < 58]
            if digits:
                place = self.choice.choice(digits)
                return octets[:place] + self.choice.choice((b"0", b"-1", b"255", b"256", b"65536", b"4294967295", b"99999999999999999999")) + octets[place + 1:]
        if octets:
            octets[self.choice.randrange(len(octets))] = self.choice.randrange(256)
        return octets
