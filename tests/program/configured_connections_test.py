# SPDX-License-Identifier: GPL-2.0-or-later
"""What a configuration promises of each connection, held against its traffic."""
import json
from pathlib import Path

import pytest
from configurations import CLASSICAL, HYBRID, KEYS, SWANCTL


def answers_of(program, place, configuration, *arguments):
    """What is said of each connection of a configuration: rule and evidence, and the notes on what was not seen."""
    policy = Path(place, "own.csv")
    assert program("policy", "from-config", configuration, "-o", policy).returncode == 0
    report = json.loads(program("audit", "--fail-on", "never", "-f", "json", "--policy", policy, *arguments).stdout)
    answers = [(finding["rule"], finding["evidence"]) for finding in report["findings"] if finding["rule"].startswith("configuration-")]
    return answers, report["coverage"]["notes"]


def write(place, text, name="swanctl.conf"):
    path = Path(place, name)
    path.write_text(text)
    return path


ENDS = "local_addrs = 10.1.0.10\n    remote_addrs = 10.2.0.10\n    local { id = alice.esplab.test\n }\n"


def test_a_connection_is_answered_with_and_without_keys(program, tmp_path):
    path = write(tmp_path, SWANCTL.replace("rekey_time = 4h", ENDS + "    rekey_time = 4h"))
    [(rule, evidence)], _ = answers_of(program, tmp_path, path, "--keys", KEYS, HYBRID)
    assert rule == "configuration-kept" and evidence["connection"] == "connection gw (swanctl.conf)"
    for kept in ("version = 2", "mobike = yes", "net: local_ts = 192.168.1.0/24", "net: mode = tunnel", "net: ipcomp = no", "fragmentation = yes"):
        assert kept in evidence["kept"], kept
    assert "rekey_time = 4h: IKE SA 1 was rekeyed after 7 s, before its time" in evidence["not_seen"]
    # Without keys nobody knows that the second IKE SA replaces the first.
    [(rule, evidence), (second, _)], _ = answers_of(program, tmp_path, path, HYBRID)
    assert second == rule
    assert rule == "configuration-kept" and "mobike" not in evidence["kept"] and "version = 2" in evidence["kept"]
    assert "no IKE_AUTH message of this end was opened" in evidence["not_seen"] and "were not opened" in evidence["not_seen"]


@pytest.mark.parametrize("setting,child,said", [
    ("version = 1", False, "version = 1 (swanctl.conf line 12): IKE SA 1 is one of IKEv2"),
    ("fragmentation = no", False, "fragmentation = no (swanctl.conf line 12): this end announces IKEV2_FRAGMENTATION_SUPPORTED"),
    ("mobike = no", False, "mobike = no (swanctl.conf line 12): this end said MOBIKE_SUPPORTED"),
    ("encap = yes", False, "encap = yes (swanctl.conf line 12): ESP travelled without UDP or TCP"),
    ("ppk_required = yes", False, "came up without a PPK"),
    ("rekey_time = 0", False, "rekey_time = 0 (swanctl.conf line 12): this end rekeyed IKE SA 1 after"),
    ("dscp = 101110", False, "an IKE message of this end has DSCP 0"),
    ("remote_ts = 192.168.7.0/24", True, "which no child of the connection has"),
    ("mode = transport", True, "is in tunnel mode"),
    ("ipcomp = yes", True, "has no IPComp"),
    ("tfc_padding = 1200", True, "octets"),
    ("life_packets = 20", True, "packets one way"),
    ("copy_df = no", True, "has DF"),
    ("esp_proposals = aes256gcm16-ecp384-ke1_mlkem768", True, "Curve25519"),
    ("esp_proposals = aes256gcm16-esn", True, "has 32-bit Sequential Numbers"),
    ("ah_proposals = sha256\n esp_proposals =", True, "is one of ESP"),
])
def test_what_a_connection_does_not_keep(program, tmp_path, setting, child, said):
    text = SWANCTL.replace("rekey_time = 4h", setting) if not child else SWANCTL.replace("net { local_ts = 192.168.1.0/24 }", f"net {{ local_ts = 192.168.1.0/24\n {setting}\n }}")
    path = write(tmp_path, text.replace("gw : defaults {", "gw : defaults { " + ENDS))
    [(rule, evidence)], _ = answers_of(program, tmp_path, path, "--keys", KEYS, HYBRID)
    assert rule == "configuration-not-kept" and said in evidence["broken"], evidence


def test_each_of_several_connections_gets_its_own_traffic(program, tmp_path):
    """Proposals that one connection has are none of another's, though the policy allows both."""
    text = ("connections {\n strong { remote_addrs = 10.2.0.10\n proposals = aes256gcm16-prfsha256-x25519-ke1_mlkem768\n }\n"
            " old { remote_addrs = 203.0.113.9\n proposals = aes256gcm16-prfsha256-x25519\n }\n}\n")
    path = write(tmp_path, text)
    [(rule, evidence)], notes = answers_of(program, tmp_path, path, "--keys", KEYS, HYBRID)
    assert (rule, evidence["connection"]) == ("configuration-kept", "connection strong (swanctl.conf)")
    assert "connection old (swanctl.conf): no traffic that fits it, so nothing that it says was judged" in notes
    [(rule, evidence)], _ = answers_of(program, tmp_path, path, CLASSICAL)
    assert rule == "configuration-not-kept" and "no additional key exchange" in evidence["broken"]


def test_the_second_table_of_a_policy_names_all_faults(program, tmp_path):
    head = "kind,id,name,key_bits,scope,verdict,reason,reference,note\nconnection,child,file,setting,value,said,place\n"
    path = write(tmp_path, head + "gw,,x,mobyke,yes,,\ngw,,x,mobike,perhaps,,\ngw,,x,mobike,yes,,\ngw,,x,mobike,no,,\n", "own.csv")
    done = program("policy", "show", path)
    complaints = done.stderr.decode().splitlines()
    assert done.returncode == 2 and [line.split(": ")[2] for line in complaints] == ["line 3", "line 4", "line 6"]
    assert "allowed: " in complaints[0] and "allowed: yes, no" in complaints[1] and "said twice" in complaints[2]
    path.write_text(head + "gw,,x,mobike,yes,mobike = yes,x line 1\n")
    assert program("policy", "show", path).stdout.decode() == path.read_text()


# Settings of the lab that its traffic does not keep, all of them refused by the other end.
REFUSED = {("h7_beet", "alice"): "mode = beet", ("h7_beet", "bob"): "mode = beet", ("j5_iptfs_peer_without", "alice"): "mode = iptfs"}


def test_each_connection_of_the_lab_is_answered(released, corpus, tmp_path):
    answered = 0
    for configuration in sorted(Path(corpus, "lab").glob("*/conf/*.*.conf")):
        scenario, (end, kind) = configuration.parents[1].name, configuration.name.split(".")[:2]
        if kind not in ("swanctl", "ipsec") or scenario == "z_bulk" or (end == "bob" and scenario[0] not in "eghijl"):
            continue
        keys = configuration.parents[1] / "keys"
        capture = sorted(configuration.parents[1].glob("*.pcap"))[0]
        answers, _ = answers_of(released, tmp_path, configuration, *(("--keys", keys) if keys.is_dir() else ()), capture)
        broken = [evidence["broken"] for rule, evidence in answers if rule == "configuration-not-kept"]
        wanted = REFUSED.get((scenario, end))
        assert answers and (broken == [] if wanted is None else [wanted in text for text in broken] == [True]), (configuration, broken)
        answered += len(answers)
    assert answered > 75


def test_an_end_that_waits_for_somebody_else(released, corpus, tmp_path):
    folder = Path(corpus, "lab/d05b_auth_failed_unknown_id")
    answers, notes = answers_of(released, tmp_path, folder / "conf/bob.swanctl.conf", "--keys", folder / "keys", folder / "capture.pcap")
    assert not answers and "no traffic that fits it" in notes[-1]


def test_promises_that_the_lab_shows(released, corpus, tmp_path):
    lab = Path(corpus, "lab")
    for scenario, end, kept in (("n3_rekey_by_packets", "alice", "net: rekey_packets = 150"), ("d12_dpd_dead_peer", "alice", "dpd_delay = 2s"),
                                ("h6_tfc_padding", "bob", "net: tfc_padding = 1000"), ("g4_esp_fragmented_by_router", "alice", "net: copy_df = no"),
                                ("e2_forced_encap", "alice", "encap = yes"), ("l1_ppk_required", "alice", "ppk_required = yes"),
                                ("h4_transport", "alice", "net: mode = transport"), ("h3_ipcomp", "alice", "net: ipcomp = yes"),
                                ("a2_mlkem768_esn_psk", "alice", "esn"), ("g1_ike_auth_ip_fragments", "alice", "fragmentation = no")):
        folder = lab / scenario
        [(rule, evidence)], _ = answers_of(released, tmp_path, folder / "conf" / f"{end}.swanctl.conf", "--keys", folder / "keys", sorted(folder.glob("*.pcap"))[0])
        assert rule == "configuration-kept" and kept in evidence["kept"], (scenario, evidence)


def test_lifetimes_against_the_clock(released, corpus, tmp_path):
    def answer(scenario, was, now):
        folder = Path(corpus, "lab", scenario)
        text = (folder / "conf/alice.swanctl.conf").read_text()
        assert was in text
        [(rule, evidence)], _ = answers_of(released, tmp_path, write(tmp_path, text.replace(was, now)), "--keys", folder / "keys", sorted(folder.glob("*.pcap"))[0])
        return rule, evidence
    rule, evidence = answer("d12_dpd_dead_peer", "version = 2", "version = 2\n rekey_time = 1s\n over_time = 1s\n")
    assert rule == "configuration-not-kept"
    assert "rekey_time = 1s (swanctl.conf line 3): IKE SA 1 was used for 12 s without being rekeyed" in evidence["broken"]
    assert "over_time = 1s (swanctl.conf line 4): IKE SA 1 was used for 12 s" in evidence["broken"]
    rule, evidence = answer("e1_nat_masquerade", "mode = tunnel", "mode = tunnel\n rekey_time = 12s\n life_time = 14s\n")
    assert rule == "configuration-kept" and "net: rekey_time = 12s" in evidence["kept"]
    rule, evidence = answer("d12_dpd_dead_peer", "dpd_delay = 2s", "dpd_delay = 1h")
    assert rule == "configuration-not-kept" and "liveness" in evidence["broken"]


def test_a_window_that_a_key_source_names(released, corpus, tmp_path):
    folder = Path(corpus, "lab/f3_replay_window_0")
    state = next(folder.glob("xfrm-state.bob.0*"))
    conf = folder / "conf/bob.swanctl.conf"
    [(_, evidence)], _ = answers_of(released, tmp_path, conf, "--keys", state, "--keys", folder / "keys", folder / "capture.pcap")
    assert "net: replay_window = 0: a key source says so" in evidence["kept"]
    other = write(tmp_path, conf.read_text().replace("replay_window = 0", "replay_window = 128"))
    [(rule, evidence)], _ = answers_of(released, tmp_path, other, "--keys", state, "--keys", folder / "keys", folder / "capture.pcap")
    assert rule == "configuration-not-kept" and "a key source says 0" in evidence["broken"]
