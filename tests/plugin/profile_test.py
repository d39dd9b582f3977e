# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile of docs/wireshark: its filters are filters, its columns are fields, and its widths are those of its columns."""
import re

import pytest
from check import ROOT

PROFILE = ROOT / "docs" / "wireshark" / "profile"
RULES = [line.split("@")[1:3] for line in (PROFILE / "colorfilters").read_text().splitlines() if line.startswith("@")]
CUSTOM = re.findall(r'"%Cus:([^:"]+):', (PROFILE / "preferences").read_text())


@pytest.mark.parametrize("name, expression", RULES, ids=[name for name, _ in RULES])
def test_colours(tshark, samples, name, expression):
    assert tshark.command("-r", samples / "esp-replay" / "capture.pcap", "-Y", expression).returncode == 0


def test_colours_are_used(tshark, check, samples):
    """What stands first wins: a repeated number is not only an opened packet."""
    def first(frame):
        options = ["-2", "-r", samples / "esp-replay" / "capture.pcap", "-o", f"espect.keys:{samples / 'esp-replay' / 'keys'}", "-T", "fields", "-e", "frame.number"]
        return next((name for name, expression in RULES if tshark(*options, "-Y", f"frame.number == {frame} && ({expression})").strip()), None)
    for frame, name in ((123, "IPsec ICV does not verify"), (105, "IPsec repeated number"), (126, "IPsec SPI dead or unknown"), (50, "Inside an opened ESP packet")):
        check(first(frame) == name, f"frame {frame}: {name}", first(frame))


def test_columns(tshark, check, samples):
    capture = samples / "esp-replay" / "capture.pcap"
    for expression in CUSTOM:
        check(tshark.command("-r", capture, "-Y", expression).returncode == 0, f"column {expression}")
    widths = re.findall(r'"%Cus:([^"]+)", \d+', (PROFILE / "recent").read_text())
    check(widths == CUSTOM, "each column has a width", f"{widths}\n  of {CUSTOM}")


def test_spi_fits_its_column(tshark, samples):
    """As Wireshark resolves it, the decimal number stands behind it, and the column cuts both."""
    column = re.search(r'"SPI", "([^"]+)"', (PROFILE / "preferences").read_text())[1]
    shown = tshark("-r", samples / "esp-replay" / "capture.pcap", "-Y", "frame.number == 5", "-o", f'gui.column.format:"SPI","{column}"')
    assert shown.strip() == "0xc29ad385"
