# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the CSV files of a registry folder and checks them. Every complaint is 'file:line: reason'."""
import csv
import hashlib
import pathlib
import re

IANA_STATES = ("assigned", "assigned-deprecated", "reserved", "unassigned", "private-use-range")
SHIPPED_STATES = ("private-shipped", "collision-shipped")
STATES = IANA_STATES + SHIPPED_STATES + ("draft-TBD", "experimental")
RANGE_STATES = ("reserved", "unassigned", "private-use-range")
ASSIGNED = ("assigned", "assigned-deprecated")

REGISTRIES = ["registry", "title", "bits", "complete", "type", "constants"]
CODE_POINTS = ["value", "name", "reference", "state"]
EXPERIMENTAL = ["registry", *CODE_POINTS, "section", "preference", "replaces"]
VENDOR_IDS = ["value", "match", "name", "reference", "state", "derivation"]
SIGNATURES = ["value", "name", "reference", "state", "nist_category"]
EQUIVALENTS = ["registry", "value", "name", "ikev2_registry", "ikev2_name"]
POLICY = ["kind", "id", "name", "key_bits", "scope", "verdict", "reason", "reference", "note"]
PRESET = ["registry", "value", "name", "algorithm", "key_octets", "salt_octets", "wire_iv_octets", "icv_octets",
          "collides_with", "note"]
PARAMETERS = {
    "encr": ["value", "name", "class", "key_octets", "salt_octets", "wire_iv_octets", "icv_octets", "pad_multiple",
             "ike_use", "source"],
    "integ": ["value", "name", "key_octets", "icv_octets", "source"],
    "prf": ["value", "name", "preferred_key_octets", "output_octets", "variable_length_key", "source"],
    "ke": ["value", "name", "ke_data_initiator_octets", "ke_data_responder_octets", "shared_secret_octets", "family",
           "source"],
}
CLASSES = ("cbc", "ctr", "aead", "aead-iiv", "aead-auth-only", "null")
FAMILIES = ("modp", "ecp", "curve", "gost", "ml-kem", "frodo-kem", "sntrup-hybrid")
VERDICTS = ("required", "recommended", "acceptable", "offer-only", "discouraged", "forbidden")
KIND_REGISTRY = {"encr": "encr", "prf": "prf", "integ": "integ", "ke": "ke", "auth": "auth_methods", "hash": "hash",
                 "sn": "sn"}


class Row(dict):
    """One CSV row by column name, with its place."""

    def __init__(self, path, line, header, fields):
        super().__init__(zip(header, fields))
        self.path, self.line = path, line


def split_note(text):
    """'KE (Key Exchange)' -> ('KE', 'Key Exchange'); a name that is one parenthetical has no name."""
    match = re.fullmatch(r"(.*?)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)", text)
    return (match[1], match[2]) if match else (text, "")


def object_identifier(dotted):
    """The contents octets of an OBJECT IDENTIFIER in DER."""
    arcs = [int(arc) for arc in dotted.split(".")]
    octets = bytearray()
    for arc in [40 * arcs[0] + arcs[1], *arcs[2:]]:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.insert(0, 0x80 | arc & 0x7F)
        octets += bytes(septets)
    return bytes(octets)


class Source:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.errors = []
        self.inputs = []
        self.registries = self.read(self.folder / "registries.csv", REGISTRIES)
        self.tables = {}
        self.experiments = []
        self.parameters = {}
        self.vendor_ids = []
        self.signatures = []
        self.read_tables()
        self.add_experimental()
        self.read_vendor_ids()
        self.read_signatures()
        self.equivalents = self.read_equivalents()
        for name, header in PARAMETERS.items():
            self.read_parameters(name, header)
        self.policies = self.read_folder("policies", POLICY, self.check_policy)
        self.presets = self.read_folder("presets", PRESET, self.check_preset)
        for path in sorted(self.folder.glob("*.csv")):
            if path not in self.inputs:
                self.errors.append(f"{path}:1: no row of registries.csv names this file")

    def fail(self, row, reason):
        self.errors.append(f"{row.path}:{row.line}: {reason}")

    def read(self, path, header):
        """The rows of a file whose header and field counts are right; None of a bad row survives."""
        self.inputs.append(path)
        if not path.exists():
            self.errors.append(f"{path}:1: no such file")
            return []
        try:
            reader = csv.reader(path.read_bytes().decode("ascii").splitlines(), strict=True)
            lines = [(reader.line_num, fields) for fields in reader]
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            self.errors.append(f"{path}:{line}: not ASCII")
            return []
        except csv.Error as error:
            self.errors.append(f"{path}:{reader.line_num}: {error}")
            return []
        if not lines or lines[0][1] != header:
            self.errors.append(f"{path}:1: the header must be {','.join(header)}")
            return []
        rows = []
        for line, fields in lines[1:]:
            row = Row(path, line, header, fields)
            if len(fields) != len(header):
                self.fail(row, f"{len(fields)} fields, the header has {len(header)}")
            else:
                rows.append(row)
        return rows

    def read_folder(self, name, header, check):
        files = {}
        for path in sorted((self.folder / name).glob("*.csv")):
            files[path.stem] = self.read(path, header)
            check(path.stem, files[path.stem])
        return files

    # --- code points

    def read_tables(self):
        for registry in self.registries:
            if not registry["bits"].isdigit() or not 1 <= int(registry["bits"]) <= 32:
                self.fail(registry, f"bits {registry['bits']!r} is not 1 to 32")
                registry["bits"] = "32"
            if registry["complete"] not in ("yes", "no"):
                self.fail(registry, f"complete {registry['complete']!r} is not yes or no")
            registry["top"] = 2 ** int(registry["bits"]) - 1
            rows = self.read(self.folder / f"{registry['registry']}.csv", CODE_POINTS)
            rows = [row for row in rows if self.check_code_point(row, registry["top"])]
            for row in rows:
                if row["state"] == "experimental":
                    self.fail(row, "state 'experimental' belongs in experimental.csv")
            self.check_unique(rows)
            self.check_ranges(registry, rows)
            self.tables[registry["registry"]] = rows

    def check_code_point(self, row, top):
        """Adds first, last and note; False when the row cannot be used further."""
        before = len(self.errors)
        row["text"] = row["name"]
        row["name"], row["note"] = split_note(row["name"])
        if not row["name"]:
            self.fail(row, "no name outside of parentheses")
        if not row["reference"].strip():
            self.fail(row, "no reference")
        if row["state"] not in STATES:
            self.fail(row, f"bad state {row['state']!r}")
        match = re.fullmatch(r"(\d+)(?:-(\d+))?", row["value"])
        row["first"] = row["last"] = None
        if match:
            row["first"], row["last"] = int(match[1]), int(match[2] or match[1])
            if row["first"] > row["last"] or row["last"] > top:
                self.fail(row, f"value {row['value']} is not within 0-{top}")
            if match[2] and row["state"] not in RANGE_STATES:
                self.fail(row, f"a range cannot be {row['state']!r}")
        elif row["value"] != "TBD":
            self.fail(row, f"value {row['value']!r} is not a number, a range or TBD")
        elif row["state"] != "draft-TBD":
            self.fail(row, f"value TBD needs the state 'draft-TBD', not {row['state']!r}")
        return len(self.errors) == before

    def check_unique(self, rows):
        seen = {}
        for row in rows:
            key = (row["value"], row["state"], row["name"] if row["value"] == "TBD" else None)
            if key in seen:
                self.fail(row, f"{row['value']} {row['state']} is already on line {seen[key]}")
            seen.setdefault(key, row.line)

    def check_ranges(self, registry, rows):
        spans = sorted((r for r in rows if r["state"] in IANA_STATES), key=lambda r: (r["first"], r["last"]))
        covered = None
        for row in spans:
            if covered and row["first"] <= covered["last"]:
                if (row["value"], row["state"]) != (covered["value"], covered["state"]):
                    self.fail(row, f"{row['value']} overlaps {covered['value']} on line {covered.line}")
            elif registry["complete"] == "yes":
                start = covered["last"] + 1 if covered else 0
                if row["first"] > start:
                    self.fail(row, f"hole {start}-{row['first'] - 1} before {row['value']}")
            if not covered or row["last"] > covered["last"]:
                covered = row
        if registry["complete"] == "yes" and covered and covered["last"] < registry["top"]:
            self.fail(covered, f"hole {covered['last'] + 1}-{registry['top']} at the end")

    def add_experimental(self):
        if not (self.folder / "experimental.csv").exists():
            return
        by_name = {registry["registry"]: registry for registry in self.registries}
        merged = {}
        for row in self.read(self.folder / "experimental.csv", EXPERIMENTAL):
            registry = by_name.get(row["registry"])
            if not registry:
                self.fail(row, f"unknown registry {row['registry']!r}")
                continue
            if not self.check_code_point(row, registry["top"]):
                continue
            if row["state"] != "experimental":
                self.fail(row, f"the state here is 'experimental', not {row['state']!r}")
                continue
            if not row["preference"]:
                self.fail(row, "no preference")
            at = [r for r in self.tables[row["registry"]] if r["first"] is not None and
                  r["first"] <= row["first"] <= r["last"]]
            taken = ASSIGNED + ("reserved",) + (SHIPPED_STATES if registry["complete"] == "yes" else ())
            for other in at:
                # What software sent under the number before is said in the note, or it is an oversight.
                if other["state"] in SHIPPED_STATES and other["name"] in row["note"]:
                    continue
                if other["state"] in taken:
                    self.fail(row, f"{row['value']} is {other['state']} in {other.path.name}:{other.line}")
            if registry["complete"] == "yes" and not any(r["state"] == "private-use-range" for r in at):
                self.fail(row, f"{row['value']} is not private use")
            merged.setdefault(row["registry"], []).append(row)
            self.experiments.append(row)
        for name, rows in merged.items():
            self.check_unique(rows)
            self.tables[name] = self.tables[name] + rows

    def read_vendor_ids(self):
        if not (self.folder / "vendor_ids.csv").exists():
            return
        seen = {}
        for row in self.read(self.folder / "vendor_ids.csv", VENDOR_IDS):
            octets, derivation = row["value"], row["derivation"].replace("\\n", "\n")
            row["name"], row["note"] = split_note(row["name"])
            if not row["name"]:
                self.fail(row, "no name outside of parentheses")
            if not row["reference"].strip():
                self.fail(row, "no reference")
            if row["state"] not in ("assigned", "private-shipped"):
                self.fail(row, f"bad state {row['state']!r}")
            if row["match"] not in ("exact", "prefix"):
                self.fail(row, f"match {row['match']!r} is not exact or prefix")
            if not re.fullmatch(r"(?:[0-9a-f]{2}){4,}", octets):
                self.fail(row, f"value {octets!r} is not four or more octets in lower-case hex")
                continue
            if octets in seen:
                self.fail(row, f"{octets} is already on line {seen[octets]}")
            seen.setdefault(octets, row.line)
            kind, _, text = derivation.partition(":")
            whole = {"md5": hashlib.md5(text.encode()).hexdigest(), "ascii": text.encode().hex(), "": octets}.get(kind)
            if whole is None or not whole.startswith(octets):
                self.fail(row, f"{octets} does not follow from {row['derivation']!r}")
            self.vendor_ids.append(row)

    def read_signatures(self):
        """Object identifiers of signature algorithms; adds the contents octets of their DER."""
        path = self.folder / "signature_algorithms.csv"
        seen = {}
        for row in self.read(path, SIGNATURES) if path.exists() else []:
            row["name"], row["note"] = split_note(row["name"])
            if not row["name"] or not row["reference"].strip():
                self.fail(row, "no name or no reference")
            if row["state"] not in ("assigned", "private-shipped"):
                self.fail(row, f"bad state {row['state']!r}")
            if not re.fullmatch(r"[0-5]", row["nist_category"]):
                self.fail(row, f"nist_category {row['nist_category']!r} is not 0 to 5")
            if not re.fullmatch(r"[0-2]\.\d{1,2}(\.\d{1,9})+", row["value"]):
                self.fail(row, f"value {row['value']!r} is not an object identifier")
                continue
            if row["value"] in seen:
                self.fail(row, f"{row['value']} is already on line {seen[row['value']]}")
            seen.setdefault(row["value"], row.line)
            row["octets"] = object_identifier(row["value"])
            self.signatures.append(row)

    def read_equivalents(self):
        """What an IKEv1 number is called in IKEv2; both names must be those of their registries."""
        path = self.folder / "ikev2_equivalents.csv"
        seen, result = {}, []
        for row in self.read(path, EQUIVALENTS) if path.exists() else []:
            key = (row["registry"], row["value"])
            if key in seen:
                self.fail(row, f"{' '.join(key)} is already on line {seen[key]}")
            seen.setdefault(key, row.line)
            number = int(row["value"]) if row["value"].isdigit() else None
            if (number, row["name"]) not in self.named(row["registry"], ASSIGNED):
                self.fail(row, f"{row['value']} is not {row['name']!r} in {row['registry']}.csv")
            ids = [first for first, name in self.named(row["ikev2_registry"], (*ASSIGNED, "experimental"))
                   if name == row["ikev2_name"]]
            if len(ids) != 1:
                self.fail(row, f"{row['ikev2_name']!r} is not in {row['ikev2_registry']}.csv")
                continue
            row["id"] = ids[0]
            result.append(row)
        return result

    # --- parameters, policies, presets

    def named(self, registry, states):
        return {(row["first"], row["name"]): row for row in self.tables.get(registry, []) if row["state"] in states}

    def read_parameters(self, registry, header):
        path = self.folder / f"{registry}_params.csv"
        rows = self.parameters[registry] = []
        if not path.exists():
            return
        assigned = {first: name for first, name in self.named(registry, (*ASSIGNED, "private-shipped"))}
        experimental = {name: first for first, name in self.named(registry, ("experimental",))}
        seen = {}
        for row in self.read(path, header):
            if row["value"] == "experimental":
                row["id"] = experimental.get(row["name"])
                if row["id"] is None:
                    self.fail(row, f"{row['name']!r} is not in experimental.csv")
                    continue
            elif not row["value"].isdigit() or assigned.get(int(row["value"])) != row["name"]:
                number = int(row["value"]) if row["value"].isdigit() else None
                self.fail(row, f"{row['value']} is {assigned.get(number)!r} in {registry}.csv, not {row['name']!r}")
                continue
            else:
                row["id"] = int(row["value"])
            if row["id"] in seen:
                self.fail(row, f"{row['value']} {row['name']} is already on line {seen[row['id']]}")
            seen.setdefault(row["id"], row.line)
            for column, text in row.items():
                pattern = r"\d+([;-]\d+)*" if (registry, column) == ("encr", "key_octets") else r"\d+"
                if str(column).endswith(("octets", "multiple")) and not re.fullmatch(pattern, text):
                    self.fail(row, f"{column} {text!r} is not a number")
            if row.get("class", "null") not in CLASSES:
                self.fail(row, f"bad class {row['class']!r}")
            if row.get("family", "modp") not in FAMILIES:
                self.fail(row, f"bad family {row['family']!r}")
            if not re.match(r"(yes|no)\b", row.get("variable_length_key", "yes")):
                self.fail(row, "variable_length_key begins with neither yes nor no")
            if not row["source"].strip():
                self.fail(row, "no source")
            rows.append(row)
        rows.sort(key=lambda row: row["id"])

    def check_policy(self, _, rows):
        seen, scopes = {}, {}
        for row in rows:
            for column, allowed in (("verdict", VERDICTS), ("scope", ("any", "ike", "esp", "ah")),
                                    ("key_bits", ("", "128", "192", "256"))):
                if row[column] not in allowed:
                    self.fail(row, f"bad {column} {row[column]!r}")
            key = (row["kind"], row["id"], row["key_bits"], row["scope"])
            if key in seen:
                self.fail(row, f"{' '.join(filter(None, key))} is already on line {seen[key]}")
            seen.setdefault(key, row.line)
            scope = scopes.setdefault(key[:3], set())
            scope.add(row["scope"])
            if "any" in scope and len(scope) > 1:
                self.fail(row, f"{row['kind']} {row['id']} has the scope any beside another one")
            self.check_policy_id(row)

    def check_policy_id(self, row):
        if row["kind"] == "ike_version":
            if (row["id"], row["name"]) not in (("1", "IKEv1"), ("2", "IKEv2")):
                self.fail(row, f"unknown id {row['id']} {row['name']!r} of ike_version")
        elif row["kind"] not in KIND_REGISTRY:
            self.fail(row, f"bad kind {row['kind']!r}")
        else:
            number = int(row["id"]) if row["id"].isdigit() else None
            names = [name for first, name in self.named(KIND_REGISTRY[row["kind"]], ASSIGNED) if first == number]
            if not names:
                self.fail(row, f"unknown id {row['id']} of {row['kind']}")
            elif row["name"] not in names:
                self.fail(row, f"{row['kind']} {row['id']} is {names[0]!r}, not {row['name']!r}")

    def check_preset(self, preset, rows):
        tops = {registry["registry"]: registry["top"] for registry in self.registries}
        seen = {}
        for row in rows:
            ikev1 = row["registry"].startswith("ikev1-")
            if not ikev1 and row["registry"] not in tops:
                self.fail(row, f"unknown registry {row['registry']!r}")
                continue
            if not row["value"].isdigit() or int(row["value"]) > tops.get(row["registry"], 65535):
                self.fail(row, f"value {row['value']!r} is out of range")
                continue
            key = (row["registry"], row["value"])
            if key in seen:
                self.fail(row, f"{' '.join(key)} is already on line {seen[key]}")
            seen.setdefault(key, row.line)
            names = [r["text"] for r in self.tables.get(row["registry"], [])
                     if r["value"] == row["value"] and r["state"] in ASSIGNED]
            if not ikev1 and [row["collides_with"]] != (names or [""]):
                self.fail(row, f"collides_with must be {(names or [''])[0]!r}")
            if preset == "project" and (int(row["value"]), row["name"]) not in self.named(row["registry"],
                                                                                         ("experimental",)):
                self.fail(row, f"{row['name']} {row['value']} is not in experimental.csv")
