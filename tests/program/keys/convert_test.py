# SPDX-License-Identifier: GPL-2.0-or-later
"""`espect keys convert`: what it writes is not nothing without a word."""
import pytest
from check import ROOT

KEYS = ROOT / "samples/hybrid-ml-kem/keys"


@pytest.mark.parametrize(("keys", "form", "row"), [("ike.jsonl", "ikev2_decryption_table", "AES"), ("esp.jsonl", "esp_sa", '"IPv4"'), ("ike.jsonl", "espect", '"type"')])
def test_what_can_be_said_is_written(program, keys, form, row):
    done = program("keys", "convert", KEYS / keys, "--to", form)
    assert done.returncode == 0 and row in done.stdout.decode(), done


@pytest.mark.parametrize(("keys", "form"), [("ike.jsonl", "esp_sa"), ("esp.jsonl", "ikev2_decryption_table"), ("ike.jsonl", "ikev1_decryption_table")])
def test_an_empty_table_is_said(program, keys, form):
    done = program("keys", "convert", KEYS / keys, "--to", form)
    assert (done.returncode, done.stdout) == (1, b"") and f"no keys that {form} can express" in done.stderr.decode()
