# SPDX-License-Identifier: GPL-2.0-or-later
"""espect.toml, ESPECT_* variables, init, config show: what audit is told without the command line."""
import json
import os
import re
import subprocess

import jsonschema
import pytest
from check import ROOT

CAPTURE = ROOT / "samples/esp-replay/capture.pcap"


@pytest.fixture
def here(program, tmp_path):
    """Runs the program in a folder of its own."""
    def run(*arguments, folder=tmp_path, **variables):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ESPECT_")}
        return subprocess.run([str(program.path), *map(str, arguments)], cwd=folder, env=clean | variables, capture_output=True, text=True, check=False)
    return run


def test_flags_win_over_variables_and_these_over_the_file(here, tmp_path):
    (tmp_path / "espect.toml").write_text('[audit]\nfail-on = "never"\nmin-severity = "high"\n')
    assert here("audit", CAPTURE).returncode == 0
    assert here("audit", CAPTURE, ESPECT_FAIL_ON="high").returncode == 1
    assert here("audit", "--fail-on", "never", CAPTURE, ESPECT_FAIL_ON="high").returncode == 0
    assert here("audit", "--no-config", CAPTURE).returncode == 1
    report = json.loads(here("audit", "-f", "json", CAPTURE).stdout)
    assert report["summary"]["suppressed"]["below_min_severity"] == 1 and report["summary"]["threshold"] == "never"


def test_the_file_is_found_above_and_its_paths_are_meant_from_there(here, tmp_path):
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    (tmp_path / "espect.toml").write_text('[audit]\nbaseline = "known.csv"\nignore = ["pq-*"]\nformat = ["json"]\n')
    (tmp_path / "known.csv").write_text("fingerprint,severity,rule,subject\n")
    report = json.loads(here("audit", CAPTURE, folder=inner).stdout)
    assert {finding["rule"] for finding in report["findings"]} == {"esp-sequence-reused"}
    other = tmp_path / "other.toml"
    other.write_text('[audit]\nformat = ["json"]\n[audit.severity]\n"esp-*" = "low"\n')
    report = json.loads(here("audit", "--config", other, CAPTURE, folder=inner).stdout)
    assert report["summary"]["high"] == 0 and report["summary"]["low"] == 3


def test_all_that_is_wrong_is_told_with_line_and_column(here, tmp_path):
    (tmp_path / "espect.toml").write_text('[audit]\nfail-on = "hihg"\nfail-no = "high"\nrequire-ipsec = "yes"\n[adit]\n')
    done = here("audit", CAPTURE)
    assert done.returncode == 2
    for part in ("espect.toml:2:", "'hihg' is none of high, medium, low, info, never; did you mean high?", "espect.toml:3:", "did you mean fail-on?",
                 "espect.toml:4:", "require-ipsec: true or false", "'adit' is no table"):
        assert part in done.stderr
    (tmp_path / "espect.toml").write_text('[audit]\nfail-on = \n')
    assert re.search(r"espect\.toml:2:\d+: ", here("audit", CAPTURE).stderr)
    assert here("audit", "--no-config", CAPTURE, ESPECT_FAIL_ON="hihg").returncode == 2
    assert here("audit", "--config", tmp_path / "none.toml", CAPTURE).returncode == 2


def test_init_writes_what_audit_reads_and_spoils_nothing(here, tmp_path):
    assert here("init").returncode == 0
    assert here("audit", CAPTURE).returncode == 1
    assert here("init").returncode == 2
    text = (tmp_path / "espect.toml").read_text()
    (tmp_path / "espect-baseline.csv").write_text("fingerprint,severity,rule,subject\n")
    (tmp_path / "espect-waivers.csv").write_text("rule,peers,fingerprint,reason,owner,expires\n")
    # Every example holds when its # is taken away.
    (tmp_path / "espect.toml").write_text(re.sub(r'^# (\[audit\.|"|[a-z-]+ = (["\[]|true))', r"\1", text, flags=re.MULTILINE).replace('keys = ["keys"]\n', ""))
    done = here("config", "show")
    assert done.returncode == 0, done.stderr
    for line in ("fail-on = high  (espect.toml:", "require-opened = true", "ignore = pq-*", "severity = esp-capture-duplicate=info"):
        assert line in done.stdout


def test_config_show_says_what_holds_and_from_where(here, tmp_path):
    (tmp_path / "espect.toml").write_text('[audit]\nselect = ["replay", "policy"]\n')
    said = here("config", "show", ESPECT_MIN_SEVERITY="low").stdout
    assert "select = replay, policy  (espect.toml:2)" in said
    assert "min-severity = low  (ESPECT_MIN_SEVERITY)" in said and "fail-on = high  (default)" in said


def test_the_schema_knows_every_option_and_no_other(here):
    schema = json.loads((ROOT / "docs/config.schema.json").read_text())
    options = {line.split(" = ")[0] for line in here("config", "show").stdout.splitlines()}
    assert set(schema["properties"]["audit"]["properties"]) == options
    jsonschema.validate({"audit": {"fail-on": "high", "severity": {"esp-*": "low"}}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"audit": {"fail-on": "hihg"}}, schema)


def test_limits_are_a_table_of_numbers(here, tmp_path):
    (tmp_path / "espect.toml").write_text("[audit.limit]\nsas = 1\n")
    assert "limit = sas=1  (espect.toml:1)" in here("config", "show").stdout
    assert "of SAs beyond the limit not audited" in here("audit", CAPTURE).stdout
    (tmp_path / "espect.toml").write_text("[audit.limit]\nsas = 0\n")
    done = here("audit", CAPTURE)
    assert done.returncode == 2 and "espect.toml:2" in done.stderr and "wants a number from 1" in done.stderr


def test_no_configuration_takes_the_sandbox_away(here, tmp_path):
    (tmp_path / "espect.toml").write_text("[audit]\nno-sandbox = true\n")
    done = here("audit", CAPTURE)
    assert done.returncode == 2 and "no-sandbox" in done.stderr
    (tmp_path / "espect.toml").write_text('[audit]\nmax-memory = "512"\n')
    assert here("audit", CAPTURE).returncode == 1
    assert "no-sandbox" not in here("config", "show", ESPECT_NO_SANDBOX="true").stdout


def test_did_you_mean_for_commands_and_options(here):
    for words, meant in ((["audti", CAPTURE], "audit"), (["audit", "--fail-no", "high", CAPTURE], "--fail-on"), (["policy", "form-config", "x"], "from-config")):
        done = here(*words)
        assert done.returncode == 2 and f"did you mean {meant}?" in done.stderr


def test_variables_that_no_option_has_are_named(here):
    done = here("audit", "--fail-on", "never", CAPTURE, ESPECT_FAILON="high", ESPECT_WHATEVER="1")
    assert done.returncode == 0
    assert done.stderr == ("espect: no option has the variable ESPECT_FAILON, which is set; did you mean ESPECT_FAIL_ON?\n"
                           "espect: no option has the variable ESPECT_WHATEVER, which is set\n")
    assert here("audit", "--fail-on", "never", CAPTURE, ESPECT_FAIL_ON="high").stderr == ""
