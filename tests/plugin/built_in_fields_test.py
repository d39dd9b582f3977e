# SPDX-License-Identifier: GPL-2.0-or-later
"""Every field of the built-in dissectors of IKE, ESP and AH: shown by the plugin too, or in built_in_only.txt with a reason."""
import csv
import re
from pathlib import Path


from check import ROOT

PROTOCOLS = ("isakmp", "ike", "esp", "ah")


def named_in_sources():
    """Names that descriptions or the plugin hold as a literal."""
    names = set()
    for folder in ("plugin", "ipsec/wire"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".h", ".cpp"):
                names |= set(re.findall(r'"((?:isakmp|esp|ah)\.[a-z0-9_.-]+)"', path.read_text()))
    for row in csv.reader((ROOT / "ipsec/registry/cp_attributes.csv").open()):
        names.add(f"isakmp.cfg.attr.{row[1].lower()}")
    return names


def reasons():
    text = (Path(__file__).parent / "built_in_only.txt").read_text()
    rows = [line.split(": ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    return {pattern: reason for pattern, reason in rows}


def test_every_built_in_field(tshark, check):
    fields = {line.split("\t")[2] for line in tshark("-G", "fields", plugin=False).splitlines() if line.startswith("F\t")}
    wanted = {name for name in fields if name.split(".")[0] in PROTOCOLS and "." in name}
    shown, why = named_in_sources(), reasons()
    unused = dict(why)
    missing = []
    for name in sorted(wanted - shown):
        pattern = next((pattern for pattern in why if re.fullmatch(pattern, name)), None)
        if pattern is None:
            missing.append(name)
        unused.pop(pattern, None)
    check(len(wanted) > 300 and not missing, "built-in fields are shown, or a reason says why not", "\n  ".join(missing))
    check(all(reason.strip() for reason in why.values()), "each has a reason")
    print(f"built-in fields: {len(wanted & shown)} of {len(wanted)} by name in espect, {len(unused)} reasons for other versions")
