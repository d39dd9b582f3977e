# SPDX-License-Identifier: GPL-2.0-or-later
"""The inventory of every capture of $ESPECT_CORPUS/lab against what is known about it.

From truth.json: IKE SAs with their state, Child SAs with algorithms, mode and sequence numbers. From *.messages.tsv, which
the recorder decrypted: key exchanges in order, who rekeyed what. From the peers' configuration: traffic selectors.
"""
import csv
import ipaddress
import json
import re
from pathlib import Path

from cyclonedx import problems

LARGEST = 5_000_000  # octets of a capture
CIPHERS = {  # of the kernel: those of the registry that it may be
    "cbc(aes)": ("ENCR_AES_CBC",), "rfc4106(gcm(aes))": ("ENCR_AES_GCM_16", "ENCR_AES_GCM_12", "ENCR_AES_GCM_8"),
    "rfc3686(ctr(aes))": ("ENCR_AES_CTR",), "rfc4309(ccm(aes))": ("ENCR_AES_CCM_16", "ENCR_AES_CCM_12", "ENCR_AES_CCM_8"),
    "rfc7539esp(chacha20,poly1305)": ("ENCR_CHACHA20_POLY1305",), "ecb(cipher_null)": ("ENCR_NULL",), "rfc4543(gcm(aes))": ("ENCR_NULL_AUTH_AES_GMAC",),
    "cbc(camellia)": ("ENCR_CAMELLIA_CBC",), "cbc(des3_ede)": ("ENCR_3DES",)}
MACS = {"hmac(sha256)": "AUTH_HMAC_SHA2_256_128", "hmac(sha1)": "AUTH_HMAC_SHA1_96", "hmac(sha384)": "AUTH_HMAC_SHA2_384_192",
        "hmac(sha512)": "AUTH_HMAC_SHA2_512_256", "xcbc(aes)": "AUTH_AES_XCBC_96", "cmac(aes)": "AUTH_AES_CMAC_96", "hmac(md5)": "AUTH_HMAC_MD5_96"}


def same_ike_sas(check, found, truth, name):
    expected = {(sa["spi_i"], sa["spi_r"]): sa for sa in truth["ike_sa_list"]}
    complete = {(sa["spi_i"], sa["spi_r"]): sa for sa in found["ike_sas"] if int(sa["spi_r"], 16)}
    check.same(sorted(complete), sorted(expected), "IKE SAs", name)
    for pair in complete.keys() & expected.keys():
        sa, known = complete[pair], expected[pair]
        check.same(sa["rekeyed_from"] is not None, known["made_by_rekey"], "IKE SAs made by a rekey", f"{name} {pair}")
        if sa["version"] == 1:
            continue  # no states of IKEv1
        if known["established"]:
            check(sa["state"] in ("established", "rekeyed", "deleted", "dead"), "IKE SAs that were established", f"{name} {pair} {sa['state']}")
        else:
            check(sa["state"] in ("negotiating", "refused", "deleted", "dead"), "IKE SAs that were not established", f"{name} {pair} {sa['state']}")
    half_open = [sa for sa in found["ike_sas"] if sa["version"] == 2 and not int(sa["spi_r"], 16)]
    check.same(len(half_open), truth["ike_half_open"], "half-open IKE SAs", name)


def child_problem(child, sa):
    algorithm = sa["algorithm"]
    cipher, _, mac = algorithm.partition("+") if sa["proto"] == "esp" else ("", "", algorithm)
    if child["protocol"] != sa["proto"]:
        return "protocol"
    if cipher and child["encr"] not in CIPHERS[cipher]:
        return f"{child['encr']} for {cipher}"
    if (child["integ"] or "") != (MACS[mac] if mac else ""):
        return f"{child['integ']} for {mac}"
    # Under IPComp the kernel's tunnel is that of IPComp, and its ESP in transport mode.
    if child["mode"] != sa["mode"] and not (child["ipcomp"] and (child["mode"], sa["mode"]) == ("tunnel", "transport")):
        return f"{child['mode']} mode"
    if (child["sn"] == "64-bit") != sa["esn"]:
        return f"{child['sn']} numbers"
    return ""


def same_children(check, found, truth, name):
    by_spi = {spi: child for child in found["child_sas"] for spi in (child["spi_i"], child["spi_r"])}
    check.same(len(found["child_sas"]), truth["child_sa_pairs"], "numbers of Child SAs", name)
    for sa in truth["sas"]:
        if not sa["known_sa"]:
            check(sa["spi"] not in by_spi, "SPIs that no Child SA has", f"{name} {sa['spi']}")
        elif check(sa["spi"] in by_spi, "SPIs of Child SAs", f"{name} {sa['spi']}"):
            check.same(child_problem(by_spi[sa["spi"]], sa), "", "algorithms, modes and numbers of Child SAs", f"{name} {sa['spi']}")


def message_rows(path):
    with open(path.with_suffix(".messages.tsv"), newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def methods(rows):
    return [int(number) for row in rows for number in re.findall(r"\bKE\((\d+)\)", row["payloads"])]


def key_exchanges(rows, pair):
    """Of the responses of one IKE SA: IKE_SA_INIT and then IKE_INTERMEDIATE."""
    mine = [row for row in rows if (row["spi_i"], row["spi_r"]) == pair and row["type"] == "resp"]
    unique = {row["msgid"]: row for row in mine if row["exchange"] in ("IKE_SA_INIT", "IKE_INTERMEDIATE")}
    fragments = [row for row in mine if row["exchange"] == "IKE_INTERMEDIATE" and methods([row])]
    ordered = {**unique, **{row["msgid"]: row for row in fragments}}
    return methods(ordered[number] for number in sorted(ordered, key=int))


def same_key_exchanges(check, found, rows, name):
    for sa in found["ike_sas"]:
        expected = key_exchanges(rows, (sa["spi_i"], sa["spi_r"]))
        if expected and sa["rekeyed_from"] is None and sa["proposal"]:
            check.same([exchange["id"] for exchange in sa["key_exchanges"]], expected, "key exchanges in order", f"{name} {sa['spi_i']}")


def rekeys(rows):
    """(sender, whether of an IKE SA) of every rekey request that was answered with a new SA, in order of the answers."""
    requests, found, answered = {}, [], set()
    for row in rows:
        key = (row["spi_i"], row["spi_r"], row["msgid"])
        if row["exchange"] != "CREATE_CHILD_SA":
            continue
        if row["type"] == "req":
            requests.setdefault((*key, row["orig"]), row)
        asked = requests.get((*key, "R" if row["orig"] == "I" else "I"))
        if row["type"] != "resp" or asked is None or (key, asked["orig"]) in answered or not re.search(r"\bSA\b", row["payloads"]):
            continue
        answered.add((key, asked["orig"]))
        ike = "TSi" not in asked["payloads"]
        if ike or "N(REKEY_SA)" in asked["payloads"]:
            found.append((asked["src"], ike))
    return found


def same_rekeys(check, found, rows, name):
    expected = rekeys(rows)
    for ike, member in ((True, "ike_sas"), (False, "child_sas")):
        made = [sa["rekeyed_by"] for sa in found[member] if sa["rekeyed_from"] is not None]
        check.same(made, [source for source, of_ike in expected if of_ike == ike], "who rekeyed what", f"{name} {member}")


def selectors(path):
    """(local, remote) networks of every child of a swanctl.conf; none when some are only known when it runs."""
    text = path.read_text()
    pairs = re.findall(r"local_ts = (\S+)\s+remote_ts = (\S+)", text)
    if any("dynamic" in pair for pair in pairs) or len(pairs) < len(re.findall("remote_ts", text)):
        return []
    return [tuple(ipaddress.ip_network(part) for part in pair) for pair in pairs]


def narrower(a, b):
    if a.version != b.version:
        return None
    return a if a.subnet_of(b) else b if b.subnet_of(a) else None


def same_selectors(check, found, folder, name):
    confs = [folder / "conf" / f"{peer}.swanctl.conf" for peer in ("alice", "bob")]
    if not all(conf.is_file() for conf in confs):
        return
    alice, bob = map(selectors, confs)
    agreed = {(str(mine), str(theirs)) for local, remote in alice for there, here in bob
              if (mine := narrower(local, here)) and (theirs := narrower(remote, there))}
    for child in found["child_sas"]:
        if child["mode"] in ("tunnel", "iptfs") and alice and bob:
            sides = (child["ts_i"][0], child["ts_r"][0])
            check(len(child["ts_i"]) == len(child["ts_r"]) == 1 and (sides in agreed or sides[::-1] in agreed), "selectors of Child SAs",
                  f"{name} {sides}, configured {sorted(agreed)}")


def test_inventory(released, corpus, check):
    folder = corpus / "lab"
    for scenario, captures in json.loads((folder / "truth.json").read_text()).items():
        for capture, truth in captures.items():
            path, name = folder / scenario / capture, f"{scenario}/{capture}"
            if path.stat().st_size > LARGEST:
                print(f"not compared: {name} ({path.stat().st_size} octets)")
                continue
            keys = ("--keys", folder / scenario / "keys") if (folder / scenario / "keys").is_dir() else ()
            done = released("inventory", "-f", "json", *keys, path)
            if not check.same(done.returncode, 0, "inventories", f"{name} {done.stderr.decode()}"):
                continue
            found = json.loads(done.stdout)
            check.same(list(problems(json.loads(released("inventory", "-f", "cyclonedx", *keys, path).stdout))), [], "bills of materials", name)
            if any(sa["encap"] == "tcp" for sa in truth["sas"]):
                print(f"not compared: {name} (IKE and ESP over TCP, no IKE keys)")
                continue
            same_ike_sas(check, found, truth, name)
            if truth["ike_encrypted"] == 0 or truth["ike_decryptable"] < truth["ike_encrypted"]:
                print(f"only IKE SAs compared: {name} ({truth['ike_decryptable']} of {truth['ike_encrypted']} messages can be opened)")
                continue
            rows = message_rows(path)
            same_children(check, found, truth, name)
            same_key_exchanges(check, found, rows, name)
            same_rekeys(check, found, rows, name)
            same_selectors(check, found, folder / scenario, name)
