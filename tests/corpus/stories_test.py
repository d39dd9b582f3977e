# SPDX-License-Identifier: GPL-2.0-or-later
"""What became of the peers of recorded scenarios, held against what happened there.

Each row is a claim that a reader takes home: the story of alice and bob, with keys and without. What a capture without keys
cannot show is not said, whatever the keys show.
"""
import json

UP = "Up, "
ENDED = "Was up and ended in order, "
NO_CHILD_SEEN = "The IKE SA was up and ended in order, whether a Child SA came up is not seen"
MAY_HAVE_ENDED = "Was up, whether it still is is not seen, "
# scenario, with keys, how its story begins, why
STORIES = (
    ("a_mlkem768", False, ENDED, "AEAD: the size of the last INFORMATIONAL is that of D of the IKE SA"),
    ("a2_mlkem768_esn_psk", False, MAY_HAVE_ENDED, "AES-CBC: all kinds of D have one size; in truth deleted"),
    ("a2_mlkem768_esn_psk", True, ENDED, "frame 209 is opened"),
    ("m1_ikev1_main", False, MAY_HAVE_ENDED, "IKEv1: an Informational may be a delete; in truth it is"),
    ("m3_ikev2_weak", False, MAY_HAVE_ENDED, "3DES-CBC; in truth deleted"),
    ("d04_ts_unacceptable", False, NO_CHILD_SEEN, "TS_UNACCEPTABLE stands inside, behind IDr and AUTH"),
    ("d04_ts_unacceptable", True, "The Child SA was refused", "the same, opened"),
    ("d10_esp_no_proposal_chosen", False, NO_CHILD_SEEN, "NO_PROPOSAL_CHOSEN stands inside, behind IDr and AUTH"),
    ("d10_esp_no_proposal_chosen", True, "The Child SA was refused", "the same, opened"),
    ("d12_dpd_dead_peer", False, "It was up and fell silent", "the link was cut"),
    ("n4_peer_restart", False, "It was up, fell silent and came up again", "bob was killed and restarted"),
    ("n4_peer_restart", True, "It was up, fell silent and came up again", "the same"),
)


def audited(program, folder, scenario, with_keys):
    keys = ("--keys", folder / scenario / "keys") if with_keys else ()
    return json.loads(program("audit", "-f", "json", *keys, folder / scenario / "capture.pcap").stdout)


def test_stories(program, corpus, check):
    for scenario, with_keys, begins, why in STORIES:
        (tunnel,) = audited(program, corpus / "lab", scenario, with_keys)["tunnels"]
        check(tunnel["story"].startswith(begins), "stories", f"{scenario}, {'with' if with_keys else 'without'} keys: {tunnel['story']!r}; {why}")


def test_child_sas_of_a_dead_ike_sa(program, corpus, check):
    """RFC 7296 section 2.4: what hung on it is gone."""
    report = audited(program, corpus / "lab", "d12_dpd_dead_peer", True)
    check.same([sa["state"] for sa in report["ike_sas"]], ["dead"], "states", "the link was cut")
    check.same([child["state"] for child in report["child_sas"]], ["dead"], "states", "its Child SA")


def test_one_counter_for_several_destinations(program, corpus, check):
    """OSPFv3 to ff02::5 and to neighbours on one manual SA: what is missing of one flow is in the other."""
    for capture in sorted(corpus.glob("public/**/OSPFv3_with_AH.pcap")):
        flows = json.loads(program("audit", "-f", "json", capture).stdout)["flows"]
        shared = [flow for flow in flows if any(other is not flow and (other["spi"], other["src"]) == (flow["spi"], flow["src"]) for other in flows)]
        check(len(shared) >= 2, "shared counters", capture.name)
        check(all(flow["counter_shared"] for flow in shared), "shared counters", [flow["lost"] for flow in shared])


def test_a_refusal_is_one_verdict(program, corpus, check):
    """The IKE_AUTH response has room for one Notify: rule, state and story say so alike, in CBC too."""
    report = json.loads(program("audit", "-f", "json", corpus / "public/zeek-plugin-ikev2/ikev2.pcap").stdout)
    check("ike-probably-refused" in {finding["rule"] for finding in report["findings"]}, "refusal", "the rule")
    check.same([(sa["state"], sa["state_certainty"]) for sa in report["ike_sas"]], [("refused", "inferred")], "refusal", "the IKE SA")
    check.same(report["tunnels"][0]["broken_at"], "authenticated", "refusal", report["tunnels"][0]["story"])
