# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile of docs/wireshark: its filters are filters, its columns are fields, and its widths are those of its columns."""
import re

import pytest
from check import ROOT
from sharkd import matching

PROFILE = ROOT / "docs" / "wireshark" / "profile"
RULES = [line.split("@")[1:3] for line in (PROFILE / "colorfilters").read_text().splitlines() if line.startswith("@")]
CUSTOM = re.findall(r'"%Cus:([^:"]+):', (PROFILE / "preferences").read_text())


@pytest.fixture(scope="module")
def found(tshark, samples):
    """{filter or column: frames of the sample with its keys}"""
    sample = samples / "esp-replay"
    return matching(tshark, sample / "capture.pcap", ["isakmp", "no.such.field", *(expression for _, expression in RULES), *CUSTOM], sample / "keys")


def test_a_filter_that_is_none_would_be_noticed(found):
    assert found["isakmp"] and found["no.such.field"] is None


@pytest.mark.parametrize("name, expression", RULES, ids=[name for name, _ in RULES])
def test_colours(found, name, expression):
    assert found[expression] is not None


def test_colours_are_used(found, check):
    """What stands first wins: a repeated number is not only an opened packet."""
    for frame, name in ((123, "IPsec ICV does not verify"), (105, "IPsec repeated number"), (126, "IPsec SPI dead or unknown"), (50, "Inside an opened ESP packet")):
        first = next((name for name, expression in RULES if frame in found[expression]), None)
        check(first == name, f"frame {frame}: {name}", first)


def test_columns(found, check):
    for expression in CUSTOM:
        check(found[expression] is not None, f"column {expression}")
    widths = re.findall(r'"%Cus:([^"]+)", \d+', (PROFILE / "recent").read_text())
    check(widths == CUSTOM, "each column has a width", f"{widths}\n  of {CUSTOM}")


def test_spi_fits_its_column(tshark, samples):
    """As Wireshark resolves it, the decimal number stands behind it, and the column cuts both."""
    column = re.search(r'"SPI", "([^"]+)"', (PROFILE / "preferences").read_text())[1]
    shown = tshark("-r", samples / "esp-replay" / "capture.pcap", "-Y", "frame.number == 5", "-o", f'gui.column.format:"SPI","{column}"')
    assert shown.strip() == "0xc29ad385"
