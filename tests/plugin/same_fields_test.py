# SPDX-License-Identifier: GPL-2.0-or-later
"""What plain tshark shows of IKE, ESP and AH is shown with the plugin too, of every capture of the samples and of the lab."""
import shutil

import pytest
from compare import differences, frames, lost_with_keys
from conftest import SAMPLES, lab_captures
from together import Together, rounds

MOST_FRAMES = 5000  # of one capture: PDML is large
GROUPS = rounds(SAMPLES) + rounds(lab_captures())  # some samples are captures of the lab

NO_LAYER_INSIDE = {"esp-echo-encrypted-defect"}  # an echo inside of ESP is none


def keys_of(captures, folder):
    """All their keys as one folder."""
    folder.mkdir()
    for capture in captures:
        if (capture.parent / "keys").is_dir():
            shutil.copytree(capture.parent / "keys", folder / capture.parent.name)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    return folder


@pytest.mark.parametrize("captures", GROUPS, ids=[f"round {number}" for number in range(len(GROUPS))])
def test_fields_are_those_of_the_built_in_dissectors(tshark, check, captures):
    """One after the other in one file; each difference names its capture and the frame there."""
    together = Together(captures, tshark.folder / "together.pcapng", MOST_FRAMES)

    def called(frame):
        place, number = together.of(frame)
        return f"{'/'.join(captures[place].parts[-2:])} frame {number}"

    plain = frames(tshark, together.path, False)
    count, found = differences(tshark, together.path, plain=plain, called=called)
    check(not found, "isakmp, esp and ah fields as without the plugin", "\n  ".join(found[:20]))
    seen = {together.of(frame.number)[0] for frame in plain}
    check.same(seen, set(range(len(captures))), "captures of which something was compared")

    keys = keys_of(captures, tshark.folder / "keys of all")
    wanted, found, opened = lost_with_keys(tshark, together.path, plain, "-o", f"espect.keys:{keys}", called=called)
    shutil.rmtree(keys)
    with_esp, with_more = ({captures[together.of(frame)[0]].parent.name for frame in numbers} for numbers in ([frame for frame in wanted if wanted[frame]], opened))
    closed = with_esp - with_more - NO_LAYER_INSIDE
    check(not closed, "captures with ESP or AH of which something is opened", closed)
    check(not found, "fields of ESP and AH stay when they are opened", "\n  ".join(found[:20]))


def test_names_of_newer_numbers(tshark, check, lab):
    info = tshark("-r", lab / "d02_invalid_ke_retry" / "capture.pcap", "-T", "fields", "-e", "_ws.col.Info")
    check(": INVALID_KE wants " in info, "d02_invalid_ke_retry: the error is in the Info column", info)
    keys = (lab / "a2_mlkem768_esn_psk" / "ikev2_decryption_table").read_text().splitlines()
    options = [part for row in keys if row for part in ("-o", f"uat:ikev2_decryption_table:{row}")]
    tree = tshark("-r", lab / "a2_mlkem768_esn_psk" / "capture.pcap", "-V", "-Y", "isakmp", *options)
    check("Payload: Notify (41) - ADDITIONAL_KEY_EXCHANGE" in tree, "opened with rows given to Wireshark's table, named by espect", tree)
