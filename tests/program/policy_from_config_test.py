# SPDX-License-Identifier: GPL-2.0-or-later
"""espect policy from-config: what a configuration of strongSwan or libreswan allows, held against traffic."""
import csv
import io
import json
import os
from pathlib import Path

import pytest
from configurations import CLASSICAL, HYBRID, KEYS, SWANCTL


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
def test_the_lab_does_what_its_configurations_say(released, corpus, tmp_path):
    judged = 0
    for configuration in sorted(Path(corpus, "lab").glob("*/conf/*.*.conf")):
        if configuration.name.split(".")[1] not in ("swanctl", "ipsec"):
            continue
        done = released("policy", "from-config", configuration)
        assert done.returncode == 0, (configuration, done.stderr)
        keys = configuration.parent.parent / "keys"
        for capture in sorted(configuration.parent.parent.glob("*.pcap*")):
            broken = broken_by(released, tmp_path, done.stdout, *(("--keys", keys) if keys.is_dir() else ()), capture)
            # Some scenarios offer what the other end does not have: that is low.
            assert [message for severity, message in broken if severity != "low"] == [], (configuration, capture)
            judged += 1
    assert judged > 100


# As many sections, each of which takes what many others say, as are a moment's work to write.
ALSO = "".join(f"conn c{number}\n  left=%any\n  auto=add\n" + f"  also=c{(number + 1) % 12}\n" * 30 for number in range(12))
REFERENCES = "".join(f"s{number} : {', '.join([f's{(number + 1) % 12}'] * 16)} {{ a = 1\n b {{ c = 2 }} }}\n" for number in range(12)) + (
    "connections { " + " ".join(f"gw{number} : {', '.join(['s0'] * 16)} {{ version = 2 }}" for number in range(200)) + " }\n")


@pytest.mark.parametrize("name,text", [("ipsec.conf", ALSO), ("swanctl.conf", REFERENCES)], ids=["also", "references"])
def test_names_that_lead_to_names_end(program, tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    done = program("policy", "from-config", path, timeout=20)
    assert done.returncode == 2 and b"copy too much" in done.stderr and done.stderr.count(b"\n") == 1


def test_no_error_quotes_what_may_be_a_secret(program, tmp_path):
    """A section of secrets with a = forgotten, a PSK in ipsec.conf, any file that was included."""
    (tmp_path / "token").write_text("TOKEN_abcdef0123456789\n")
    for name, text in (("swanctl.conf", 'secrets {\n ike-1 {\n secret "correct horse battery"\n }\n}\n'), ("swanctl.conf", "include token\n"),
                       ("ipsec.conf", "conn a\n\tleft=1.1.1.1\n\tpsk 0x00112233445566778899aabbccddeeff\n"), ("ipsec.conf", 'config setup\n1.1.1.1 : PSK "correct horse"\n')):
        (tmp_path / name).write_text(text)
        done = program("policy", "from-config", tmp_path / name)
        said = done.stderr.decode().replace(str(tmp_path), "")
        assert done.returncode == 2 and "line " in said
        assert not any(word in said for word in ("correct", "horse", "battery", "TOKEN_", "001122", "PSK")), said


def test_no_setting_that_is_a_secret_is_named(program, tmp_path):
    """A token that ends with = looks like a setting where a connection includes it."""
    (tmp_path / "token").write_text("Y29ycmVjdCBob3JzZSBiYXR0ZXJ5==\n00112233aabbccdd = x\n")
    (tmp_path / "swanctl.conf").write_text("connections { a { remote_addrs = 1.1.1.1\n send_certreq = no\n include token\n children { b { esp_proposals = aes128-sha256 } } } }\n")
    done = program("policy", "from-config", tmp_path / "swanctl.conf")
    said = done.stderr.decode()
    assert done.returncode == 0 and "send_certreq" in said and "2 settings with names that are not shown: they may be secrets" in said
    assert "Y29y" not in said and "001122" not in said


def test_names_command_no_terminal(program, tmp_path):
    path = tmp_path / "swanctl.conf"
    path.write_text("connections { \x1b]0;owned\x07 { remote_addrs = 1.1.1.1\n local { id = \u202eowned }\n children { a\x1b[2J { esp_proposals = aes128-sha256 } } } }\n")
    policy = program("policy", "from-config", path)
    assert policy.returncode == 0 and b"owned" in policy.stdout
    (tmp_path / "policy.csv").write_bytes(policy.stdout)
    shown = program("policy", "show", tmp_path / "policy.csv")
    assert shown.returncode == 0
    for done in (policy, shown):
        assert not any(octets in done.stdout + done.stderr for octets in (b"\x1b", b"\x07", "\u202e".encode()))


def test_an_include_that_cannot_be_read_is_told(program, tmp_path):
    path = tmp_path / "swanctl.conf"
    path.write_text(f"include {tmp_path}/folder\nconnections {{ gw {{ proposals = aes256-sha256-x25519 }} }}\n")
    assert program("policy", "from-config", path).returncode == 0, "what is not there is passed over, as strongSwan does"
    (tmp_path / "folder").mkdir()
    done = program("policy", "from-config", path)
    assert done.returncode == 2 and b"folder: Is a directory" in done.stderr
