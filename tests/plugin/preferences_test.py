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
    done = tshark.command("-2", "-r", folder / "capture.pcap", "-o", "espect.select:esp-replays", "-Y", "espect.keys.warning || espect.finding.rule",
                          "-T", "fields", "-e", "frame.number")
    check(done.returncode == 0 and b"esp-replays" in done.stderr, "said", done.stderr)
    check(len(done.stdout.split()) > 3, "and every rule runs", done.stdout)
