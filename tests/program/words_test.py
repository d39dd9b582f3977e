# SPDX-License-Identifier: GPL-2.0-or-later
"""Words that people know from elsewhere, and words that they mistype."""
import json

import pytest
from check import ROOT

NAMES = {
    "x25519": "Curve25519", "modp2048": "2048-bit MODP", "aes256gcm16": "ENCR_AES_GCM_16", "aes_gcm256": "ENCR_AES_GCM_16",
    "ecp384": "384-bit random ECP", "prime256v1": "256-bit random ECP", "dh31": "Curve25519", "mlkem768": "ML-KEM-768",
    "ke1_mlkem768": "ML-KEM-768", "prfsha384": "PRF_HMAC_SHA2_384", "aes128-ccm8": "ENCR_AES_CCM_8", "sha2_256": "AUTH_HMAC_SHA2_256_128",
    "chacha20-poly1305": "ENCR_CHACHA20_POLY1305", "aesxcbc": "AUTH_AES_XCBC_96", "aes-256-gcm": "ENCR_AES_GCM_16",
}


@pytest.mark.parametrize("word", NAMES)
def test_lookup_knows_the_words_of_strongswan_libreswan_and_openssl(program, word):
    done = program("lookup", word)
    assert done.returncode == 0
    assert NAMES[word] in done.stdout.decode()


@pytest.mark.parametrize("arguments, meant", [
    (["lookup", "ml-kem-7688"], "ML-KEM-768"), (["lookup", "x25591"], "x25519"), (["explain", "esp-sequence-resued"], "esp-sequence-reused"),
    (["policy", "show", "cnsa3"], "cnsa2"), (["audti", "x.pcap"], "audit"), (["keys", "convret"], "convert"), (["audit", "-f", "jsn", "x.pcap"], "json"),
    (["audit", "--fail-onn", "high", "x.pcap"], "--fail-on"),
])
def test_a_mistyped_word_gets_a_suggestion(program, arguments, meant):
    done = program(*arguments)
    assert done.returncode in (1, 2)
    assert f"did you mean {meant}?" in done.stderr.decode()


def test_a_word_like_no_other_gets_none(program):
    assert b"did you mean" not in program("explain", "zzzzzzzz").stderr


def test_a_command_that_is_not_there_is_told_by_its_name(program):
    assert program("audti", "x.pcap").stderr.decode().startswith("no command is called audti; did you mean audit?\n")
    assert program("frobnicate").stderr.decode().startswith("no command is called frobnicate\n")
    assert program("keys").stderr.decode().startswith("A subcommand is required")


def test_a_frame_that_is_not_there_is_told(program):
    capture = ROOT / "samples/esp-replay/capture.pcap"
    done = program("dump", "--frame", "99999", capture)
    assert done.returncode == 1 and done.stdout == b"" and "there is no frame 99999: " in done.stderr.decode()
    done = program("dump", "--frame", "1", "--frame", "0", capture)
    assert done.returncode == 1 and done.stdout and "there is no frame 0" in done.stderr.decode()
    assert program("dump", "--frame", "1", capture).returncode == 0


def test_wrong_values_name_the_right_ones(program):
    said = program("audit", "--fail-on", "hihg", "x").stderr.decode()
    assert "'hihg' is none of high, medium, low, info, never; did you mean high?" in said


def test_rules_as_json(program):
    rules = json.loads(program("rules", "--format", "json").stdout)
    assert len(rules) > 80 and all(rule["id"] and rule["severity"] in ("high", "medium", "low", "info") and rule["advice"] for rule in rules)
