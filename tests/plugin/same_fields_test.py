# SPDX-License-Identifier: GPL-2.0-or-later
"""What plain tshark shows of IKE, ESP and AH is shown with the plugin too."""
from compare import differences, frames, lost_with_keys


def test_fields_are_those_of_the_built_in_dissectors(tshark, check, any_capture):
    capture = any_capture
    name = "/".join(capture.parts[-2:])
    plain = frames(tshark, capture, False)
    count, found = differences(tshark, capture, plain=plain)
    check(not found, f"{name}: isakmp, esp and ah fields as without the plugin", "\n  ".join(found[:20]))
    keys = capture.parent / "keys"
    if keys.is_dir():
        count, found = lost_with_keys(tshark, capture, plain, "-o", f"espect.keys:{keys}")
        check(not found, f"{name}: fields of ESP and AH stay when they are opened", "\n  ".join(found[:20]))


def test_names_of_newer_numbers(tshark, check, lab):
    info = tshark("-r", lab / "d02_invalid_ke_retry" / "capture.pcap", "-T", "fields", "-e", "_ws.col.Info")
    check(": INVALID_KE wants " in info, "d02_invalid_ke_retry: the error is in the Info column", info)
    keys = (lab / "a2_mlkem768_esn_psk" / "ikev2_decryption_table").read_text().splitlines()
    options = [part for row in keys if row for part in ("-o", f"uat:ikev2_decryption_table:{row}")]
    tree = tshark("-r", lab / "a2_mlkem768_esn_psk" / "capture.pcap", "-V", "-Y", "isakmp", *options)
    check("Payload: Notify (41) - ADDITIONAL_KEY_EXCHANGE" in tree, "opened with rows given to Wireshark's table, named by espect", tree)
