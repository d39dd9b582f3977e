# SPDX-License-Identifier: GPL-2.0-or-later
"""The preferences espect.select, espect.ignore and espect.severity: those of espect audit, word for word."""
import json

import pytest

FIELDS = ["-T", "fields", "-E", "aggregator=,", "-e", "frame.number", "-e", "espect.finding.rule", "-e", "espect.finding.severity"]
SEVERITIES = {"0": "info", "1": "low", "2": "medium", "3": "high"}
WAYS = [  # preferences, options of the program
    ({}, []),
    ({"select": "esp-icv-failed,quantum"}, ["--select", "esp-icv-failed", "--select", "quantum"]),
    ({"select": "replay"}, ["--select", "replay"]),
    ({"ignore": "esp-*"}, ["--ignore", "esp-*"]),
    ({"select": "esp-*", "ignore": "esp-unknown-spi"}, ["--select", "esp-*", "--ignore", "esp-unknown-spi"]),
    ({"severity": "esp-*=low pq-not-offered=high"}, ["--severity", "esp-*=low", "--severity", "pq-not-offered=high"]),
]


def of_program(program, folder, options):
    done = program("audit", "--format", "json", "--keys", folder / "keys", *options, folder / "capture.pcap")
    found = {}
    for finding in json.loads(done.stdout)["findings"]:
        for frame in finding["frames"]:
            found.setdefault(frame, set()).add((finding["rule"], finding["severity"]))
    return found


def of_plugin(tshark, folder, preferences):
    options = [part for name, value in preferences.items() for part in ("-o", f"espect.{name}:{value}")]
    shown = {}
    for line in tshark("-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", *options, "-Y", "espect.finding.rule", *FIELDS).splitlines():
        frame, rules, severities = line.split("\t")
        shown[int(frame)] = set(zip(rules.split(","), (SEVERITIES[value] for value in severities.split(","))))
    return shown


@pytest.mark.parametrize("preferences, options", WAYS, ids=[" ".join(preferences) or "none" for preferences, _ in WAYS])
def test_as_the_program_does(tshark, check, program, samples, preferences, options):
    folder = samples / "esp-replay"
    shown, wanted = of_plugin(tshark, folder, preferences), of_program(program, folder, options)
    check(wanted and shown == wanted, "findings and severities of the program", f"{sorted(shown.items())[:6]}\n  expected {sorted(wanted.items())[:6]}")


def test_a_severity_is_found_under_its_rule(tshark, check, samples):
    """Wireshark fixes the severity of an expert item when it starts: another one is another item, and the rule's filter finds it."""
    folder = samples / "esp-replay"
    options = ["-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-o", "espect.severity:esp-icv-failed=info"]
    found = [tshark(*options, "-Y", expression, "-T", "fields", "-e", "frame.number").split()
             for expression in ("espect.finding.esp-icv-failed", "espect.finding_as.info", "espect.finding.esp-icv-failed && espect.finding.severity == 0")]
    check(found[0] and found[0] == found[1] == found[2], "the same frames", found)


def test_a_word_that_names_no_rule(tshark, check, samples):
    folder = samples / "esp-replay"
    options = ["-2", "-r", folder / "capture.pcap", "-o", "espect.select:esp-replays", "-T", "fields", "-e", "frame.number"]
    said = tshark(*options, "-e", "_ws.expert.message", "-Y", "espect.preference.warning")
    check(said.startswith("1\t") and "esp-replays" in said, "said on the first frame, and nowhere else", said)
    check(len(tshark(*options, "-Y", "espect.finding.rule").split()) > 3, "and every rule runs")


def test_policy(tshark, check, program, samples):
    folder = samples / "esp-replay"
    for policy in ("cnsa2", "bsi-tr02102-3"):
        shown, wanted = of_plugin(tshark, folder, {"policy": policy}), of_program(program, folder, ["--policy", policy])
        check(shown == wanted, f"{policy}: findings of the program", f"{shown}\n  expected {wanted}")
    check(any("policy" in rule for rules in of_plugin(tshark, folder, {"policy": "cnsa2"}).values() for rule, _ in rules)
          or of_plugin(tshark, folder, {"policy": "cnsa2"}) != of_plugin(tshark, folder, {}), "another policy finds other things")
    said = tshark("-r", folder / "capture.pcap", "-o", "espect.policy:nowhere.csv", "-Y", "espect.preference.warning", "-T", "fields", "-e", "_ws.expert.message")
    check("nowhere.csv" in said, "one that is missing is said", said)


def test_folders_that_give_nothing(tshark, check, samples):
    """An empty folder, one that holds no keys, a file that is none: said on the first frame."""
    folder = tshark.folder / "no-keys"
    folder.mkdir()
    folder.chmod(0o755)
    unreadable = tshark.folder / "unreadable"
    unreadable.mkdir()
    unreadable.chmod(0)
    text = tshark.write("no-keys.jsonl", b"nothing that a key source writes\n")
    for path, words in ((folder, "no keys in this folder"), (unreadable, "Permission denied"), (text, "no key source that is known"), (folder / "gone", "No such file")):
        said = tshark("-r", samples / "esp-replay" / "capture.pcap", "-o", f"espect.keys:{path}", "-Y", "espect.keys.warning", "-T", "fields", "-e", "frame.number", "-e", "_ws.expert.message")
        check(said.startswith("1\t") and words in said, f"{path.name}: {words}", said)
    unreadable.rmdir()
    folder.rmdir()


def test_table_of_key_sources(tshark, check, samples):
    folder = samples / "esp-replay"
    def opened(options):
        return len(tshark("-r", folder / "capture.pcap", *options, "-Y", "espect.sa.icv_good == 1", "-T", "fields", "-e", "frame.number").split())
    wanted = opened(["-o", f"espect.keys:{folder / 'keys'}"])
    check(wanted > 100 and opened(["-o", f'uat:espect_keys:"","{folder / "keys"}",""']) == wanted, "a folder in a row")
    check(opened(["-o", f'uat:espect_keys:"{folder / "keys" / "esp.jsonl"}","",""']) == wanted, "a file in a row")
    with tshark.profile({"espect_keys": f'"{folder / "keys" / "esp.jsonl"}","","of another day"\n'}):
        check(opened([]) == wanted, "in a profile")
    missing = tshark("-r", folder / "capture.pcap", "-o", 'uat:espect_keys:"/nonexistent/keys","",""', "-Y", "espect.keys.warning", "-T", "fields", "-e", "_ws.expert.message")
    check("/nonexistent/keys" in missing, "a file that is missing is said on the first frame", missing)
