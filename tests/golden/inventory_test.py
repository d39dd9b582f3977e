# SPDX-License-Identifier: GPL-2.0-or-later
"""espect inventory of the samples: text, JSON, and a bill of materials with the structure of CycloneDX 1.6."""
import copy
import json
import tempfile
from pathlib import Path

from check import ROOT
from cyclonedx import problems

HYBRID = "samples/hybrid-ml-kem"


def inventory(program, form, *arguments):
    return program("inventory", "-f", form, *arguments)


def sees_what_is_wrong(check, bom):
    """The structural check is of no use when it lets everything pass."""
    def changed(change):
        other = copy.deepcopy(bom)
        change(other)
        return other
    protocol = next(i for i, component in enumerate(bom["components"]) if component["bom-ref"] == "ike-sa/1")
    held = lambda other: other["components"][protocol]["cryptoProperties"]  # noqa: E731
    wrong = [
        changed(lambda other: other.update(specVersion="1.5")),
        changed(lambda other: other.update(extra=1)),
        changed(lambda other: other["components"].append(other["components"][0])),
        changed(lambda other: held(other)["protocolProperties"].update(type="isakmp")),
        changed(lambda other: held(other)["protocolProperties"]["ikev2TransformTypes"].update(ke=["algorithm/ke/9999"])),
        changed(lambda other: held(other)["protocolProperties"]["ikev2TransformTypes"].update(addke=[])),
        changed(lambda other: held(other).update(assetType="algorithm")),
        changed(lambda other: other["dependencies"].append({"ref": "nothing", "dependsOn": []})),
    ]
    for number, other in enumerate(wrong):
        check(list(problems(other)), "wrong bills of materials that are found", number)


def hybrid(program, check):
    arguments = ("--keys", f"{HYBRID}/keys", f"{HYBRID}/capture.pcap")
    found = json.loads(inventory(program, "json", *arguments).stdout)
    sa = found["ike_sas"][0]
    check.same([exchange["name"] for exchange in sa["key_exchanges"]], ["Curve25519", "ML-KEM-768"], "contents of inventories", "key exchanges")
    check.same(found["peers"][0]["initiated"][0], 1, "contents of inventories", "peers")
    check(found["child_sas"] and all(child["encr"] for child in found["child_sas"]), "contents of inventories", "Child SAs")
    check.same([(pair["standing"], pair["safe"], pair["responsible"]) for pair in found["quantum"]], [("quantum-resistant", True, [])],
               "contents of inventories", "quantum")
    bom = json.loads(inventory(program, "cyclonedx", *arguments).stdout)
    ike = next(component for component in bom["components"] if component["bom-ref"] == "ike-sa/1")["cryptoProperties"]["protocolProperties"]
    names = {component["bom-ref"]: component["name"] for component in bom["components"]}
    check.same([names[reference] for reference in ike["ikev2TransformTypes"]["ke"]], ["Curve25519", "ML-KEM-768"], "contents of inventories", "bill")
    check.same((ike["type"], ike["version"]), ("ike", "2"), "contents of inventories", "bill")
    sees_what_is_wrong(check, bom)
    text = inventory(program, "text", *arguments).stdout.decode()
    check("Lifetimes of Child SAs" in text and "Curve25519 + ML-KEM-768" in text, "contents of inventories", text)


def downgraded(program, check):
    report = json.loads(program("audit", "-f", "json", "samples/pq-downgrade/capture.pcap").stdout)
    pair, = report["quantum"]
    check.same((pair["standing"], pair["responsible"], pair["safe"]), ("not-taken", [pair["responder"]], False), "whose fault it is", pair)
    both = json.loads(program("audit", "-f", "json", "samples/pq-downgrade/capture.pcap", f"{HYBRID}/capture.pcap").stdout)
    # Another capture may be of another site with the same private addresses: it is held against nobody. Without
    # keys the rekeyed IKE SA of the second one is not known.
    standings = [(pair["capture"], pair["standing"]) for pair in both["quantum"]]
    check.same(standings, [(0, "not-taken"), (1, "unknown")], "whose fault it is, in each capture for itself", both["quantum"])


def every_sample(program, released, check):
    for capture in sorted(ROOT.glob("samples/*/capture.pcap")):
        for keys in ((), ("--keys", capture.parent / "keys")):
            for form in ("text", "json", "cyclonedx"):
                first, second = inventory(program, form, *keys, capture), inventory(released, form, *keys, capture)
                check.same((first.returncode, first.stdout), (0, second.stdout), "inventories, twice the same, as released too", f"{capture} {form}")
                if form == "cyclonedx":
                    check.same(list(problems(json.loads(first.stdout))), [], "bills of materials", capture)


def coverage(program, check):
    """The bill of materials says what it could not see, as JSON does."""
    for keys in ((), ("--keys", f"{HYBRID}/keys"), ("--keys", f"{HYBRID}/keys/esp.jsonl")):
        seen = json.loads(program("audit", "--fail-on", "never", "-f", "json", *keys, f"{HYBRID}/capture.pcap").stdout)["coverage"]
        notes = json.loads(inventory(program, "json", *keys, f"{HYBRID}/capture.pcap").stdout)["coverage"]["notes"]
        said = json.loads(inventory(program, "cyclonedx", *keys, f"{HYBRID}/capture.pcap").stdout)["metadata"]["properties"]
        expected = [(f"espect:{name}", str(seen[name])) for name in ("keys", "ike_encrypted", "ike_decrypted", "esp_packets", "esp_authenticated")]
        check.same([(note["name"], note["value"]) for note in said], expected + [("espect:not_seen", note) for note in notes], "coverage of bills", keys)
        check(set(seen["notes"]) <= set(notes) and (bool(notes) or bool(keys)), "notes of inventories", keys)


def failures(program, check):
    with tempfile.TemporaryDirectory() as place:
        out = Path(place, "bom.json")
        done = inventory(program, "cyclonedx", f"{HYBRID}/capture.pcap", "-o", out)
        check((done.returncode, done.stdout) == (0, b"") and json.loads(out.read_text()), "inventories in files", done.stderr.decode())
        check.same(inventory(program, "json", f"{HYBRID}/capture.pcap", "-o", Path(place, "no", "file")).returncode, 4, "exit statuses")
        check.same(inventory(program, "json", Path(place, "none.pcap")).returncode, 3, "exit statuses")
        check.same(inventory(program, "xml", f"{HYBRID}/capture.pcap").returncode, 2, "exit statuses")


def test_inventory(program, released, check):
    every_sample(program, released, check)
    hybrid(program, check)
    downgraded(program, check)
    coverage(program, check)
    failures(program, check)
