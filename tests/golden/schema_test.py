# SPDX-License-Identifier: GPL-2.0-or-later
"""JSON reports are what docs/report.schema.json says, and have no member that it does not know."""
import copy
import json

import jsonschema
import pytest
from check import ROOT

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text())
REPORTS = sorted(path for path in ROOT.glob("samples/*/expected/report*.json") if ".gitlab." not in path.name)
HYBRID = ROOT / "samples" / "hybrid-ml-kem"
REPLAY = ROOT / "samples" / "esp-replay" / "capture.pcap"


def closed(schema):
    """The same, without members that it does not name: a reader may meet new ones, but here they must be documented."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(part) for key, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        made.setdefault("additionalProperties", False)
    return made


READER, WRITER = (jsonschema.Draft202012Validator(schema) for schema in (SCHEMA, closed(SCHEMA)))


def complaints(validator, report):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(report)]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_expected_reports(path):
    assert complaints(WRITER, json.loads(path.read_text())) == []


@pytest.mark.parametrize("arguments", [
    ("--keys", HYBRID / "keys", HYBRID / "capture.pcap"),
    ("--same-traffic", REPLAY, REPLAY),
    (ROOT / "samples",),
    (ROOT / "README.md",),
], ids=["keys", "same traffic", "all samples", "no capture"])
def test_reports_of_the_program(program, arguments):
    assert complaints(WRITER, json.loads(program("audit", "-f", "json", *arguments).stdout)) == []


def without(report, *path):
    *parents, last = path
    for part in parents:
        report = report[part]
    del report[last]


def put(report, value, *path):
    *parents, last = path
    for part in parents:
        report = report[part]
    report[last] = value


@pytest.mark.parametrize(("spoil", "validator", "message"), [
    (lambda report: without(report, "summary"), READER, "'summary' is a required property"),
    (lambda report: without(report, "ike_sas", 0, "spi_i"), READER, "'spi_i' is a required property"),
    (lambda report: put(report, "0x1", "ike_sas", 0, "spi_i"), READER, "does not match"),
    (lambda report: put(report, "asleep", "ike_sas", 0, "state"), READER, "is not one of"),
    (lambda report: put(report, -1, "flows", 0, "packets"), READER, "is less than the minimum"),
    (lambda report: put(report, "2", "schema_version"), READER, "'1' was expected"),
    (lambda report: put(report, 1, "flows", 0, "colour"), WRITER, "'colour' was unexpected"),
], ids=["no summary", "no SPI", "bad SPI", "bad state", "negative count", "other version", "undocumented"])
def test_bad_reports_are_refused(spoil, validator, message):
    report = json.loads((HYBRID / "expected" / "report-with-keys.json").read_text())
    assert complaints(validator, report) == []
    spoiled = copy.deepcopy(report)
    spoil(spoiled)
    assert any(message in complaint for complaint in complaints(validator, spoiled)), complaints(validator, spoiled)


def test_a_reader_may_meet_new_members():
    report = json.loads((HYBRID / "expected" / "report-with-keys.json").read_text())
    put(report, 1, "flows", 0, "colour")
    assert complaints(READER, report) == []
