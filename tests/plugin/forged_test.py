# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages that a stranger puts under the SPIs of an IKE SA: each says that no key verifies it, Coverage says it too, and nothing but that is told of them."""
import outputs
import pytest
from forged import FORGED, IN_THE_CLEAR, TUNNEL, Recorded

PLACE = 40


@pytest.mark.parametrize("name", sorted(FORGED.keys() - IN_THE_CLEAR))
def test_what_is_not_of_its_peers(tshark, check, released, name):
    recorded = Recorded(TUNNEL, released)
    packets = FORGED[name](recorded.spis)
    capture = recorded.with_packets({PLACE: packets}, tshark.folder / "forged.pcap")
    options = ["-2", "-r", capture, "-o", f"espect.keys:{TUNNEL / 'keys'}"]
    shown = tshark(*options, "-Y", "espect.ike.closed", "-T", "fields", "-e", "frame.number", "-e", "_ws.expert.message", "-E", "occurrence=a").splitlines()
    words = "it verifies under none of the keys of its IKE SA: damaged on the way, made up, or sealed with others"
    check([int(line.split("\t")[0]) for line in shown] == list(range(PLACE, PLACE + len(packets))), "each forged message, and no other", shown)
    # A copy of one that the capture made is closed too; why, is said once.
    check([words in line for line in shown] == [packet not in packets[:i] for i, packet in enumerate(packets)], "why it is closed", shown)
    coverage = tshark("-2", "-q", "-r", capture, "-o", f"espect.keys:{TUNNEL / 'keys'}", "-z", "espect,findings")
    check("not judged: verifying under none of its keys" in coverage and f"frame {PLACE} is the first" in coverage, "Coverage", coverage)
    rules = tshark(*options, "-Y", "espect.finding.rule", "-T", "fields", "-e", "espect.finding.rule")
    genuine = {finding["rule"] for finding in outputs.audited(released.path, TUNNEL / "capture.pcap", TUNNEL / "keys")}
    check(set(rules.replace(",", "\n").split()) <= genuine | {"ike-icv-failed"}, "nothing else is told of them", rules)
