# SPDX-License-Identifier: GPL-2.0-or-later
"""EESP, per-resource SAs and the notifies of newer drafts, with keys: everything opens, sound samples accuse nobody, defects are told."""
import json

import pytest
from check import ROOT

# what offers no quantum-resistant key exchange says so, whatever else it is about
ALWAYS = {"pq-not-offered"}
# sample: (preset of EESP, rules that must speak with keys)
SAMPLES = {
    "eesp": ("draft", set()),
    "eesp-linux-prototype": ("linux-prototype", set()),
    # no esp-sequence-gap: number 85 of sub-SA 1 is missing, but another one came 80 later than its turn, so it may still come
    "eesp-defect": ("draft", {"esp-sequence-reused", "esp-left-of-window", "eesp-session-id-invalid", "eesp-header-invalid",
                              "eesp-crypt-offset-exceeded", "eesp-proposal-invalid"}),
    "per-resource-sas": ("off", set()),
    "per-resource-sas-defect": ("off", {"ike-nat-rebinding", "esp-sequence-reused"}),
    "ike-additions": ("off", set()),
}
# eesp-defect: a packet whose Session ID was changed opens under no key
CLOSED = {"eesp-defect": 1}


@pytest.fixture
def audit(program, tmp_path):
    def run(sample, preset, keys, *more):
        codepoints = tmp_path / f"{preset}.csv"
        codepoints.write_text(f"preference,value\nxp.eesp_preset,{preset}\n")
        folder = ROOT / "samples" / sample
        arguments = ["--keys", folder / "keys" / keys] if keys else []
        done = program(*(more or ("audit", "-f", "json", "--fail-on", "never")), "--codepoints", codepoints, *arguments, folder / "capture.pcap")
        return json.loads(done.stdout)
    return run


@pytest.mark.parametrize("sample", sorted(SAMPLES))
@pytest.mark.parametrize("keys", ["full.jsonl", "secrets.jsonl"])
def test_everything_opens(audit, check, sample, keys):
    preset, wanted = SAMPLES[sample]
    report = audit(sample, preset, keys)
    check.same({finding["rule"] for finding in report["findings"]} - ALWAYS, wanted, "rules that speak with keys", f"{sample} {keys}")
    closed = sum(flow["no_key"] for flow in report["flows"])
    check.same(closed, CLOSED.get(sample, 0), "packets that stay closed", f"{sample} {keys}")
    check(report["flows"], "flows", sample)
    check.same([sa["encrypted"] - sa["decrypted"] for sa in report["ike_sas"]], [0], "closed IKE messages", sample)


def test_eesp_is_closed_without_a_preset(audit, check):
    for sample, fits in (("eesp", "draft"), ("eesp-linux-prototype", "linux-prototype")):
        report = audit(sample, "off", "full.jsonl")
        check.same({flow["icv_ok"] for flow in report["flows"]}, {0}, "ICVs that verify without a preset", sample)
        check(any(f"the first octets fit xp.eesp_preset {fits}" in note for note in report["coverage"]["notes"]), "the hint", sample)
        other = "draft" if fits != "draft" else "linux-prototype"
        report = audit(sample, other, "full.jsonl")
        check(any(f"those of the preset {fits}" in note for note in report["coverage"]["notes"]), "the hint under the other preset", sample)


def test_sub_sas_are_judged_apart(audit, check):
    report = audit("eesp-defect", "draft", "secrets.jsonl")
    reused = [finding for finding in report["findings"] if finding["rule"] == "esp-sequence-reused"]
    check.same([finding["session_id"] for finding in reused], [1], "the sub-SA of the replay", "session")
    flows = {(flow["spi"], flow["session_id"]): flow for flow in report["flows"]}
    check(all(flow["duplicates"] == 0 for (spi, session), flow in flows.items() if session != 1), "no repeats elsewhere", "flows")


def test_per_resource_sas_are_one_row(audit, check):
    groups = audit("per-resource-sas", "off", "full.jsonl", "inventory", "-f", "json")["sa_groups"]
    check.same(len(groups), 1, "groups", "per-resource-sas")
    check.same(groups[0]["child_sas"], [1, 2, 3, 4, 5], "Child SAs in it", "per-resource-sas")
    check(groups[0]["announced"], "said so", "per-resource-sas")
    check({49210, 53120, 61877} <= set(groups[0]["udp_source_ports"]), "ports", str(groups[0]))


def test_diet_esp_is_not_parsed(audit, check):
    report = audit("ike-additions", "off", "secrets.jsonl")
    check(any(note.startswith("6 packets between peers that agreed on Diet-ESP") for note in report["coverage"]["notes"]), "coverage", "ike-additions")
    check.same(len(report["flows"]), 4, "flows", "ike-additions")
    check.same(len([child for child in report["child_sas"] if child["rekeyed_from"]]), 1, "the optimized rekey", "ike-additions")
