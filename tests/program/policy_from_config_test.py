# SPDX-License-Identifier: GPL-2.0-or-later
"""espect policy from-config: what a configuration of strongSwan or libreswan allows, held against traffic."""
import csv
import io
import json
import os
from pathlib import Path

import pytest
from check import ROOT

HYBRID = ROOT / "samples/hybrid-ml-kem/capture.pcap"
KEYS = ROOT / "samples/hybrid-ml-kem/keys"
CLASSICAL = ROOT / "samples/esp-replay/capture.pcap"

SWANCTL = """
# what both ends of the sample are set to
defaults { version = 2
  children { net { esp_proposals = aes256gcm16-x25519-ke1_mlkem768 } } }
connections {
  gw : defaults {
    proposals = aes256gcm16-prfsha256-x25519-ke1_mlkem768   # hybrid
    rekey_time = 4h
    children { net { local_ts = 192.168.1.0/24 } }
  }
}
"""


def policy_of(program, place, text, name="swanctl.conf", *arguments):
    path = Path(place, name)
    path.write_text(text)
    done = program("policy", "from-config", *arguments, path)
    return done, {(row["kind"], row["name"], row["key_bits"], row["scope"]): row["verdict"] for row in csv.DictReader(io.StringIO(done.stdout.decode()))}


def broken_by(program, place, policy, *arguments):
    path = Path(place, "policy.csv")
    path.write_bytes(policy)
    report = json.loads(program("audit", "-f", "json", "--policy", path, *arguments).stdout)
    return [(finding["severity"], finding["message"]) for finding in report["findings"] if finding["rule"] == "weak-algorithm"]


def test_references_comments_and_braces_of_strongswan(program, tmp_path):
    done, rows = policy_of(program, tmp_path, SWANCTL)
    assert done.returncode == 0
    assert rows[("encr", "ENCR_AES_GCM_16", "256", "ike")] == "acceptable"
    assert rows[("ke", "ML-KEM-768", "", "ike")] == "required"
    assert rows[("ke", "Curve25519", "", "esp")] == "acceptable"
    assert rows[("ke", "every other", "", "ike")] == "forbidden"
    assert rows[("ike_version", "IKEv2", "", "any")] == "acceptable" and ("ike_version", "IKEv1", "", "any") not in rows
    assert done.stderr == b""
    promised = done.stdout.decode().partition("connection,child,file,setting,value,said,place\n")[2].splitlines()
    assert "gw,,swanctl.conf,rekey_time,12960-14400,rekey_time = 4h,swanctl.conf line 8" in promised
    assert "gw,net,swanctl.conf,local_selectors,192.168.1.0/24,local_ts = 192.168.1.0/24,swanctl.conf line 9" in promised
    assert "gw,net,swanctl.conf,mode,tunnel,mode = tunnel," in promised


def test_traffic_that_does_what_it_says_is_silent_and_other_traffic_is_not(program, tmp_path):
    done, _ = policy_of(program, tmp_path, SWANCTL)
    assert broken_by(program, tmp_path, done.stdout, "--keys", KEYS, HYBRID) == []
    broken = broken_by(program, tmp_path, done.stdout, CLASSICAL)
    assert broken and broken[0][0] == "high" and "no ML-KEM-768" in broken[0][1]


@pytest.mark.parametrize("was, now, said", [
    ("proposals = aes256gcm16", "proposals = aes128gcm16", "ENCR_AES_GCM_16-256 (configuration drift: not in"),
    ("esp_proposals = aes256gcm16-x25519", "esp_proposals = chacha20poly1305-x25519", "for ESP ENCR_AES_GCM_16-256"),
    ("-x25519-ke1_mlkem768   #", "-ecp256-ke1_mlkem768   #", "Curve25519 (configuration drift"),
])
def test_a_changed_configuration_is_broken(program, tmp_path, was, now, said):
    assert was in SWANCTL
    done, _ = policy_of(program, tmp_path, SWANCTL.replace(was, now))
    broken = broken_by(program, tmp_path, done.stdout, "--keys", KEYS, HYBRID)
    assert broken and broken[0][0] == "high" and said in broken[0][1]


def test_an_optional_method_is_not_required(program, tmp_path):
    _, rows = policy_of(program, tmp_path, SWANCTL.replace("ke1_mlkem768   #", "ke1_mlkem768-ke1_none   #"))
    assert rows[("ke", "ML-KEM-768", "", "ike")] == "acceptable"


def test_what_the_daemon_proposes_itself_is_not_judged(program, tmp_path):
    done, rows = policy_of(program, tmp_path, "connections {\n c {\n  children { n { } }\n }\n}\n")
    assert done.returncode == 0 and "those of the daemon are not judged" in done.stderr.decode()
    assert not [row for row in rows if row[1] == "every other" and row[0] != "ike_version"]


def test_include_and_libreswan(program, tmp_path):
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d/a.conf").write_text("conn base\n\tike=aes256-sha2_512;modp2048,aes128-sha2_256-dh19\n\tesp=aes_gcm256\n")
    done, rows = policy_of(program, tmp_path, "config setup\n\tlogtime=yes\ninclude conf.d/*.conf\n\nconn %default\n\tkeyexchange=ikev2\n"
                           "conn gw\n\talso=base\n\tleft=10.1.0.10\n\tright=10.2.0.10\n\tikelifetime=8h\n", "ipsec.conf")
    assert done.returncode == 0, done.stderr
    assert rows[("encr", "ENCR_AES_CBC", "256", "ike")] == rows[("encr", "ENCR_AES_CBC", "128", "ike")] == "acceptable"
    assert rows[("integ", "AUTH_HMAC_SHA2_512_256", "", "ike")] == "acceptable" and rows[("encr", "ENCR_AES_GCM_16", "256", "esp")] == "acceptable"
    assert ("encr", "ENCR_AES_GCM_16", "256", "ike") not in rows and rows[("encr", "every other", "", "ike")] == "forbidden"
    assert "gw,,ipsec.conf,life_time,28800,ikelifetime = 8h,ipsec.conf line 11" in done.stdout.decode()
    assert "gw: a policy does not judge" not in done.stderr.decode()


def test_the_older_ipsec_conf_of_strongswan(program, tmp_path):
    done, rows = policy_of(program, tmp_path, "conn gw\n\tkeyexchange=ikev2\n\tleft=10.1.0.10\n\tright=%any\n\tike=aes256-sha256-modp2048!\n\tesp=aes256gcm16!\n"
                           "\tikelifetime=3h\n\tlifetime=90m\n\treplay_window=lots\n\tdpddelay=soon\n", "ipsec.conf")
    assert done.returncode == 0, done.stderr
    assert rows[("encr", "ENCR_AES_CBC", "256", "ike")] == rows[("encr", "ENCR_AES_GCM_16", "256", "esp")] == "acceptable"
    promised = done.stdout.decode()
    assert "gw,,ipsec.conf,life_time,10800," in promised and "gw,gw,ipsec.conf,life_time,5400," in promised
    # A value that is not understood is told, not passed over; and nobody knows which daemon's defaults hold.
    assert "gw: a policy does not judge dpddelay, replay_window" in done.stderr.decode() and "mobike" not in promised


def test_all_faults_are_told_with_their_lines(program, tmp_path):
    done, _ = policy_of(program, tmp_path, "connections {\n a { proposals = aes256gcm61-x25519\n }\n b { proposals = aes256-sha256-modp20488\n }\n}\n")
    assert done.returncode == 2
    assert [line.split(": ")[2] for line in done.stderr.decode().splitlines() if "no algorithm" in line] == ["line 2", "line 4"]
    done, _ = policy_of(program, tmp_path, "connections {\n a { proposals\n }\n")
    assert done.returncode == 2 and "line" in done.stderr.decode()


def test_one_connection_of_several(program, tmp_path):
    text = "connections {\n a { proposals = aes256gcm16-prfsha256-x25519\n }\n b { proposals = 3des-sha1-modp1024\n }\n}\n"
    _, rows = policy_of(program, tmp_path, text, "swanctl.conf", "--connection", "a")
    assert ("encr", "ENCR_3DES", "", "ike") not in rows
    done, _ = policy_of(program, tmp_path, text, "swanctl.conf", "--connection", "bb")
    assert done.returncode == 2 and "did you mean b?" in done.stderr.decode()


def test_an_include_of_itself_ends(program, tmp_path):
    done, _ = policy_of(program, tmp_path, "include swanctl.conf\nconnections { a { proposals = aes256gcm16-prfsha256-x25519\n } }\n")
    assert done.returncode == 2 and "too many files" in done.stderr.decode()


@pytest.mark.skipif(not os.environ.get("ESPECT_CORPUS"), reason="ESPECT_CORPUS is not set")
def test_the_lab_does_what_its_configurations_say(program, corpus, tmp_path):
    judged = 0
    for configuration in sorted(Path(corpus, "lab").glob("*/conf/*.*.conf")):
        if configuration.name.split(".")[1] not in ("swanctl", "ipsec"):
            continue
        done = program("policy", "from-config", configuration)
        assert done.returncode == 0, (configuration, done.stderr)
        keys = configuration.parent.parent / "keys"
        for capture in sorted(configuration.parent.parent.glob("*.pcap*")):
            broken = broken_by(program, tmp_path, done.stdout, *(("--keys", keys) if keys.is_dir() else ()), capture)
            # Some scenarios offer what the other end does not have: that is low.
            assert [message for severity, message in broken if severity != "low"] == [], (configuration, capture)
            judged += 1
    assert judged > 100


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


def test_each_connection_of_the_lab_is_answered(program, corpus, tmp_path):
    answered = 0
    for configuration in sorted(Path(corpus, "lab").glob("*/conf/*.*.conf")):
        scenario, (end, kind) = configuration.parents[1].name, configuration.name.split(".")[:2]
        if kind not in ("swanctl", "ipsec") or scenario == "z_bulk" or (end == "bob" and scenario[0] not in "eghijl"):
            continue
        keys = configuration.parents[1] / "keys"
        capture = sorted(configuration.parents[1].glob("*.pcap"))[0]
        answers, _ = answers_of(program, tmp_path, configuration, *(("--keys", keys) if keys.is_dir() else ()), capture)
        broken = [evidence["broken"] for rule, evidence in answers if rule == "configuration-not-kept"]
        wanted = REFUSED.get((scenario, end))
        assert answers and (broken == [] if wanted is None else [wanted in text for text in broken] == [True]), (configuration, broken)
        answered += len(answers)
    assert answered > 75


def test_an_end_that_waits_for_somebody_else(program, corpus, tmp_path):
    folder = Path(corpus, "lab/d05b_auth_failed_unknown_id")
    answers, notes = answers_of(program, tmp_path, folder / "conf/bob.swanctl.conf", "--keys", folder / "keys", folder / "capture.pcap")
    assert not answers and "no traffic that fits it" in notes[-1]


def test_promises_that_the_lab_shows(program, corpus, tmp_path):
    lab = Path(corpus, "lab")
    for scenario, end, kept in (("n3_rekey_by_packets", "alice", "net: rekey_packets = 150"), ("d12_dpd_dead_peer", "alice", "dpd_delay = 2s"),
                                ("h6_tfc_padding", "bob", "net: tfc_padding = 1000"), ("g4_esp_fragmented_by_router", "alice", "net: copy_df = no"),
                                ("e2_forced_encap", "alice", "encap = yes"), ("l1_ppk_required", "alice", "ppk_required = yes"),
                                ("h4_transport", "alice", "net: mode = transport"), ("h3_ipcomp", "alice", "net: ipcomp = yes"),
                                ("a2_mlkem768_esn_psk", "alice", "esn"), ("g1_ike_auth_ip_fragments", "alice", "fragmentation = no")):
        folder = lab / scenario
        [(rule, evidence)], _ = answers_of(program, tmp_path, folder / "conf" / f"{end}.swanctl.conf", "--keys", folder / "keys", sorted(folder.glob("*.pcap"))[0])
        assert rule == "configuration-kept" and kept in evidence["kept"], (scenario, evidence)


def test_lifetimes_against_the_clock(program, corpus, tmp_path):
    def answer(scenario, was, now):
        folder = Path(corpus, "lab", scenario)
        text = (folder / "conf/alice.swanctl.conf").read_text()
        assert was in text
        [(rule, evidence)], _ = answers_of(program, tmp_path, write(tmp_path, text.replace(was, now)), "--keys", folder / "keys", sorted(folder.glob("*.pcap"))[0])
        return rule, evidence
    rule, evidence = answer("d12_dpd_dead_peer", "version = 2", "version = 2\n rekey_time = 1s\n over_time = 1s\n")
    assert rule == "configuration-not-kept"
    assert "rekey_time = 1s (swanctl.conf line 3): IKE SA 1 was used for 12 s without being rekeyed" in evidence["broken"]
    assert "over_time = 1s (swanctl.conf line 4): IKE SA 1 was used for 12 s" in evidence["broken"]
    rule, evidence = answer("e1_nat_masquerade", "mode = tunnel", "mode = tunnel\n rekey_time = 12s\n life_time = 14s\n")
    assert rule == "configuration-kept" and "net: rekey_time = 12s" in evidence["kept"]
    rule, evidence = answer("d12_dpd_dead_peer", "dpd_delay = 2s", "dpd_delay = 1h")
    assert rule == "configuration-not-kept" and "liveness" in evidence["broken"]


def test_a_window_that_a_key_source_names(program, corpus, tmp_path):
    folder = Path(corpus, "lab/f3_replay_window_0")
    state = next(folder.glob("xfrm-state.bob.0*"))
    conf = folder / "conf/bob.swanctl.conf"
    [(_, evidence)], _ = answers_of(program, tmp_path, conf, "--keys", state, "--keys", folder / "keys", folder / "capture.pcap")
    assert "net: replay_window = 0: a key source says so" in evidence["kept"]
    other = write(tmp_path, conf.read_text().replace("replay_window = 0", "replay_window = 128"))
    [(rule, evidence)], _ = answers_of(program, tmp_path, other, "--keys", state, "--keys", folder / "keys", folder / "capture.pcap")
    assert rule == "configuration-not-kept" and "a key source says 0" in evidence["broken"]


# As many sections, each of which takes what many others say, as are a moment's work to write.
ALSO = "".join(f"conn c{number}\n  left=%any\n  auto=add\n" + f"  also=c{(number + 1) % 12}\n" * 30 for number in range(12))
REFERENCES = "".join(f"s{number} : {', '.join([f's{(number + 1) % 12}'] * 16)} {{ a = 1\n b {{ c = 2 }} }}\n" for number in range(12)) + (
    "connections { " + " ".join(f"gw{number} : {', '.join(['s0'] * 16)} {{ version = 2 }}" for number in range(200)) + " }\n")


@pytest.mark.parametrize("name,text", [("ipsec.conf", ALSO), ("swanctl.conf", REFERENCES)], ids=["also", "references"])
def test_names_that_lead_to_names_end(program, tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    done = program("policy", "from-config", path, timeout=20)
    assert done.returncode == 2 and b"too many sections" in done.stderr and done.stderr.count(b"\n") == 1


def test_an_include_that_cannot_be_read_is_told(program, tmp_path):
    path = tmp_path / "swanctl.conf"
    path.write_text(f"include {tmp_path}/folder\nconnections {{ gw {{ proposals = aes256-sha256-x25519 }} }}\n")
    assert program("policy", "from-config", path).returncode == 0, "what is not there is passed over, as strongSwan does"
    (tmp_path / "folder").mkdir()
    done = program("policy", "from-config", path)
    assert done.returncode == 2 and b"folder: Is a directory" in done.stderr
