# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that harm who reads them, in captures and of captures."""
import ikev1_peers as ike

# What a person or a file may be called, to harm whoever reads the report.
MARKUP = "<script>alert(1)</script><img/src=x/onerror=alert(2)>"  # without a blank, an identity is shown as text
HOSTILE = [
    MARKUP, "]]>--><!--", "\"'`&amp;", "=cmd|'/C calc'!A0", "+1+1", "-2-3", "@SUM(A1)", "a|b|c", "x\r\n::error::injected", "\x1b[31mred\x1b]8;;http://e\x07",
    "\u202egpj.exe\u202c", "\u2066\u2069", "[link](javascript:alert(1))", "https://example.org/", "@team #1 ~~no~~ **no**", "\t=1+1", "%0A::warning::x", "\x80\xff",
    "</textarea></style></title>", "{{7*7}}${7*7}", "\0", "\u2028\u2029\x7f\x9b",
]


def octets_of(name):
    return name.encode("utf-8") if "\xff" not in name else name.encode("latin-1")


def hostile_captures(folder):
    """One for each name, which is the identity of an aggressive mode (in the clear), and the name of the file as far as it can be."""
    paths = []
    for number, name in enumerate(HOSTILE):
        peers = ike.Peers(spis=(b"ALICE-%02d" % number, b"BOB---%02d" % number), identities=(octets_of(name), b"bob"))
        peers.aggressive_mode(2)
        shown = name.replace("\0", "").replace("/", "\u2215").encode("utf-8", "replace").decode("utf-8", "replace")
        paths.append(peers.capture(folder / f"{shown[:60]}{number}.pcap"))
    return paths
