# SPDX-License-Identifier: GPL-2.0-or-later
"""The key files of a scenario: their rows, wrong ones made of them, and their octets in other texts."""
import csv
import json
import re

ESP, IKE = ("encr_key", "integ_key"), ("sk_d", "sk_ei", "sk_er", "sk_ai", "sk_ar", "sk_pi", "sk_pr")
KEY_MEMBERS = (*ESP, *IKE, "shared_secret", "ppk")
KEY_COLUMNS = (2, 3, 5, 6)  # of an ikev2_decryption_table
KEY_DIGITS = 32  # 16 octets; SPIs are shorter


def rows_of(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line and not line.startswith("#")]


def windows(text):
    """Every run of 16 octets of what is written in hex."""
    return {run[at:at + KEY_DIGITS] for run in re.findall(r"(?<![0-9a-f])(?:0x)?((?:[0-9a-f]{2}){16,})(?![0-9a-f])", text.lower())
            for at in range(0, len(run) - KEY_DIGITS + 1, 2)}


def keys_in(paths):
    found = set()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix in (".jsonl", ".txt", ""):
                found |= windows(file.read_text(errors="replace"))
    return found


def leaked(keys, texts):
    """Runs of 16 octets of keys in the texts, at any digit, also with spaces or colons between octets."""
    for text in texts:
        for run in re.findall(r"[0-9a-f]{32,}", text.lower()):
            for at in range(len(run) - KEY_DIGITS + 1):
                if run[at:at + KEY_DIGITS] in keys:
                    yield run[at:at + KEY_DIGITS]
        for run in re.findall(r"(?:[0-9a-f]{2}[ :]){15,}[0-9a-f]{2}", text.lower()):
            digits = run.replace(" ", "").replace(":", "")
            yield from (digits[at:at + KEY_DIGITS] for at in range(0, len(digits) - KEY_DIGITS + 1, 2) if digits[at:at + KEY_DIGITS] in keys)


def changed(octets):
    return octets[:-2] + f"{int(octets[-2:], 16) ^ 0xff:02x}"


def with_rows(path, change_rows, change_table):
    """The text of a key file after a change of its rows."""
    if path.suffix == ".jsonl":
        return "".join(json.dumps(row) + "\n" for row in change_rows(rows_of(path)))
    table = [change_table(row) for row in csv.reader(path.read_text().splitlines())]
    return "".join(",".join(f'"{cell}"' if "[" in cell else cell for cell in row) + "\n" for row in table)


def last_octets_changed(path):
    def rows(all_rows):
        return [{name: changed(value) if name in KEY_MEMBERS and value else value for name, value in row.items()} for row in all_rows]

    def table(row):
        return [changed(cell) if number in KEY_COLUMNS and cell else cell for number, cell in enumerate(row)]
    return with_rows(path, rows, table)


def directions_swapped(path):
    """None when the file has no directions."""
    if path.name == "secrets.jsonl":
        return None

    def rows(all_rows):
        found, sas = [], [row for row in all_rows if row["type"] in ("esp", "ah")]
        for row in all_rows:
            if row["type"] == "ike":
                other = {mine: row[theirs] for mine, theirs in (("sk_ei", "sk_er"), ("sk_er", "sk_ei"), ("sk_ai", "sk_ar"), ("sk_ar", "sk_ai"),
                                                                ("sk_pi", "sk_pr"), ("sk_pr", "sk_pi")) if theirs in row}
                found.append({**row, **other})
            elif row["type"] in ("esp", "ah"):
                kind = [row["type"], row["dst"], row["src"], row.get("encr"), row.get("integ"), len(row.get("encr_key", ""))]
                other = next((sa for sa in sas if kind == [sa["type"], sa["src"], sa["dst"], sa.get("encr"), sa.get("integ"),
                                                           len(sa.get("encr_key", ""))]), None)
                if other is not None:
                    found.append({**row, **{name: other[name] for name in ESP if name in other}})
        return found

    def table(row):
        return [*row[:2], row[3], row[2], row[4], row[6], row[5], *row[7:]]
    return with_rows(path, rows, table)
