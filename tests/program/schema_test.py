# SPDX-License-Identifier: GPL-2.0-or-later
"""espect schema: the schemas of docs/, and key files that they fit."""
import json

import jsonschema
import pytest
from check import ROOT


def schema_of(program, name):
    done = program("schema", name)
    assert done.returncode == 0
    assert done.stdout == (ROOT / "docs" / f"{name}.schema.json").read_bytes()
    schema = json.loads(done.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_every_schema_of_docs_is_there(program):
    for path in (ROOT / "docs").glob("*.schema.json"):
        schema_of(program, path.name.removesuffix(".schema.json"))
    done = program("schema", "reprot")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"report" in done.stderr


def test_a_report_fits(program):
    report = json.loads(program("audit", "-f", "json", "samples/esp-replay").stdout)
    assert list(schema_of(program, "report").iter_errors(report)) == []
    del report["findings"][0]["rule"]
    assert list(schema_of(program, "report").iter_errors(report)) != []


@pytest.mark.parametrize("path", sorted(ROOT.glob("samples/*/keys/*.jsonl")), ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_key_files_fit(program, path):
    validator = schema_of(program, "keys")
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        assert list(validator.iter_errors(json.loads(line))) == [], line[:100]
    assert list(validator.iter_errors({"type": "no such"})) != []
