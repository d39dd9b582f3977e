# SPDX-License-Identifier: GPL-2.0-or-later
"""The preference espect.codepoints: ESP echoes under other SPIs than the experimental profile says."""
import re

import renumbered

FIELDS = ["-T", "fields", "-e", "frame.number", "-e", "espect.esp.echo.form", "-e", "espect.esp.echo.time", "-e", "espect.esp.echo.request_in"]


def test_echoes_under_other_spis(tshark, check, samples):
    sample = samples / "esp-echo-plain" / "capture.pcap"
    octets, changed = renumbered.renumbered(sample.read_bytes())
    other, numbers = tshark.write("other.pcap", octets), tshark.write("numbers.csv", renumbered.CODEPOINTS.encode())
    shown = ["-Y", "espect.esp.echo.form", *FIELDS]
    wanted = tshark("-r", sample, *shown)
    check(len(wanted.splitlines()) == changed, "every ESP echo of the sample is shown", f"{len(wanted.splitlines())} of {changed}")
    table = tshark("-q", "-r", sample, "-z", "espect,echo")
    # As the pages of the sample count them: 18 requests over IPv4, one of which asks for no reply.
    check(re.search(r"10\.1\.0\.10 .*in the clear.*\|\s*18\s*\|\s*17\s*\|", table) is not None, "-z espect,echo", table)
    check(not tshark("-r", other, *shown).strip(), "under other SPIs nothing is an echo")
    found = tshark("-r", other, "-o", f"espect.codepoints:{numbers}", *shown)
    check(found == wanted, "with espect.codepoints every echo is shown again", found)
