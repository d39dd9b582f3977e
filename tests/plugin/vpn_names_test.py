# SPDX-License-Identifier: GPL-2.0-or-later
"""The preference espect.vpn_names: names of VPNs beside their numbers, in the Info column, trees and findings."""

FIELDS = ["-T", "fields", "-E", "separator=/t", "-e", "frame.number", "-e", "_ws.col.Info", "-e", "espect.esp.vpn_id", "-e", "espect.esp.vpn_id.name"]


def test_names_stand_beside_numbers(tshark, check, samples):
    folder = samples / "vpn-id-defect"
    names = tshark.write("names.csv", b'vpn_id,name\n7001,blue\n0x1b5a,"two, \x1b[31mred\xe2\x80\xae"\n7003,"\xff"\n')
    options = ["-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-o", f"espect.vpn_names:{names}"]
    seen = {}
    for line in tshark(*options, *FIELDS).splitlines():
        _, info, number, name = line.split("\t")
        if number:
            seen.setdefault(number, set()).add(name)
            check(f"[VPN-ID {number} ({name})]" in info, "the Info column names it", line)
            check("\x1b" not in line, "as a terminal can show it", line)
        if "TS " in info and "VPN-ID" in info:
            check("VPN-ID 7001 (blue)" in info, "selectors in Info", info)
    check(seen.get("7001") == {"blue"} and len(seen) >= 2, "a field for a column", seen)
    tree = tshark(*options, "-V")
    check("VPN-ID: 7001 (blue)" in tree, "behind the number in the tree")
    check("VPN-ID 7001 (blue) is not authenticated" in tree, "in findings")
    check("\x1b" not in tree, "harmless")
    text = tshark(*options, "-q", "-z", "espect,findings")
    check("VPN-ID 7001 (blue) is not authenticated" in text, "in the list of findings", text)
    check(not any(character in text for character in "\x1b\x07\x9b\u202e"), "nothing in it that a terminal obeys", text)
    plain = tshark(*options[:-2], "-V")
    check("(blue)" not in plain and "VPN-ID: 7001" in plain, "none without the preference")


def test_a_file_that_is_none(tshark, check, samples):
    folder = samples / "vpn-id-defect"
    names = tshark.write("names.csv", b"vpn_id,name\n7001\n")
    said = tshark("-r", folder / "capture.pcap", "-o", f"espect.vpn_names:{names}", "-Y", "espect.preference.warning", "-T", "fields", "-e", "_ws.expert.message")
    check("names.csv: line 2: 1 fields, the header has 2" in said, "said on the first frame", said)
