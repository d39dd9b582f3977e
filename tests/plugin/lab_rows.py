# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark shows of a frame, as rows, and what the program finds in the same capture."""
import json
import subprocess

FIELDS = ["frame.number", "espect.ike.generation", "espect.sa.icv_good", "_ws.malformed", "espect.malformed",
          "espect.finding.rule", "espect.ike.closed", "frame.protocols"]


class Row:
    def __init__(self, line):
        values = dict(zip(FIELDS, line.split("\t")))
        self.number = int(values["frame.number"])
        self.generations = [value for value in values["espect.ike.generation"].split(",") if value]
        # Wireshark 4.0 writes booleans as 1 and 0, 4.4 as True and False.
        self.icvs = [str(int(value in ("1", "True"))) for value in values["espect.sa.icv_good"].split(",") if value]
        self.malformed = values["_ws.malformed"] or values["espect.malformed"]
        self.rules = {value for value in values["espect.finding.rule"].split(",") if value}
        self.closed = bool(values["espect.ike.closed"])
        self.protocols = values["frame.protocols"]


def rows(tshark, capture, *options):
    columns = [part for field in FIELDS for part in ("-e", field)]
    return [Row(line) for line in tshark("-r", capture, "-T", "fields", *columns, *options).splitlines()]


def opened(shown):
    icvs = [value for row in shown for value in row.icvs]
    return {"IKE messages opened": sum(len(row.generations) for row in shown),
            "ICVs good": icvs.count("1"), "ICVs bad": icvs.count("0"),
            "malformed frames": [row.number for row in shown if row.malformed]}


def expected(truth, ike=True, esp=True):
    totals = truth["totals"]
    return {"IKE messages opened": truth["ike_decryptable"] if ike else 0,
            "ICVs good": totals["esp_icv_ok"] + totals["ah_icv_ok"] if esp else 0,
            "ICVs bad": totals["esp_icv_bad"] + totals["ah_icv_bad"] if esp else 0, "malformed frames": []}


def findings_of_program(program, capture, keys):
    done = subprocess.run([program, "audit", "--format", "json", *(["--keys", str(keys)] if keys.exists() else []), str(capture)],
                          capture_output=True, timeout=300)
    found = {}
    for finding in json.loads(done.stdout)["findings"]:
        for frame in finding["frames"]:
            found.setdefault(frame, set()).add(finding["rule"])
    return found
