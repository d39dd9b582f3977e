# SPDX-License-Identifier: GPL-2.0-or-later
"""What stands in the Info column, the root lines and the expert items of a frame."""
import re

COLUMNS = ["-T", "fields", "-e", "frame.number", "-e", "_ws.col.Info"]
# What stands behind the line is not among them.
TAGS = re.compile(r"\[(?:Replay|Left of window|Late|Skips|ICV bad|Dead SPI|Unknown SPI|After DELETE|Rekeyed|ESN high|Same packet|VPN-ID|TFC|Retransmission|No response found|"
                  r"Refused|Narrowed|TS changed|Initiator behind|Responder behind)[^\]]*\]")
LINES = {  # sample: {frame: how its Info is, as a regular expression}, in two passes with keys
    "esp-replay": {
        1: r"^IKE_SA_INIT request: .*KE Curve25519$", 2: r"^IKE_SA_INIT response: .* \[Response to 1\]$",
        3: r"^IKE_AUTH request: IDi=\S+, .*AUTH PSK, .*ESP AES-GCM-\S+, TS \S+ == \S+",
        105: r"^\[Replay of 104\] 5555 ", 108: r"^\[Replay of 85\] ", 118: r"^\[Replay of 5\] \[Left of window by 68\] ", 123: r"^\[ICV bad\] ESP \(SPI=",
        126: r"^\[Unknown SPI\] ESP \(SPI=0xdeadbeef\)$",
        148: r"^INFORMATIONAL request: DELETE IKE SA$",
    },
    "hybrid-ml-kem": {
        1: r"^IKE_SA_INIT request: AES-GCM-256/Curve25519/ML-KEM-768.*, KE Curve25519$",
        3: r"^IKE_INTERMEDIATE request: KE ML-KEM-768$", 136: r"^CREATE_CHILD_SA request: .*REKEY ESP 0x[0-9a-f]{8}",
        140: r"^INFORMATIONAL request: DELETE ESP 0x[0-9a-f]{8}$",
        190: r"^CREATE_CHILD_SA request: REKEY IKE SA, IKE AES-GCM-256/Curve25519/ML-KEM-768, KE Curve25519$", 226: r"^INFORMATIONAL request: DELETE IKE SA$",
    },
    "anti-replay-status": {3: r"/ESN, N\(REPLAY_PROT_AND_ESN_STATUS R=1 E=0\), TS ", 25: r"^INFORMATIONAL request: N\(REPLAY_PROT_AND_ESN_STATUS R=0 E=1\)$",
                           19: r"^\[Replay of 17\] "},
    "downgrade-prevention": {1: r", N\(IKE_SA_INIT_FULL_TRANSCRIPT_AUTH\)$", 12: r"^(?!.*TRANSCRIPT)"},
    "eap-failure": {5: r"^IKE_AUTH request: EAP Response Identity carol$", 6: r"EAP Request MSCHAPv2 Challenge \[Response to 5\]$", 8: r"EAP Failure \[Response to 7\]$"},
    "vpn-id": {3: r"N\(VPN_ID_MODE header field\), TS 10.64.1.0/24 VPN-ID 7001,7002 == 10.64.2.0/24 VPN-ID 7001,7002$", 5: r"^\[VPN-ID 7001\] Echo \(ping\) request "},
    "dscp": {26: r"^\[TS changed\] CREATE_CHILD_SA response: .*TS 192.168.1.0/24 DSCP 34,36 == 192.168.2.0/24 \[Response to 25\]$"},
    "shangmi": {1: r"^IKE_SA_INIT request: SM4-GCM/curveSM2, KE curveSM2$", 51: r"AH HMAC-SM3-128, TS "},
    "private-key-exchanges": {1: r"AES-GCM-256/Curve25519/sntrup761x25519 1035, KE Curve25519$"},
    "post-quantum-signatures": {3: r"AUTH MLDSA65-ECDSA-P256-SHA512, ", 4: r"AUTH ML-DSA-87, "},
    "unspecified-numbers": {3: r"ESP AES-GCM-256/32-bit Unspecified, "},
    "eesp": {3: r"EESPv0 AES-GCM-256/64-bit Sequential, N\(EESP_MAX_SUB_SA_ID \d+\), TS ", 45: r": DELETE EESPv0 0x"},
    "peer-restarted": {11: r"^\[Dead SPI\] Echo ", 17: r"^\[No response found\] CREATE_CHILD_SA request: REKEY ESP ", 21: r"^\[Retransmission of 17\] \[No response found\] ", 24: r"^IKE_AUTH request: .*N\(INITIAL_CONTACT\)"},
    "lmap-ptb": {25: r"^INFORMATIONAL request: LMAP 1396$", 35: r"^INFORMATIONAL request: PTB 1280$"},
    "ikev1-quick-mode-refused": {7: r"^\[Refused in 8\] Quick Mode: ", 8: r" \[Refuses 7\]$"},
    "esp-echo-encrypted": {39: r"^Echo \(ping\) request .* \| Echo \(ping\) request ", 42: r" IP-TFS, 0 inner packets end here$"},
    "dscp-defect": {22: r"^\[TS changed\] .* \[Response to 21\]$", 10: r"^(?!.*\[TS changed\])(?!.*Narrowed)"},
    "invalid-ke-retry": {2: r"^IKE_SA_INIT response: INVALID_KE wants \d+ \(\S+\) \[Response to 1\]$"},
}
# What the README of a scenario tells can be read in the packet list alone. "capture" stands for capture.pcap.
LAB = {
    "a2_mlkem768_esn_psk/capture": {3: r"^IKE_INTERMEDIATE request: KE ML-KEM-768$", 5: r"ESP AES-CBC-256/HMAC-SHA2-256-128/ESN, ", 172: r": REKEY IKE SA, IKE AES-CBC-256/"},
    "b_mlkem1024_frag/capture": {3: r"^IKE_INTERMEDIATE request: fragment 1 of 4$", 6: r"fragment 4 of 4, KE ML-KEM-1024$"},
    "d03_cookie/capture": {8: r"N\(COOKIE\) \[Response to 7\]$", 9: r"request: N\(COOKIE\), "},
    "d04_ts_unacceptable/capture": {4: r"^IKE_AUTH response: N\(TS_UNACCEPTABLE\), .* \[Response to 3\]$"},
    "d04b_ts_narrowing/capture": {4: r"^\[Narrowed\] .*TS 192.168.1.0/24 == 192.168.2.0/24 "},
    "d06_pq_downgrade_optional/capture": {1: r"^IKE_SA_INIT request: AES-GCM-256/Curve25519/ML-KEM-768 or none, ", 2: r"^IKE_SA_INIT response: AES-GCM-256/Curve25519, "},
    "d07c_pq_mismatch_768_vs_1024/capture": {1: r"/ML-KEM-1024, KE ", 2: r"^IKE_SA_INIT response: N\(NO_PROPOSAL_CHOSEN\) "},
    "d10_esp_no_proposal_chosen/capture": {4: r"^IKE_AUTH response: N\(NO_PROPOSAL_CHOSEN\), "},
    "d09b_blackhole/capture": {1: r"^\[No response found\] IKE_SA_INIT request: ", 4: r"^\[Retransmission of 1\] \[No response found\] "},
    "d12_dpd_dead_peer/capture": {11: r": liveness check$", 21: r"^\[Retransmission of 15\] \[No response found\] INFORMATIONAL request: liveness check$"},
    "d14_eap_mschapv2/capture": {6: r"EAP Request Identity ", 8: r"EAP Request MSCHAPv2 Challenge ", 12: r"EAP Success "},
    "e1_nat_masquerade/capture-outside-nat": {2: r"^\[Initiator behind NAT\] "},
    "e3_mobike_address_change/capture": {15: r"N\(ADDITIONAL_IP6_ADDRESS fd", 21: r"^INFORMATIONAL request: N\(UPDATE_SA_ADDRESSES\), N\(COOKIE2\), N\(ADDITIONAL_IP4_ADDRESS 192.168.1.10\)"},
    "f4b_reorder_beyond_window/after-netem": {6: r"^\[Late by 12\] ", 21: r"^\[Left of window by 3\] "},
    "g3_esp_pmtu_icmp/capture-alice-side": {6: r"^Destination unreachable \(Fragmentation needed\) \[Path MTU 1400\]$"},
    "g6_esp6_pmtu/capture-alice-side": {6: r"^Packet Too Big \[Path MTU 1380\]$"},
    "h3_ipcomp/capture": {3: r"N\(IPCOMP_SUPPORTED CPI 0x[0-9a-f]{4} IPCOMP_DEFLATE\)"},
    "h6_tfc_padding/capture": {5: r"^\[TFC padding \d+\] "},
    "h7_beet/capture": {3: r"N\(USE_BEET_MODE 40961\)", 4: r"^(?!.*BEET)"},
    "h8_virtual_ip_cp/capture": {6: r"CFG_REPLY 172.30.0.1, "},
    "k1_tcp_encap_rfc9329/capture": {6: r"^IKE_SA_INIT request: ", 8: r"^IKE_SA_INIT response: .*, KE Curve25519 \[Response to 6\]$"},
    "l1_ppk_required/capture": {1: r"N\(USE_PPK\)", 3: r"N\(PPK_IDENTITY "},
    "l2_ppk_optional_mismatch/capture": {1: r"N\(USE_PPK\)", 2: r"^(?!.*PPK)"},
    "n3_rekey_by_packets/capture": {158: r": REKEY ESP 0xc4f45a28, ", 319: r"^\[Rekeyed in 316\] "},
}
COUNTS = {  # scenario: what stands in so many lines
    "f4c_loss/after-netem": (r"^\[Skips \d+\] ", 30, 37), "f5_esn_wrap/capture": (r"^\[ESN high half 1\] ", 4, 4),
}
WITHOUT_KEYS = {"hybrid-ml-kem": {3: r"^IKE_INTERMEDIATE request 1: encrypted", 1: r"^IKE_SA_INIT request: AES-GCM-256"}}
ROOTS = [  # sample, frame, line
    ("esp-replay", 104, r"^Encapsulating Security Payload, SPI 0xc29ad385, Seq 100, Child SA 1$"),
    ("esp-replay", 3, r"^Internet Security Association and Key Management Protocol, IKE_AUTH request, IKE SA 1$"),
]
EXPERTS = [  # sample, filter, frame, what the expert item of that frame says
    ("esp-replay", "espect.finding.esp-sequence-reused", 105, "sequence number 100 was seen before (0 behind the highest)"),
    ("esp-replay", "espect.finding.esp-sequence-reused", 108, "sequence number 81 was seen before (19 behind the highest)"),
    ("esp-replay", "espect.finding.esp-icv-failed && espect.finding.severity >= 3", 123, "the ICV does not verify"),
    ("ike-auth-refused", "espect.finding.ike-authentication-failed", 3, "refused in frame 4"),
    ("ike-auth-refused", "espect.finding.ike-authentication-failed", 4, "about IKE_AUTH of frame 3"),
    ("ikev1-main-mode", "espect.finding.ikev1-used", 3, "main mode of IKEv1, message 3"),
    ("esp-replay", "espect.finding.esp-unknown-spi && espect.finding.severity == \"medium\"", 127, "number 100: on an SPI that no negotiation"),
]


def lines(tshark, capture, *options):
    return dict(line.split("\t", 1) for line in tshark("-r", capture, *COLUMNS, *options).splitlines())


def check_lines(check, name, shown, wanted):
    for frame, pattern in wanted.items():
        text = shown.get(str(frame), "")
        check(re.search(pattern, text), f"{name}: Info of frame {frame}", f"{text}\n  expected {pattern}")


def test_lines(tshark, check, samples):
    for name, wanted in LINES.items():
        folder = samples / name
        shown = lines(tshark, folder / "capture.pcap", "-2", "-o", f"espect.keys:{folder / 'keys'}")
        check_lines(check, name, shown, wanted)
        # So much of a line is seen at 1,400 pixels beside the other columns of the profile.
        unseen = [(frame, tag[0]) for frame, text in shown.items() for tag in TAGS.finditer(text) if tag.end() > 76]
        check(not unseen, f"{name}: what espect found out is in sight", unseen)
        long = [frame for frame, text in shown.items() if len(text) > 320]
        check(not long, f"{name}: no Info is longer than a screen", long)
    for name, wanted in WITHOUT_KEYS.items():
        check_lines(check, f"{name}, no keys", lines(tshark, samples / name / "capture.pcap"), wanted)
    for name, frame, pattern in ROOTS:
        tree = tshark("-r", samples / name / "capture.pcap", "-V", "-Y", f"frame.number == {frame}", "-o", f"espect.keys:{samples / name / 'keys'}")
        check(re.search(pattern, tree, re.MULTILINE), f"{name}: root line of frame {frame}", pattern)
    for name, expression, frame, text in EXPERTS:
        shown = tshark("-2", "-r", samples / name / "capture.pcap", "-o", f"espect.keys:{samples / name / 'keys'}", "-Y",
                       f"({expression}) && frame.number == {frame}", "-T", "fields", "-E", "aggregator=|", "-e", "_ws.expert.message")
        check(text in shown, f"{name}: {expression} on frame {frame}", shown)


def test_the_lab_tells_its_stories(tshark, check, lab):
    shown = {}
    for name, wanted in ({name: {} for name in COUNTS} | LAB).items():
        folder, capture = lab / name.split("/")[0], f"{name.split('/')[1]}.pcap"
        shown[name] = lines(tshark, folder / capture, "-2", "-o", f"espect.keys:{folder / 'keys'}")
        check_lines(check, name, shown[name], wanted)
    for name, (pattern, least, most) in COUNTS.items():
        found = [text for text in shown[name].values() if re.search(pattern, text)]
        check(least <= len(found) <= most, f"{name}: {pattern} in {least} to {most} lines", found)


def test_in_one_pass_nothing_is_said_of_what_may_come(tshark, check, samples):
    shown = lines(tshark, samples / "peer-restarted" / "capture.pcap", "-o", f"espect.keys:{samples / 'peer-restarted' / 'keys'}")
    check(not any("No response" in text for text in shown.values()), "no response: said when the capture is over")


def test_frames_of_a_finding_differ(tshark, check, samples):
    """One sentence does not stand on all frames of a finding."""
    for name in ("dscp-defect", "shangmi-defect"):
        shown = tshark("-2", "-r", samples / name / "capture.pcap", "-o", f"espect.keys:{samples / name / 'keys'}", "-Y", "espect.finding.rule",
                       "-T", "fields", "-E", "aggregator=|", "-e", "espect.finding.id", "-e", "_ws.expert.message").splitlines()
        texts = {}
        for line in shown:
            numbers, messages = line.split("\t")
            if "|" not in numbers:
                texts.setdefault(numbers, set()).add(messages)
        check(any(len(said) > 1 for said in texts.values()), f"{name}: frames of one finding say different things", texts)


def test_what_wants_a_key(tshark, check, samples):
    """What wants a key is said on the first packet of each SA, once."""
    capture = samples / "esp-replay" / "capture.pcap"
    fields = ["-Y", "espect.sa.closed", "-T", "fields", "-E", "aggregator=|", "-e", "frame.number", "-e", "_ws.expert.message"]
    said = tshark("-r", capture, *fields).splitlines()
    check([line.split("\t")[0] for line in said] == ["5", "126"] and all("no key" in line for line in said),
                 "no key: said on the first packet of each ESP SA", said)
    wrong = "".join(f'"IPv4","*","*","{spi}","AES-GCM with 16 octet ICV [RFC4106]","0x{"11" * 36}","NULL",""\n' for spi in ("0xc29ad385",))
    with tshark.profile({"esp_sa": wrong}):
        said = tshark("-r", capture, *fields).splitlines()
    first = [line for line in said if line.startswith("5\t")]
    check(len(first) == 1 and "no key source" not in first[0], "a wrong ESP key is said on the first packet of its SA", said)
