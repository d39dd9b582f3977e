# SPDX-License-Identifier: GPL-2.0-or-later
"""IKEv1 between peers whose keys are derived here a second time: what is opened, and what became of each attempt."""
import json
import shutil
import struct

import ikev1_peers as ike
import pytest

ALICES, BOBS = b"\xc1\x01\x01\x01", b"\xc2\x02\x02\x02"


@pytest.fixture
def audit(program, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl program here")

    def run(peers, *kinds):
        keys = ["--keys", peers.keys(tmp_path / "keys.jsonl", *kinds)] if kinds else []
        done = program("audit", "--format", "json", peers.capture(tmp_path / "capture.pcap"), *keys)
        return json.loads(done.stdout)
    return run


def findings(report, rule):
    return [finding for finding in report["findings"] if finding["rule"] == rule]


def attempts(number, play, every=30):
    """One capture of so many IKE SAs, one after the other."""
    whole = None
    for count in range(number):
        peers = ike.Peers(spis=(b"ALICE-%02d" % count, b"BOB---%02d" % count))
        peers.now = count * every
        play(peers)
        if whole is None:
            whole = peers
        else:
            whole.packets += peers.packets
    return whole


def carry(peers, *spis):
    for spi in spis:
        for number in (1, 2, 3):
            peers.esp(0 if spi in (BOBS, b"\xc4\2\2\2") else 1, spi, number)


def aggressive():
    peers = ike.Peers()
    peers.aggressive_mode(moved=True)
    peers.quick_mode(0x11223344, (ALICES, BOBS))
    carry(peers, ALICES, BOBS)
    peers.quick_mode(0x22223344, (b"\xc3\1\1\1", b"\xc4\2\2\2"), wait=10)
    peers.informational(0, 0x555, [(ike.DELETE, ike.delete(3, [ALICES]))])
    carry(peers, b"\xc3\1\1\1", b"\xc4\2\2\2")
    peers.informational(0, 0x556, [(ike.DELETE, ike.delete(3, [b"\xc3\1\1\1"]))])
    peers.informational(0, 0x557, [(ike.DELETE, ike.delete(1, [b"".join(peers.spis)]))])
    return peers


@pytest.mark.parametrize("kinds", [("skeyid",), ("secrets", "psk")])
def test_aggressive_mode(audit, check, kinds):
    report = audit(aggressive(), *kinds)
    sa = report["ike_sas"][0]
    check.same((sa["version"], sa["state"], sa["encrypted"], sa["decrypted"]), (1, "deleted", 10, 10), "aggressive", str(kinds))
    check.same((sa["ikev1"]["mode"], sa["ikev1"]["authentication"], sa["ikev1"]["lifetime"]["seconds"]),
               ("aggressive", "pre-shared key", 28800), "aggressive", "phase 1")
    check.same([sa["proposal"][name] for name in ("encr", "encr_key_bits", "prf")], ["ENCR_AES_CBC", 256, "PRF_HMAC_SHA2_256"],
               "aggressive", "proposal")
    check.same(sa["ikev1"]["vendor_ids"]["initiator"], ["NAT-Traversal RFC 3947", "Dead Peer Detection"], "aggressive", "vendor ids")
    verdict = "verified" if "psk" in kinds else "not verified"
    check.same([sa["authentication"][side]["verdict"] for side in ("initiator", "responder")], [verdict] * 2, "aggressive", "HASH_I and HASH_R")
    children = report["child_sas"]
    check.same([(child["spi_i"], child["state"], child["rekeyed_from"], child["ts_i"], child["ts_r"]) for child in children],
               [("0xc1010101", "rekeyed", None, ["10.1.0.0/24"], ["10.2.0.0/24"]),
                ("0xc3010101", "deleted", 1, ["10.1.0.0/24"], ["10.2.0.0/24"])], "aggressive", "Child SAs")
    check.same(sum(flow["icv_ok"] for flow in report["flows"]), 12, "aggressive", "ESP from SKEYID_d")
    check.same(findings(report, "ikev1-used")[0]["severity"], "high", "aggressive", "with a preshared key")


def test_a_wrong_preshared_key_verifies_nothing(audit, check):
    peers = aggressive()
    peers.secret = b"another one"
    sa = audit(peers, "secrets", "psk")["ike_sas"][0]
    check.same(sa["decrypted"], 0, "wrong key")


def perfect_forward_secrecy():
    peers = ike.Peers()
    peers.main_mode()
    peers.quick_mode(0x11223344, (ALICES, BOBS), offers=[ike.phase2(group=14)], pfs=True)
    carry(peers, ALICES, BOBS)
    return peers


@pytest.mark.parametrize(("kinds", "authentic"), [(("skeyid", "pfs"), 6), (("secrets", "psk", "pfs"), 6), (("skeyid_d", "pfs"), 6),
                                                  (("skeyid",), 0), (("cipher",), 0)])
def test_perfect_forward_secrecy(audit, check, kinds, authentic):
    report = audit(perfect_forward_secrecy(), *kinds)
    check.same(sum(flow["icv_ok"] for flow in report["flows"]), authentic, "PFS", str(kinds))
    check.same([one["name"] for one in report["child_sas"][0]["key_exchanges"]], ["2048-bit MODP"], "PFS", "group")
    check.same(report["ike_sas"][0]["decrypted"], 5, "PFS", "opened")
    check.same(findings(report, "ikev1-pfs-missing"), [], "PFS", "no finding")


def test_decrypt_writes_messages(program, check, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl program here")
    peers = perfect_forward_secrecy()
    out = tmp_path / "opened.pcapng"
    done = program("decrypt", peers.capture(tmp_path / "c.pcap"), "--keys", peers.keys(tmp_path / "k.jsonl", "secrets", "psk", "pfs"), "-o", out)
    check(b"6 inner packets and 5 IKE messages written" in done.stderr, "decrypt", done.stderr)
    check(b"alice.example.org" in out.read_bytes(), "decrypt", "the identity of message 5")
    report = json.loads(program("audit", "--format", "json", out).stdout)
    check.same([(sa["messages"], sa["encrypted"]) for sa in report["ike_sas"]], [(5, 0)], "decrypt", "in the clear now")
    check.same(findings(report, "ike-malformed"), [], "decrypt", "whole")


def test_refused_behind_a_cipher(audit, check):
    peers = ike.Peers()
    peers.main_mode()
    for number in range(4):
        spi = bytes([0xC1, 1, 1, number])
        peers.quick_mode(0x1000 + number, (spi, b"none"), messages=1, wait=10)
        peers.informational(1, 0x2000 + number, [(ike.NOTIFY, ike.notify(18, protocol=3, spi=spi))])
    peers.esp(0, b"none", 1, wait=60)  # not of these peers' Child SAs, but it ends the capture later
    peers.packets[-1] = (peers.packets[-1][0], 0, b"\xff")  # a NAT keepalive
    report = audit(peers)
    told = findings(report, "ike-probably-refused")
    check.same([(one["severity"], one["count"]) for one in told], [("low", 4)], "refused", "inferred")
    check("quick mode of 192.0.2.1 4 times" in told[0]["message"], "refused", told[0]["message"])
    check.same(report["ike_sas"][0]["state"], "negotiating", "refused", "nothing proves that phase 1 is up")
    check.same((report["tunnels"][0]["broken_at"], report["tunnels"][0]["certainty"]), ("child_sa", "inferred"), "refused", "where it broke")
    opened = audit(peers, "cipher")
    check("INVALID-ID-INFORMATION" in findings(opened, "ike-child-refused")[0]["message"], "refused", "with keys")


def test_attempts_in_a_row(audit, check):
    def refused(peers):
        peers.main_mode(1)
        peers.clear(1, ike.INFORMATIONAL, [(ike.NOTIFY, ike.notify(14))], message_id=0x77)

    def other_key(peers):
        peers.main_mode(5)
        peers.closed(1, ike.INFORMATIONAL, [(ike.NOTIFY, ike.notify(24))], message_id=0x77)

    def nothing_to_say(peers):
        peers.main_mode()
        peers.quick_mode(0x1234, (ALICES, BOBS))
        peers.informational(1, 0x556, [(ike.DELETE, ike.delete(1, [b"".join(peers.spis)]))], wait=1)

    for play, words in ((refused, "was refused for its proposal or its peer"), (other_key, "was refused in phase 1 behind the proposal"),
                        (nothing_to_say, "came up and was deleted again within 10 s, without traffic")):
        report = audit(attempts(5, play))
        told = findings(report, "ike-attempts-in-a-row")
        check(len(told) == 1 and words in told[0]["message"], "attempts in a row", f"{play.__name__}: {told}")
    check.same(len(findings(report, "ike-ended-without-traffic")), 4, "ended without traffic")
    once = audit(attempts(1, nothing_to_say))
    check.same(findings(once, "ike-ended-without-traffic") + findings(once, "ike-attempts-in-a-row"), [], "ended without traffic", "once")


def test_numbers_and_lengths(audit, check):
    kind, attributes = ike.phase1()
    peers = ike.Peers(transform=[(1, [(1, 99), (2, 77), (4, 14), (3, 1), (11, 1), (12, 3600)]), (kind, [*attributes, (77, 5)])],
                      answer=ike.phase1())
    peers.vendors.append((99, b"abcd"))
    peers.main_mode(2)
    told = findings(audit(peers), "ike-unassigned-code-point")
    for words in ("encryption algorithm Unassigned (99)", "hash algorithm Unassigned (77)", "attribute type Unassigned (77)", "payload Unassigned (99)"):
        check(len(told) == 1 and words in told[0]["message"], "numbers", words)
    healthy = ike.Peers()
    healthy.main_mode()
    report = audit(healthy)
    check.same(findings(report, "ike-unassigned-code-point") + findings(report, "ike-malformed"), [], "numbers", "healthy")

    body = ike.chain([(ike.KE, healthy.publics[0]), (ike.NONCE, healthy.nonces[0])])
    body = body[:2] + struct.pack("!H", 9999) + body[4:]
    healthy.send(0, healthy.header(ike.MAIN, ike.KE, 0, len(body)) + body)
    told = findings(audit(healthy), "ike-malformed")
    check(len(told) == 1 and "payload length reaches past the end" in told[0]["message"], "lengths", str(told))


def test_the_answer_is_not_taken(audit, check):
    peers = ike.Peers()
    peers.aggressive_mode(2)
    for wait in (4, 8, 16):
        peers.send(1, peers.packets[1][2], wait)
    report = audit(peers)
    told = findings(report, "ike-probably-refused")
    check.same([(one["severity"], one["certainty"], one["frames"]) for one in told], [("low", "inferred", [2, 3, 4, 5])], "no third message")
    check("198.51.100.2 repeated its answer to aggressive mode of 192.0.2.1, 4 times in all" in told[0]["message"], "no third message", told[0]["message"])
    check.same(report["tunnels"][0]["broken_at"], "authenticated", "no third message", "where it broke")
    once = ike.Peers()
    once.aggressive_mode(2)
    check.same(findings(audit(once), "ike-probably-refused"), [], "no third message", "once")


def test_quick_mode_under_the_next_phase_1(audit, check, tmp_path):
    first = ike.Peers()
    first.main_mode()
    first.quick_mode(7, (ALICES, BOBS))
    second = ike.Peers(spis=(b"ALICE-02", b"BOB---02"))
    second.now = 100
    second.main_mode()
    second.quick_mode(9, (b"\xc5\1\1\1", b"\xc6\1\1\1"))
    first.packets += second.packets
    keys = [peers.keys(tmp_path / "one.jsonl", "skeyid").read_text() for peers in (first, second)]

    def of_both(path, *_):
        path.write_text("".join(keys))
        path.chmod(0o600)
        return path
    first.keys = of_both
    report = audit(first, "skeyid")
    check.same([(child["ike_sa"], child["state"], child["rekeyed_from"]) for child in report["child_sas"]],
               [(1, "rekeyed", None), (2, "active", 1)], "phase 1 renewed")
