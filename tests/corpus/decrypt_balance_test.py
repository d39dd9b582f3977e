# SPDX-License-Identifier: GPL-2.0-or-later
"""espect decrypt says of every packet that was read whether it is in the new capture, or why not: the numbers add up to truth.json."""
import json
import re

from pcap import FILE_HEADER_OCTETS, RECORD_HEADER_OCTETS, record_places

LARGEST = 5_000_000  # octets of a capture


def sums(stderr, what):
    """(all, {reason: count}) of the sentence that begins with so many of `what`."""
    found = re.search(rf"(\d+) {what} read[^:\n]*: (.*)", stderr)
    if not found:
        return 0, {}
    parts = [part.split(" ", 1) for part in re.split(r", (?=\d)", found[2])]
    return int(found[1]), {reason: int(count) for count, reason in parts}


def decrypt(program, folder, capture, out):
    done = program("decrypt", "--keys", folder / "keys" / "full.jsonl", capture, "-o", out)
    return done, done.stderr.decode()


def test_numbers_add_up(released, corpus, check, tmp_path):
    lab = corpus / "lab"
    for scenario, captures in json.loads((lab / "truth.json").read_text()).items():
        for name, truth in captures.items():
            path, what = lab / scenario / name, f"{scenario} {name}"
            if not (lab / scenario / "keys" / "full.jsonl").is_file() or path.stat().st_size > LARGEST or truth["ikev1_messages"]:
                continue
            done, said = decrypt(released, lab / scenario, path, tmp_path / "o.pcapng")
            if not check.same(done.returncode, 0, "exit", what):
                continue
            totals = truth["totals"]
            packets, parts = sums(said, r"ESP (?:or|and) AH packets?")
            check.same(sum(parts.values()), packets, "packets add up", f"{what}: {said}")
            check.same(parts.get("whose ICV does not verify", 0), totals["esp_icv_bad"] + totals["ah_icv_bad"], "ICV failures", f"{what}: {said}")
            check.same(packets, totals["esp_packets"] + totals["ah_packets"], "packets read", f"{what}: {said}")
            messages, parts = sums(said, "IKEv2 messages?")
            check.same(sum(parts.values()), messages, "messages add up", f"{what}: {said}")
            check.same(messages, truth["ike_messages"], "messages read", f"{what}: {said}")
            check.same(messages - parts.get("in the clear", 0), truth["ike_encrypted"], "encrypted messages", f"{what}: {said}")


def test_a_message_without_all_its_fragments(released, corpus, check, tmp_path):
    """g2 without one of the SKF messages of IKE_AUTH: the others are told, and nothing is left out silently."""
    folder = corpus / "lab" / "g2_ike_auth_skf_fragments"
    octets = (folder / "capture.pcap").read_bytes()
    places = list(record_places(octets))

    def skf(at, size):
        return octets[at + RECORD_HEADER_OCTETS:][:size][46 + 16:46 + 17] == b"\x35"  # Ethernet, IPv4, UDP, non-ESP marker
    first = next(at for at, size in places if skf(at, size))
    kept = octets[:FILE_HEADER_OCTETS] + b"".join(octets[at:at + RECORD_HEADER_OCTETS + size] for at, size in places if at != first)
    (tmp_path / "cut.pcap").write_bytes(kept)
    done, said = decrypt(released, folder, tmp_path / "cut.pcap", tmp_path / "o.pcapng")
    check.same(done.returncode, 0, "exit", said)
    check("of 1 message of which other fragments are missing" in said, "fragments", said)
    messages, parts = sums(said, "IKEv2 messages?")
    check.same(sum(parts.values()), messages, "messages add up", said)
