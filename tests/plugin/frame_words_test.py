# SPDX-License-Identifier: GPL-2.0-or-later
"""What an expert item of a finding says is about its frame; the finding's own sentence is that of the program.

The released one: golden/golden_test.py and corpus/keys_test.py audit the same captures with their keys under sanitizers."""
import json
from collections import Counter

import outputs

LAB = ["d09_peer_dead_icmp_unreachable", "d12_dpd_dead_peer"]
# Rules whose text may stand on several frames of one finding, and why.
THE_SAME_THERE = {
    "esp-sequence-reused": "a number that came three times was repeated twice",
    "esp-icv-failed": "several packets have one number",
    "ah-icv-failed": "several packets have one number",
    "esp-unknown-spi": "several packets have one number",
    "dscp-selector-invalid": "request and response break one rule in the same way",
    "extension-rule-violated": "request and response, or two notifies, break one rule in the same way",
    "path-mtu-exceeded": "errors about packets of one size",
}


def as_list(value):
    return value if isinstance(value, list) else [value]


def shown_findings(tshark, capture, keys):
    """[(rule, number, sentence, frames marked, texts on this frame)] of every frame."""
    options = ["-o", f"espect.keys:{keys}"] if keys.is_dir() else []
    frames = json.loads(tshark("-2", "-r", capture, "-Y", "espect.finding.rule", "-T", "json", "-J", "espect", "--no-duplicate-keys", *options))
    for frame in frames:
        layer = frame["_source"]["layers"]["espect"]
        for rule, tree in zip(as_list(layer["espect.finding.rule"]), as_list(layer["espect.finding.rule_tree"])):
            texts = [text for item in as_list(tree["_ws.expert"]) for text in as_list(item["_ws.expert.message"])]
            yield rule, tree["espect.finding.id"], tree["espect.finding.sentence"], int(tree["espect.finding.frames"]), texts


def check_capture(tshark, check, program, folder):
    capture = folder / "capture.pcap"
    said, sentences = Counter(), set()
    for rule, number, sentence, frames, texts in shown_findings(tshark, capture, folder / "keys"):
        sentences.add((rule, sentence))
        said.update((rule, number, text) for text in set(texts))
        check(frames == 1 or not any(sentence in text for text in texts), "on several frames no text is the finding's sentence", f"{folder.name}: {rule}: {texts}")
    repeated = {key: count for key, count in said.items() if count > 1 and key[0] not in THE_SAME_THERE}
    check(not repeated, "each frame of a finding has a text of its own", f"{folder.name}: {repeated}")
    wanted = {(finding["rule"], finding["message"]) for finding in outputs.audited(program, capture, folder / "keys") if finding["frames"]}
    check.same(sentences, wanted, "the sentences are those of the program", folder.name)


def test_samples(tshark, check, released, samples):
    for folder in sorted(path.parent for path in samples.glob("*/capture.pcap") if path.parent.name != "tcp-encapsulation"):
        check_capture(tshark, check, released.path, folder)


def test_lab(tshark, check, released, lab):
    for name in LAB:
        check_capture(tshark, check, released.path, lab / name)
