# SPDX-License-Identifier: GPL-2.0-or-later
"""Parts of captures: what the missing part would have said is said to be unknown, never to be no."""
import csv
import io
import json
import shutil
from pathlib import Path

import cut_capture
import pytest
from check import ROOT

ALICE = bytes([10, 1, 0, 10])
HYBRID = ROOT / "samples/hybrid-ml-kem"


def ip_of(record):
    packet = record[16:]
    return packet[14:] if packet[12:14] == b"\x08\x00" else packet


def one_way(capture, place, from_alice, until=None):
    """What one of the two sent."""
    header, records = cut_capture.records(capture)
    records = records[:until]
    path = Path(place, "one-way.pcap")
    path.write_bytes(header + b"".join(record for record in records if (ip_of(record)[12:16] == ALICE) == from_alice))
    return path


def behind(capture, place, first):
    header, records = cut_capture.records(capture)
    path = Path(place, "behind.pcap")
    path.write_bytes(header + b"".join(records[first:]))
    return path


def audit(program, *arguments):
    return json.loads(program("audit", "--fail-on", "never", "-f", "json", *arguments).stdout)


@pytest.mark.parametrize("keys", ([], ["--keys", HYBRID / "keys"]))
def test_what_the_responder_chose_is_not_known_where_it_was_not_seen(program, tmp_path, keys):
    capture = one_way(HYBRID / "capture.pcap", tmp_path, from_alice=True, until=100)
    report = audit(program, *keys, capture)
    pair = report["quantum"][0]
    assert (pair["safe"], pair["standing"], pair["responsible"]) == (None, "unknown", [])
    assert pair["message"] == "10.1.0.10 offered ADDKE1 ML-KEM-768; what 10.2.0.10 selected was not seen"
    sa = report["ike_sas"][0]
    assert (sa["quantum_resistant"], sa["ppk"], sa["fragmentation"]) == (None, None, None)
    assert "0 of 1 pair of addresses, of 1 it is not known" in program("audit", "--fail-on", "never", *keys, capture).stdout.decode()


def test_an_offer_that_nobody_answered_made_nothing_safe(program, tmp_path):
    header, records = cut_capture.records(HYBRID / "capture.pcap")
    path = Path(tmp_path, "first.pcap")
    path.write_bytes(header + records[0])
    pair = audit(program, path)["quantum"][0]
    assert (pair["safe"], pair["standing"]) == (False, "unknown")


def test_what_a_rekey_takes_over_from_an_unseen_ike_sa_is_not_known(program, corpus, tmp_path):
    """A classical IKE SA with a PPK, from behind its IKE_AUTH on: nothing was cut off, and nobody sees the PPK."""
    folder = corpus / "lab/l1_ppk_required"
    whole = audit(program, "--keys", folder / "keys", folder / "capture.pcap")
    assert [sa["ppk"] for sa in whole["ike_sas"]] == [True, True] and whole["quantum"][0]["safe"] is True
    first = whole["ike_sas"][1]["frames"][0]
    capture = behind(folder / "capture.pcap", tmp_path, first - 4)
    report = audit(program, "--keys", folder / "keys", capture)
    made = next(sa for sa in report["ike_sas"] if sa["rekeyed_from"])
    assert (made["ppk"], made["ppk_used"], made["fragmentation"], made["quantum_resistant"]) == (None, None, None, False)
    assert report["quantum"][0]["safe"] is None
    assert report["quantum"][0]["message"] == "Curve25519: whether a preshared key protects the IKE SA that it replaces was not seen"
    said = program("inventory", "--keys", folder / "keys", capture).stdout.decode()
    assert "snap length" not in said and "not known" in said


@pytest.mark.parametrize("scenario, keys, refused", [
    ("l2c_ppk_id_mismatch", True, "IKE_AUTH was refused, no IKE SA came up"), ("l2c_ppk_id_mismatch", False, "IKE_AUTH was most likely refused, and no IKE SA came up"),
    ("d05_auth_failed_psk", False, "IKE_AUTH was most likely refused, and no IKE SA came up"), ("d05_auth_failed_psk", True, "IKE_AUTH was refused, no IKE SA came up")])
def test_a_refusal_is_as_sure_as_its_state(program, corpus, scenario, keys, refused):
    [folder] = (corpus / "lab").glob(scenario)
    report = audit(program, *(["--keys", folder / "keys"] if keys else []), folder / "capture.pcap")
    pair = report["quantum"][0]
    assert pair["standing"] == "refused" and pair["safe"] is False and pair["message"].endswith(refused)
    assert (report["ike_sas"][-1]["state_certainty"] == "inferred") == ("most likely" in pair["message"])
    if "ppk" in scenario:
        assert pair["responsible"] == []  # either may have the wrong one


def test_an_spi_that_was_not_seen_is_a_question_mark(program, tmp_path):
    capture = one_way(HYBRID / "capture.pcap", tmp_path, from_alice=False)
    keys = ("--keys", HYBRID / "keys")
    children = audit(program, *keys, capture)["child_sas"]
    unseen = [child for child in children if child["spi_i"] is None]
    assert unseen
    for form in (("audit", "--fail-on", "never"), ("inventory",), ("audit", "--fail-on", "never", "-f", "html")):
        said = program(*form, *keys, capture).stdout.decode()
        assert "0x00000000" not in said and f"? {unseen[0]['spi_r']}" in said


def test_a_rekey_without_its_response_is_not_called_closed_or_absent(program, tmp_path):
    capture = one_way(HYBRID / "capture.pcap", tmp_path, from_alice=True)
    notes = audit(program, "--keys", HYBRID / "keys", capture)["coverage"]["notes"]
    assert "the exchange that began 1 IKE SA is not in the capture as a whole, or was a rekey that was not opened" in notes


def test_a_pair_counts_once_in_several_captures(program, tmp_path):
    other = tmp_path / "other/capture.pcap"
    other.parent.mkdir()
    shutil.copy(HYBRID / "capture.pcap", other)
    keys = ("--keys", HYBRID / "keys")
    said = program("inventory", *keys, HYBRID / "capture.pcap", other).stdout.decode()
    assert "1 of 1 pair of addresses\n" in said
    assert "  hybrid-ml-kem/capture.pcap  10.1.0.10 -> 10.2.0.10" in said and "  other/capture.pcap  " in said
    assert "capture.pcap  10.1.0.10 ->" not in program("inventory", *keys, other).stdout.decode()


def rows_of(done):
    return {(row["kind"], row["name"], row["key_bits"], row["scope"]): row for row in csv.DictReader(io.StringIO(done.stdout.decode()))}


def test_a_policy_names_the_captures_that_show_an_algorithm(program, tmp_path):
    classical = ROOT / "samples/esp-replay/capture.pcap"
    clear = tmp_path / "clear.pcap"
    clear.write_bytes(cut_capture.records(classical)[0])
    done = program("policy", "from-capture", HYBRID / "capture.pcap", classical, clear)
    assert done.returncode == 0
    rows = rows_of(done)
    both = "hybrid-ml-kem/capture.pcap, esp-replay/capture.pcap"
    assert rows["ke", "ML-KEM-768", "", "ike"]["reason"] == "negotiated in hybrid-ml-kem/capture.pcap"
    assert rows["ke", "ML-KEM-768", "", "ike"]["reference"] == "baseline hybrid-ml-kem/capture.pcap"
    assert rows["ke", "Curve25519", "", "ike"]["reason"] == f"negotiated in {both}"
    assert rows["encr", "every other", "", "ike"]["reason"] == f"not in {both}"
    unread = "clear.pcap: no negotiation of IKEv2 that could be read"
    assert unread in done.stderr.decode() and unread in rows["encr", "every other", "", "ike"]["note"]


def test_a_policy_says_what_stayed_closed(program, tmp_path):
    """Keys of the first IKE SA alone: what the second negotiated for ESP is not in the policy, which says so."""
    keys = tmp_path / "keys.jsonl"
    lines = [line for line in Path(HYBRID / "keys/full.jsonl").read_text().splitlines() if line.strip()]
    spi = audit(program, HYBRID / "capture.pcap")["ike_sas"][0]["spi_i"]
    keys.write_text("\n".join(line for line in lines if spi in line) + "\n")
    keys.chmod(0o600)
    done = program("policy", "from-capture", "--keys", keys, HYBRID / "capture.pcap")
    rows = rows_of(done)
    note = rows["encr", "every other", "", "esp"]["note"]
    assert "encrypted IKE messages were not opened, the algorithms of 2 ESP or AH SAs are not known; what was negotiated there is not in the policy" in note
    assert note in done.stderr.decode()
    full = program("policy", "from-capture", "--keys", HYBRID / "keys", HYBRID / "capture.pcap")
    assert full.returncode == 0 and b"not opened" not in full.stderr and not any(row["note"] for row in rows_of(full).values())


def test_keys_that_open_a_part_are_not_said_to_open_nothing(program, tmp_path):
    keys = tmp_path / "keys.jsonl"
    lines = [line for line in Path(HYBRID / "keys/full.jsonl").read_text().splitlines() if "ike" in line.lower()]
    keys.write_text(lines[0] + "\n")
    keys.chmod(0o600)
    said = program("keys", "list", keys, "--match", HYBRID / "capture.pcap").stdout.decode()
    opened = next(line for line in said.splitlines() if "opened" in line and "0 of" not in line)
    assert ", none of the other " in opened, said


def test_a_largest_packet_is_no_setting(program, corpus, tmp_path):
    keys = corpus / "lab/d02_invalid_ke_retry/keys"
    page = program("audit", "--fail-on", "never", "-f", "html", "--keys", keys, corpus / "lab/d02_invalid_ke_retry/capture.pcap").stdout.decode()
    assert "octets fit: a TCP MSS" not in page and "Inner packets of at least " in page
