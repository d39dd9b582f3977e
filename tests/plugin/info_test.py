# SPDX-License-Identifier: GPL-2.0-or-later
"""What stands in the Info column, the root lines and the expert items of a frame."""
import re

COLUMNS = ["-T", "fields", "-e", "frame.number", "-e", "_ws.col.Info"]
LINES = {  # sample: {frame: how its Info is, as a regular expression}, in two passes with keys
    "esp-replay": {
        1: r"^IKE_SA_INIT request: .*KE Curve25519$", 2: r"^IKE_SA_INIT response: .* \[Response to 1\]$",
        3: r"^IKE_AUTH request: IDi=\S+, .*AUTH PSK, .*ESP AES-GCM-\S+, TS \S+ == \S+",
        105: r" \[Replay of 104\]$", 108: r" \[Replay of 85\]$", 118: r" \[Replay of 5\]$", 123: r" \[ICV bad\]$",
        126: r"^ESP \(SPI=0xdeadbeef\) \[Unknown SPI\]$|^ESP \(SPI=0xdeadbeef\) .*\[Unknown SPI\]$",
        148: r"^INFORMATIONAL request: DELETE IKE SA$",
    },
    "hybrid-ml-kem": {
        1: r"^IKE_SA_INIT request: AES-GCM-256/Curve25519/ML-KEM-768.*, KE Curve25519$",
        3: r"^IKE_INTERMEDIATE request: KE ML-KEM-768$", 136: r"^CREATE_CHILD_SA request: .*REKEY ESP 0x[0-9a-f]{8}",
        140: r"^INFORMATIONAL request: DELETE ESP 0x[0-9a-f]{8}$", 226: r"^INFORMATIONAL request: DELETE IKE SA$",
    },
    "dscp-defect": {22: r" \[TS changed\] \[Response to 21\]$", 10: r"^(?!.*\[TS changed\])(?!.*Narrowed)"},
    "invalid-ke-retry": {2: r"^IKE_SA_INIT response: INVALID_KE wants \d+ \(\S+\) \[Response to 1\]$"},
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
    ("esp-replay", "espect.finding.esp-unknown-spi && espect.finding.severity == \"medium\"", 127, "no negotiation"),
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
        # 1,400 pixels of a fixed font, less the other columns.
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
