# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark shows of a capture, as facts that can be compared."""
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

# Not allowed in XML 1.0; tshark writes them into names that hold hostile octets.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def allowed_differences():
    text = (Path(__file__).parent / "allowed_differences.txt").read_text()
    return dict(re.split(r":\s+", line, maxsplit=1) for line in text.splitlines() if line and not line.startswith("#"))


PROTOCOLS = ("isakmp", "esp", "ah")
PREFIXES = tuple(f"{protocol}." for protocol in PROTOCOLS)


ECHO_SPIS = (7, 8)  # ESP echo in the clear: the plugin opens it without a key


class Frame:
    def __init__(self, packet):
        self.number = int(packet.find("proto[@name='geninfo']/field[@name='num']").get("show"))
        self.fields = Counter()
        for proto in packet.iter("proto"):
            if proto.get("name") not in PROTOCOLS:
                continue
            self.fields[proto.get("name"), proto.get("pos"), proto.get("size"), ""] += 1
            for field in proto.iter("field"):
                if field.get("name").startswith(PREFIXES):
                    self.fields[field.get("name"), field.get("pos"), field.get("size"), field.get("show")] += 1
        protocols = packet.find("proto[@name='frame']/field[@name='frame.protocols']")
        self.protocols = protocols.get("show") if protocols is not None else ""


    def is_echo(self):
        return any(field[0] == "esp.spi" and int(field[3], 0) in ECHO_SPIS for field in self.fields)


def frames(tshark, capture, plugin, *options):
    text = tshark("-r", capture, "-Y", " || ".join(PROTOCOLS), "-T", "pdml", *options, plugin=plugin)
    return [Frame(ElementTree.fromstring(CONTROL.sub("?", packet))) for packet in re.findall("<packet>.*?</packet>", text, re.DOTALL)]


def differences(tshark, capture, *options, plain=None, called="frame {}".format):
    """(frames compared, one line for each difference that is not allowed). `plain`: what tshark shows without the plugin, if known;
    `called`: how a frame is called by its number."""
    allowed = set(allowed_differences())
    plain = plain or frames(tshark, capture, False, *options)
    with_plugin = frames(tshark, capture, True, *options)
    found = []
    if [frame.number for frame in plain] != [frame.number for frame in with_plugin]:
        found.append("other frames are IPsec")
    for before, after in zip(plain, with_plugin):
        if before.protocols != after.protocols:
            found.append(f"{called(before.number)}: {before.protocols} became {after.protocols}")
        here = allowed | {name.removeprefix("opened ") for name in allowed} if before.is_echo() else allowed
        for what, missing in (("lost", before.fields - after.fields), ("new", after.fields - before.fields)):
            found += [f"{called(before.number)}: {what} {field}" for field in missing if field[0] not in here]
    return len(plain), found


def lost_with_keys(tshark, capture, plain, *keys, called="frame {}".format):
    """({frame: fields of ESP and AH that plain tshark shows}, one line for each that is gone once the plugin opens what is inside, opened frames)."""
    allowed = {name.removeprefix("opened ") for name in allowed_differences()}
    after = {frame.number: frame for frame in frames(tshark, capture, True, *keys)}
    wanted, lost, opened = {}, [], []
    for frame in plain:
        shown = after.get(frame.number)
        opened += [frame.number] if shown and shown.protocols != frame.protocols else []
        wanted[frame.number] = {field: count for field, count in frame.fields.items() if field[0].startswith(("esp", "ah")) and field[0] not in allowed}
        lost += [f"{called(frame.number)}: lost {field}" for field, count in wanted[frame.number].items() if shown is None or shown.fields[field] < count]
    return wanted, lost, opened
