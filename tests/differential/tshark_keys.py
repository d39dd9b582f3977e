# SPDX-License-Identifier: GPL-2.0-or-later
"""tshark with Wireshark's key tables: what it decrypts of a capture."""
import collections
import csv
import os
import re
import subprocess

NOBODY = 65534
FRAMES = 1000  # of a capture: the large one of the lab has more
PREFERENCES = ("esp.enable_encryption_decode:TRUE", "esp.enable_authentication_check:TRUE")
Facts = collections.namedtuple("Facts", "protocols spi icv_bad spis exchange header_payload payloads fragment")  # fields of one frame
FIELDS = ("frame.number", "frame.protocols", "esp.spi", "esp.icv_bad", "isakmp.ispi", "isakmp.rspi", "isakmp.messageid", "isakmp.flags",
          "isakmp.nextpayload", "isakmp.typepayload", "isakmp.frag.number")


class Tshark:
    """tshark with nothing but the given tables; not as root."""

    def __init__(self, program):
        self.program = program

    def __call__(self, folder, *arguments):
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "WIRESHARK_CONFIG_DIR": str(folder),
                       "WIRESHARK_EXTCAP_DIR": str(folder),  # capture helpers would be started each time
                       "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        command = [self.program, "-n", *(part for preference in PREFERENCES for part in ("-o", preference)), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=300)
        if done.returncode != 0 or b"rror" in done.stderr:
            raise AssertionError(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode()[-2000:]}")
        return done.stdout.decode("utf-8", "replace")

    def facts(self, folder, together, *only):
        """{frame: Facts} of each capture."""
        found = [{} for _ in together.captures]
        for line in self(folder, "-r", str(together.path), *only, "-T", "fields", *(part for name in FIELDS for part in ("-e", name))).splitlines():
            frame, protocols, spi, bad, initiator, responder, message_id, flags, following, payloads, fragment = line.split("\t")
            place, frame = together.of(int(frame))
            found[place][frame] = Facts(protocols, spi.split(",")[0], bad in ("1", "True"), (initiator, responder), (message_id, flags),
                                        following.split(",")[0], payloads.split(",") if payloads else [], fragment)
        return found

    def decrypted(self, folder, together, *only):
        """{frame: octets} of each capture."""
        found, octets, frame = [{} for _ in together.captures], None, None
        for line in self(folder, "-r", str(together.path), *only, "-P", "-x", "-o", 'gui.column.format:"No.","%m"').splitlines():
            if match := re.fullmatch(r"(.+) \(\d+ bytes?\):", line):
                place, number = together.of(frame)
                octets = found[place].setdefault(number, bytearray()) if match[1] == "Decrypted Data" else None
            elif match := re.match(r"[0-9a-f]{4,}  ((?:[0-9a-f]{2} )+)", line):
                if octets is not None:
                    octets += bytes.fromhex(match[1])
            elif match := re.fullmatch(r"\s*(\d+)\s*", line):
                frame, octets = int(match[1]), None
        return found


def rows_of(path):
    if not path.is_file():
        return []
    with open(path, newline="") as lines:
        return [row for row in csv.reader(lines) if row and not row[0].startswith("#")]


def table_line(row):
    """Wireshark wants names in quotes, and octets without."""
    return ",".join(f'"{cell}"' if "[" in cell else cell for cell in row) + "\n"


def passes(folder):
    """Tables with one row per pair of SPIs: first the last generations, then those before."""
    by_pair = {}
    for path in (folder / "keys" / "save-keys" / "ikev2_decryption_table", folder / "keys" / "wireshark" / "ikev2_decryption_table",
                 folder / "ikev2_decryption_table"):
        for row in rows_of(path):
            by_pair.setdefault(tuple(row[:2]), {})[row[2]] = row  # Wireshark's own names of algorithms win
    pairs = [list(rows.values()) for rows in by_pair.values()]
    tables = [[rows[-1 - depth] for rows in pairs if len(rows) > depth] for depth in range(4)]
    return [table for table in tables if table] or [[]]
