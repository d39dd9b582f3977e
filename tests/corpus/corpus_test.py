# SPDX-License-Identifier: GPL-2.0-or-later
"""Audits every capture below $ESPECT_CORPUS and compares with what is known about the recorded ones.

lab/: packets and times of the capture, packets per ESP and AH SA, messages per IKE SA, and the findings that
expected.csv demands or forbids without keys. public/: a report comes, whatever is in the file, and no false alarm about
replays and fragments.
"""
import collections
import csv
import ipaddress
import json
from pathlib import Path


CAPTURE_SUFFIXES = (".pcap", ".pcapng", ".cap", ".pcap.gz", ".pcapng.gz", ".pcap.zst", ".pcapng.zst", ".pcap.lz4", ".pcapng.lz4")
NO_RESPONDER = "0" * 16

# Public captures in which these families find something of severity medium or higher, as their row of catalog.csv says.
PUBLIC_TROUBLE = {
    "public/suricata-verify/input.pcap": {"esp-reserved-spi"},  # SPI 0x7b to 3 destinations
    "public/libpcap/ah-ipip-ping.pcap": {"esp-ip-fragmented"},  # AH in 4 IP fragments
}


def audit(program, check, path, name):
    done = program("audit", "--format", "json", path)
    check(done.returncode in (0, 1, 3), "captures audited", f"{name}: exit {done.returncode} {done.stderr.decode()}")
    try:
        return json.loads(done.stdout), done.returncode
    except ValueError as problem:
        check(done.returncode == 3 and done.stdout == b"", "captures audited", f"{name}: no JSON ({problem}), {done.stderr.decode()}")
        return None, done.returncode


def over_tcp(truth):
    return any(sa["encap"] == "tcp" for sa in truth["sas"])


def same_capture(check, report, truth, name):
    capture = report["captures"][0]
    check.same(capture["packets"], truth["frames"], "packets and times of captures", name)
    for time in ("first_time", "last_time"):
        check.same(round(float(capture[time]), 6), round(truth[time], 6), "packets and times of captures", f"{name} {time}")


def same_flows(check, report, truth, name):
    found, expected = collections.Counter(), collections.Counter()
    for flow in report["flows"]:
        found[flow["protocol"], ipaddress.ip_address(flow["dst"]), int(flow["spi"], 16)] += flow["packets"]
    for sa in truth["sas"]:
        expected[sa["proto"], ipaddress.ip_address(sa["dst"]), int(sa["spi"], 16)] += sa["packets"]
    for key in sorted(found.keys() | expected.keys(), key=str):
        check.same(found[key], expected[key], "packets of ESP and AH SAs", f"{name} {key[0]} {key[1]} 0x{key[2]:08x}")


def same_messages(check, report, rows, name):
    expected = collections.Counter()
    pair_of = {row["spi_i"]: row["spi_r"] for row in rows if row["spi_r"] != NO_RESPONDER}
    for row in rows:
        if row["exchange"] != "NAT-KEEPALIVE":
            responder = row["spi_r"] if row["spi_r"] != NO_RESPONDER else pair_of.get(row["spi_i"], NO_RESPONDER)
            expected[row["spi_i"], responder] += 1
    found = {(sa["spi_i"], sa["spi_r"]): sa["messages"] for sa in report["ike_sas"]}
    for key in sorted(found.keys() | expected.keys()):
        check.same(found.get(key, 0), expected[key], "messages of IKE SAs", f"{name} {key[0]}:{key[1]}")


def message_rows(path, truth):
    table = path.with_suffix(".messages.tsv")
    if truth["ike_messages"] == 0 and not table.exists():  # SAs set up by hand
        return []
    with open(table, newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def events(report, rules):
    return sum(finding["count"] for finding in report["findings"] if finding["rule"] in rules)


def expected_findings(check, report, rows, known, name):
    """The rows of one capture without keys; rules that do not exist yet are left out."""
    listed = {rule for row in rows if row["expectation"] in ("must", "may") for rule in row["rule"].split("|")}
    for row in rows:
        rules, expectation = row["rule"].split("|"), row["expectation"]
        what = f"{name} {row['rule']} {expectation} {row['count']} ({row['note']})"
        if row["rule"].startswith("@"):
            found = [(f["rule"], f["message"]) for f in report["findings"] if f["severity"] == row["rule"][1:] and f["rule"] not in listed]
            check.same((expectation, found), ("must-not", []), "no other finding of a severity", what)
        elif not set(rules) & known:
            continue
        elif expectation == "must-not":
            check.same(events(report, rules), 0, "findings that must not be", what)
        elif expectation == "must":
            count, found = row["count"], events(report, rules)
            good = found == int(count[1:]) if count.startswith("=") else found >= int(count or 1)
            check(good, "findings that must be", f"{what}: found {found}")


def lab(program, check, folder):
    truths = json.loads((folder / "truth.json").read_text())
    known = {line.split()[0] for line in program("rules").stdout.decode().splitlines()[1:] if line.strip()}
    check(len(known) >= 8, "rules of the program", f"{known}")
    expectations = collections.defaultdict(list)
    with open(folder / "expected.csv", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["keys"] == "no":
                expectations[row["scenario"], row["capture"]].append(row)
    for scenario, captures in truths.items():
        for capture, truth in captures.items():
            path, name = folder / scenario / capture, f"{scenario}/{capture}"
            report, status = audit(program, check, path, name)
            if not check(report is not None and status != 3, "captures of the lab that read to their end", name):
                continue
            same_capture(check, report, truth, name)
            if over_tcp(truth):
                print(f"not compared: {name} (IKE and ESP over TCP)")
                continue
            same_flows(check, report, truth, name)
            same_messages(check, report, message_rows(path, truth), name)
            expected_findings(check, report, expectations[scenario, capture], known, name)


def test_corpus(program, corpus, check):
    folder = corpus
    lab(program, check, folder / "lab")
    public = [path for path in sorted((folder / "public").rglob("*")) if path.is_file() and path.name.endswith(CAPTURE_SUFFIXES)]
    for path in public:
        name = path.relative_to(folder).as_posix()
        report, status = audit(program, check, path, name)
        if report is not None:
            found = {f["rule"] for f in report["findings"] if f["family"] in ("replay", "fragmentation") and f["severity"] in ("medium", "high")}
            check.same(found, PUBLIC_TROUBLE.get(name, set()), "no false alarm about replays and fragments in public captures", name)
        if report is not None and status != 3:
            check(report["captures"][0]["packets"] > 0, "public captures with packets", name)
        else:
            check.counts["public captures not read to their end"] = check.counts.get("public captures not read to their end", 0) + 1
            print(f"not read to its end: {name}: {report['captures'][0]['problem'] if report else 'no report'}")
