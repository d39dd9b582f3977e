# SPDX-License-Identifier: GPL-2.0-or-later
"""Policies from files and from captures that are known to be right.

A capture is clean under the policy that it was written from; another one has drifted exactly by the algorithms that only
the other negotiated. --corpus: every capture of $ESPECT_CORPUS/lab that a negotiation can be read from.
"""
import csv
import io
import json
import tempfile
from pathlib import Path

from check import ROOT

HEADER = "kind,id,name,key_bits,scope,verdict,reason,reference,note"
DRIFT = "configuration drift"


def audit(program, policy, capture, keys):
    done = program("audit", "-f", "json", "--fail-on", "never", "--policy", policy, *keys, capture)
    return done, json.loads(done.stdout) if done.stdout else None


def drifts(report):
    return [finding for finding in report["findings"] if finding["rule"] == "weak-algorithm"]


def keys_of(folder):
    return ("--keys", folder / "keys") if (folder / "keys").is_dir() else ()


def baseline(program, capture, keys, output):
    return program("policy", "from-capture", *keys, "-o", output, capture)


def round_trip(program, check, capture, keys, place):
    """The policy of a capture, or None when nothing in it could be read."""
    policy = Path(place, f"{capture.parent.name}-{capture.name}.csv")
    done = baseline(program, capture, keys, policy)
    if done.returncode == 1:
        check(b"no negotiation" in done.stderr, "captures without a negotiation", f"{capture}: {done.stderr.decode()}")
        return None
    if not check.same(done.returncode, 0, "policies written", f"{capture}: {done.stderr.decode()}"):
        return None
    again = program("policy", "show", policy)
    check.same(again.stdout, policy.read_bytes(), "policies read back the same", capture)
    _, report = audit(program, policy, capture, keys)
    found = drifts(report)
    answered = {sa["id"] for sa in report["ike_sas"] if sa["proposal"]}
    check.same([finding["message"] for finding in found if finding["ike_sa"] in answered], [], "captures without drift from themselves", capture)
    return policy


def samples(program, check, place):
    folder = ROOT / "samples"
    hybrid = folder / "hybrid-ml-kem"
    policy = round_trip(program, check, hybrid / "capture.pcap", keys_of(hybrid), place)
    rows = list(csv.DictReader(io.StringIO(policy.read_text())))
    said = {(row["kind"], row["name"], row["scope"]): row["verdict"] for row in rows}
    check.same(said.get(("ke", "ML-KEM-768", "ike")), "required", "rows of a policy", said)
    check.same(said.get(("encr", "every other", "esp")), "forbidden", "rows of a policy", said)
    for sample, expected in (("invalid-ke-retry", 1), ("hybrid-ml-kem", 0)):
        done, report = audit(program, policy, folder / sample / "capture.pcap", keys_of(folder / sample))
        check.same(len(drifts(report)), expected, "other captures that drifted", f"{sample} {drifts(report)}")
        check(all(DRIFT in finding["message"] and str(policy) in finding["message"] for finding in drifts(report)), "sentences about drift", sample)


def without_keys(program, check, place):
    capture = ROOT / "samples/hybrid-ml-kem/capture.pcap"
    done = program("policy", "from-capture", capture)
    check(done.returncode == 0 and b"says nothing about ESP and AH" in done.stderr, "policies without keys", done.stderr.decode())
    scopes = {row["scope"] for row in csv.DictReader(io.StringIO(done.stdout.decode()))}
    check.same(scopes, {"ike"}, "policies without keys")
    policy = Path(place, "clear.csv")
    policy.write_bytes(done.stdout)
    _, report = audit(program, policy, capture, keys_of(capture.parent))
    check.same(drifts(report), [], "policies without keys", "audited with keys")


def names(program, check):
    listed = program("policy", "list").stdout.decode().split()
    check.same(sorted(listed), sorted(path.stem for path in ROOT.glob("ipsec/registry/policies/*.csv")), "policies listed")
    for name in listed:
        shown = program("policy", "show", name)
        same = list(csv.reader(io.StringIO(shown.stdout.decode())))
        check.same(same, list(csv.reader((ROOT / f"ipsec/registry/policies/{name}.csv").open())), "policies shown", name)


def errors(program, check, place):
    capture = ROOT / "samples/hybrid-ml-kem/capture.pcap"
    bad = Path(place, "bad.csv")
    for text, reason in ((f"{HEADER}\n\nencr,20,ENCR_AES_GCM_16,,any,great,,,\n", f"{bad}: line 3: bad verdict 'great'"),
                         ("kind,id\n", f"{bad}: line 1: the header must be {HEADER}"), ("", f"{bad}: line 1: the header"),
                         (f"{HEADER}\nke,31,ML-KEM-768,,ike,required,,,\n", f"{bad}: line 2: ke 31 is 'Curve25519', not 'ML-KEM-768'")):
        bad.write_text(text)
        for arguments in (("audit", "--policy", bad, capture), ("policy", "show", bad)):
            done = program(*arguments)
            check((done.returncode, done.stdout) == (2, b"") and reason in done.stderr.decode(), "errors of policy files", f"{arguments}: {done.stderr.decode()}")
    for name in ("nonesuch", str(place)):
        done = program("audit", "--policy", name, capture)
        check(done.returncode == 2 and name in done.stderr.decode(), "policies that are not there", done.stderr.decode())
    done = program("policy", "from-capture", bad)
    check(done.returncode == 3 and str(bad) in done.stderr.decode(), "captures that are none", done.stderr.decode())
    done = program("policy", "from-capture", capture, "-o", Path(place, "no", "such", "folder.csv"))
    check.same(done.returncode, 4, "policies that cannot be written", done.stderr.decode())


def lab(program, check, folder, place):
    policies = {}
    for capture in sorted(folder.glob("*/*.pcap")):
        if capture.stat().st_size < 5_000_000 and "z_bulk" not in capture.parts:
            policies[capture] = round_trip(program, check, capture, keys_of(capture.parent), place)
    written = [capture for capture, policy in policies.items() if policy]
    check(len(written) > 40, "captures of the lab with a policy", len(written))
    _, report = audit(program, policies[folder / "a_mlkem768/capture.pcap"], folder / "m3_ikev2_weak/capture.pcap", keys_of(folder / "m3_ikev2_weak"))
    texts = [finding["evidence"]["negotiated"] for finding in drifts(report)]
    check(len(texts) == 1 and "ENCR_3DES" in texts[0] and DRIFT in texts[0], "drift to weak algorithms", texts)


def test_policies(program, check):
    with tempfile.TemporaryDirectory() as place:
        samples(program, check, place)
        without_keys(program, check, place)
        names(program, check)
        errors(program, check, place)


def test_policies_of_the_corpus(released, corpus, check):
    with tempfile.TemporaryDirectory() as place:
        lab(released, check, corpus / "lab", place)
