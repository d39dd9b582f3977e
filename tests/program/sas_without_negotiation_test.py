# SPDX-License-Identifier: GPL-2.0-or-later
"""ESP and AH SAs that keys prove and no negotiation shows: an inventory names their algorithms, and says what is not known.

The keys of `ip xfrm state` alone, of an IKE SA that stays closed. What the kernel says of each SA is in truth.json.
"""
import csv
import io
import json
import re
from pathlib import Path

import pytest
from check import ROOT
from cyclonedx import problems
from raw_packets import ALICE, BOB, esp, pcap

MANY = "h1_many_children_all_algorithms"
CIPHERS = {"cbc(aes)": "ENCR_AES_CBC", "rfc3686(ctr(aes))": "ENCR_AES_CTR", "rfc4106(gcm(aes))": "ENCR_AES_GCM_", "rfc4309(ccm(aes))": "ENCR_AES_CCM_",
           "rfc7539esp(chacha20,poly1305)": "ENCR_CHACHA20_POLY1305", "ecb(cipher_null)": "ENCR_NULL", "rfc4543(gcm(aes))": "ENCR_NULL_AUTH_AES_GMAC",
           "cbc(camellia)": "ENCR_CAMELLIA_CBC", "cbc(des3_ede)": "ENCR_3DES"}
MACS = {"hmac(sha256)": "AUTH_HMAC_SHA2_256_128", "hmac(sha1)": "AUTH_HMAC_SHA1_96", "hmac(sha384)": "AUTH_HMAC_SHA2_384_192",
        "hmac(sha512)": "AUTH_HMAC_SHA2_512_256", "xcbc(aes)": "AUTH_AES_XCBC_96", "cmac(aes)": "AUTH_AES_CMAC_96", "hmac(md5)": "AUTH_HMAC_MD5_96"}


def inventory(program, *arguments):
    return json.loads(program("inventory", "-f", "json", *arguments).stdout)


@pytest.fixture
def many(corpus):
    return corpus / "lab" / MANY


def truth_of(many):
    return {sa["spi"]: sa for sa in json.loads((many.parent / "truth.json").read_text())[MANY]["capture.pcap"]["sas"]}


def test_algorithms_are_those_of_the_kernel(program, many):
    found = inventory(program, "--keys", many / "xfrm-state.alice.1.txt", many / "capture.pcap")
    truth, sas = truth_of(many), found["sas_without_negotiation"]
    assert not found["child_sas"]
    assert {sa["spi"] for sa in sas} == truth.keys()
    for sa in sas:
        known = truth[sa["spi"]]
        cipher, _, mac = known["algorithm"].partition("+") if known["proto"] == "esp" else ("", "", known["algorithm"])
        assert sa["protocol"] == known["proto"] and sa["proven_by"] == "icv"
        assert (sa["encr"] or "").startswith(CIPHERS[cipher] if cipher else "") and bool(sa["encr"]) == bool(cipher)
        assert sa["integ"] == (MACS[mac] if mac else None)
        assert (sa["esn"], sa["packets"], sa["icv_ok"]) == (known["esn"], known["packets"], known["icv_ok"])
        assert sa["not_known"] == ["key_exchanges"] and sa["quantum_resistant"] is None
    assert not any("algorithms of" in note for note in found["coverage"]["notes"])


def test_the_bill_of_materials_has_them(program, many):
    bom = json.loads(program("inventory", "-f", "cyclonedx", "--keys", many / "xfrm-state.alice.1.txt", many / "capture.pcap").stdout)
    assert list(problems(bom)) == []
    protocols = [component for component in bom["components"] if component["bom-ref"].startswith("sa-without-negotiation/") and "/keys" not in component["bom-ref"]]
    assert len(protocols) == len(truth_of(many))
    names = {component["name"] for component in bom["components"]}
    assert {"ENCR_AES_CBC-256", "ENCR_CHACHA20_POLY1305", "AUTH_HMAC_SHA2_256_128"} <= names
    for component in protocols:
        notes = {note["name"]: note["value"] for note in component["properties"]}
        assert notes["espect:key_exchanges"] == "not known" and notes["espect:algorithms_proven_by"] == "the ICV"
        assert component["cryptoProperties"]["protocolProperties"]["ikev2TransformTypes"]


def rows_of(many):
    return [json.loads(line) for line in Path(many / "keys/esp.jsonl").read_text().splitlines()]


def of(found, spi):
    return next(sa for sa in found["sas_without_negotiation"] if sa["spi"] == spi)


@pytest.fixture
def cbc(many):
    """A row of AES-CBC with HMAC, as its keys are."""
    return next(row for row in rows_of(many) if row.get("encr") == 12 and row.get("integ") == 12)


def given(tmp_path, row):
    path = tmp_path / "keys.jsonl"
    path.write_text(json.dumps(row) + "\n")
    path.chmod(0o600)
    return path


def test_a_wrong_encryption_key_proves_no_encryption(program, many, cbc, tmp_path):
    cbc["encr_key"] = "00" * (len(cbc["encr_key"]) // 2)
    sa = of(inventory(program, "--keys", given(tmp_path, cbc), many / "capture.pcap"), cbc["spi"])
    assert (sa["proven_by"], sa["encr"], sa["integ"]) == ("icv", None, "AUTH_HMAC_SHA2_256_128")
    assert sa["not_known"] == ["encr", "key_exchanges"]
    said = program("inventory", "--keys", given(tmp_path, cbc), many / "capture.pcap").stdout.decode()
    assert "encryption not known / HMAC_SHA2_256_128, ICV of 16 octets" in said
    policy = program("policy", "from-capture", "--keys", given(tmp_path, cbc), many / "capture.pcap").stdout.decode()
    assert ",ENCR_AES_CBC,256,esp," not in policy and ",AUTH_HMAC_SHA2_256_128,,esp,acceptable,used in " in policy


def test_an_encryption_key_alone_proves_no_integrity(program, many, cbc, tmp_path):
    for member in ("integ", "integ_key"):
        del cbc[member]
    sa = of(inventory(program, "--keys", given(tmp_path, cbc), many / "capture.pcap"), cbc["spi"])
    assert (sa["proven_by"], sa["encr"], sa["encr_key_bits"], sa["integ"], sa["icv_octets"]) == ("content", "ENCR_AES_CBC", 256, None, 16)
    assert sa["not_known"] == ["integ", "esn", "key_exchanges"]


def test_without_keys_nothing_is_green(program, many):
    found = inventory(program, many / "capture.pcap")
    truth = truth_of(many)
    assert {sa["spi"] for sa in found["sas_without_negotiation"]} == truth.keys()
    # What is not encrypted shows itself, and nothing else does.
    readable = {sa["spi"] for sa in found["sas_without_negotiation"] if sa["proven_by"] == "clear"}
    assert readable and all(truth[spi]["algorithm"].startswith(("ecb(cipher_null)", "rfc4543")) for spi in readable)
    closed = [sa for sa in found["sas_without_negotiation"] if sa["proven_by"] is None]
    assert len(closed) == len(truth) - len(readable)
    assert all(sa["encr"] is None and sa["not_known"] == ["encr"] * (sa["protocol"] == "esp") + ["integ", "esn", "key_exchanges"] for sa in closed)
    note = f"the algorithms of {len(closed)} ESP or AH SAs are not known: no negotiation of them was read, and no key verifies a packet"
    assert note in found["coverage"]["notes"]
    said = program("inventory", many / "capture.pcap").stdout.decode()
    assert note in " ".join(said.split())
    bom = json.loads(program("inventory", "-f", "cyclonedx", many / "capture.pcap").stdout)
    assert list(problems(bom)) == []
    assert sum({"name": "espect:integ", "value": "not known"} in component.get("properties", []) for component in bom["components"]) >= len(closed)


def test_what_was_negotiated_is_said_once(program):
    """With the keys of IKE a Child SA says it; only the two forged packets are of an SA that nobody made."""
    folder = ROOT / "samples/esp-replay"
    found = inventory(program, "--keys", folder / "keys/full.jsonl", folder / "capture.pcap")
    assert len(found["child_sas"]) == 1
    assert [(sa["spi"], sa["proven_by"]) for sa in found["sas_without_negotiation"]] == [("0xdeadbeef", None)]


def test_a_policy_allows_what_keys_prove(program, many, tmp_path):
    keys, policy = many / "xfrm-state.alice.1.txt", tmp_path / "own.csv"
    done = program("policy", "from-capture", "--keys", keys, "-o", policy, many / "capture.pcap")
    assert done.returncode == 0
    rows = {(row["kind"], row["name"], row["key_bits"], row["scope"]): row for row in csv.DictReader(io.StringIO(policy.read_text()))}
    assert rows["encr", "ENCR_AES_CBC", "256", "esp"]["verdict"] == "acceptable"
    assert rows["encr", "ENCR_AES_CBC", "256", "esp"]["reason"] == "used in capture.pcap"
    assert rows["integ", "AUTH_AES_CMAC_96", "", "ah"]["verdict"] == "acceptable"
    assert rows["encr", "every other", "", "esp"]["verdict"] == "forbidden"
    assert ("ke", "every other", "", "esp") not in rows and ("sn", "every other", "", "esp") not in rows
    report = json.loads(program("audit", "-f", "json", "--fail-on", "never", "--policy", policy, "--keys", keys, many / "capture.pcap").stdout)
    assert [finding["message"] for finding in report["findings"] if finding["rule"] == "weak-algorithm" and finding["spi"]] == []


def test_the_html_report_has_a_row_for_each(program, many):
    keys = many / "xfrm-state.alice.1.txt"
    page = program("audit", "-f", "html", "--fail-on", "never", "--keys", keys, many / "capture.pcap").stdout.decode()
    table = page.split("SAs without a negotiation that was read</h3>")[1].split("</table>")[0]
    rows = {cells[1]: cells for cells in (re.findall("<td[^>]*>(.*?)</td>", row) for row in table.split("<tr>")) if cells}
    for sa in inventory(program, "--keys", keys, many / "capture.pcap")["sas_without_negotiation"]:
        kind, _, path, packets, proven, protection = rows.pop(sa["spi"])
        assert (kind, path, packets, proven) == (sa["protocol"].upper(), f'{sa["src"]} &rarr; {sa["dst"]}', str(sa["packets"]), "the ICV")
        assert (sa["encr"] or "").removeprefix("ENCR_") in protection
    assert not rows


def test_sub_sas_are_told_by_their_session(program, tmp_path):
    """In the text and in HTML as in JSON: the SPI of EESP is that of all of them."""
    capture, preset, page = ROOT / "samples/eesp/capture.pcap", tmp_path / "eesp.csv", tmp_path / "page.html"
    preset.write_text("preference,value\nxp.eesp_preset,draft\n")
    sas = inventory(program, "--codepoints", preset, capture)["sas_without_negotiation"]
    wanted = sorted(f"{sa['spi']} session {sa['session_id']}" for sa in sas)
    assert len(set(wanted)) == len(sas) > len({sa["spi"] for sa in sas})
    assert sorted(re.findall(r"0x[0-9a-f]{8} session \d+", program("inventory", "--codepoints", preset, capture).stdout.decode())) == wanted
    program("audit", "--codepoints", preset, capture, "-f", f"html={page}")
    assert sorted(re.findall(r'<td class="mono">(0x[0-9a-f]{8} session \d+)</td>', page.read_text())) == wanted
    assert sorted(re.findall(r"<code>(0x[0-9a-f]{8} session \d+)</code>", page.read_text())) == wanted


def test_an_spi_of_zero_is_shown_as_it_is(program, tmp_path):
    """"?" is for one that is not known."""
    capture = tmp_path / "zero.pcap"
    capture.write_bytes(pcap([esp(0, number, source=ALICE, destination=BOB) for number in (1, 2, 3)]))
    for command in ("audit", "inventory"):
        lines = [line for line in program(command, capture).stdout.decode().splitlines() if line.startswith("  ESP ")]
        assert lines and all("0x00000000" in line for line in lines), command
