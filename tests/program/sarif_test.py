# SPDX-License-Identifier: GPL-2.0-or-later
"""SARIF as SARIF 2.1.0 (OASIS) and GitHub's code scanning want it, and where the regions point.

The facts of the schema that concern what espect writes stand here in its own words; every object is closed, as there."""
import gzip
import hashlib
import json
from urllib.parse import quote

import jsonschema
import pytest
from check import ROOT
from pcap import record_places

REPLAY, HYBRID = "samples/esp-replay/capture.pcap", "samples/hybrid-ml-kem/capture.pcap"


def closed(required=(), **members):
    return {"type": "object", "properties": members, "required": list(required), "additionalProperties": False}


def many(items, least=0, unique=False):
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": unique}


TEXT, URI = {"type": "string"}, {"type": "string", "format": "uri"}
COUNT = {"type": "integer", "minimum": 0}
BAG = {"type": "object"}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = closed(["text"], text=TEXT, markdown=TEXT)
ARTIFACT_LOCATION = closed(uri={"type": "string", "format": "uri-reference"}, index=COUNT)
LOCATION = closed(id=COUNT, message=MESSAGE,
                  physicalLocation=closed(["artifactLocation"], artifactLocation=ARTIFACT_LOCATION, region=closed(byteOffset=COUNT, byteLength=COUNT)),
                  logicalLocations=many(closed(name=TEXT, fullyQualifiedName=TEXT, kind=TEXT), unique=True))
RULE = closed(["id"], id=TEXT, name=TEXT, shortDescription=MESSAGE, fullDescription=MESSAGE, help=MESSAGE, helpUri=URI,
              defaultConfiguration=closed(level=LEVEL), properties=BAG)
RESULT = closed(["message"], ruleId=TEXT, ruleIndex=COUNT, kind={"const": "fail"}, level=LEVEL, message=MESSAGE, locations=many(LOCATION),
                relatedLocations=many(LOCATION, unique=True), codeFlows=many(closed(["threadFlows"], threadFlows=many(closed(["locations"], locations=many(closed(location=LOCATION), 1)), 1))),
                partialFingerprints={"type": "object", "additionalProperties": TEXT}, properties=BAG,
                suppressions=many(closed(["kind"], kind={"enum": ["inSource", "external"]}, status={"enum": ["accepted", "underReview", "rejected"]}, justification=TEXT), unique=True))
DRIVER = closed(["name"], name=TEXT, fullName=TEXT, version=TEXT, semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"}, informationUri=URI, rules=many(RULE, unique=True))
ARTIFACT = closed(location=ARTIFACT_LOCATION, length=COUNT, mimeType={"type": "string", "pattern": "[^/]+/.+"}, roles=many({"enum": ["analysisTarget"]}, unique=True),
                  description=MESSAGE, hashes={"type": "object", "additionalProperties": TEXT})
INVOCATION = closed(["executionSuccessful"], executionSuccessful={"type": "boolean"}, exitCode={"type": "integer"},
                    ruleConfigurationOverrides=many(closed(["configuration", "descriptor"], configuration=closed(level=LEVEL), descriptor=closed(["id"], id=TEXT, index=COUNT)), unique=True),
                    toolExecutionNotifications=many(closed(["message"], level=LEVEL, message=MESSAGE, locations=many(LOCATION, unique=True))))
RUN = closed(["tool"], tool=closed(["driver"], driver=DRIVER), automationDetails=closed(id=TEXT), columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
             invocations=many(INVOCATION), artifacts=many(ARTIFACT, unique=True), results=many(RESULT))
LOG = closed(["version", "runs"], **{"$schema": URI}, version={"const": "2.1.0"}, runs=many(RUN))


def run_of(program, *arguments):
    log = json.loads(program("audit", "--fail-on", "never", "-f", "sarif", *arguments).stdout)
    complaints = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:150]}" for error in jsonschema.Draft7Validator(LOG).iter_errors(log)]
    assert complaints == []
    return log["runs"][0]


OTHERWISE = ("--severity", "esp-*=high", "--severity", "ike-cookie-loop=medium", "--rule-url", "https://vpn.example/{rule}", "samples")


@pytest.mark.parametrize("arguments", [("samples",), ("--keys", "samples/hybrid-ml-kem/keys", HYBRID), OTHERWISE, ("README.md",)],
                         ids=["samples", "keys", "other severities", "no capture"])
def test_facts_of_the_schema(program, arguments):
    run = run_of(program, *arguments)
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert {"security", "ipsec"} <= set(rule["properties"]["tags"]) and 0 < float(rule["properties"]["security-severity"]) <= 10
        assert rule["help"]["text"] and rule["help"]["markdown"]
    found = {result["ruleId"] for result in run["results"]}
    overrides = run["invocations"][0].get("ruleConfigurationOverrides", [])
    changed = {rules[override["descriptor"]["index"]]["id"] for override in overrides}
    assert changed == {override["descriptor"]["id"] for override in overrides} and bool(changed) == (arguments == OTHERWISE)
    assert {rule["id"] for rule in rules} == found | changed
    if arguments == OTHERWISE:
        assert "ike-cookie-loop" in changed - found and {"esp-sequence-reused", "esp-icv-failed"} <= changed
        assert all(rule["helpUri"] == f"https://vpn.example/{rule['id']}" for rule in rules)
    else:
        assert any("helpUri" in rule for rule in rules) == bool(rules)
    assert run["automationDetails"]["id"] == "espect/default/"
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["locations"]) == 1 and len(result.get("relatedLocations", [])) < 100
        for location in [*result["locations"], *result.get("relatedLocations", [])]:
            place = location["physicalLocation"]["artifactLocation"]
            assert run["artifacts"][place["index"]]["location"]["uri"] == place["uri"]


def test_an_artifact_has_the_hash_of_its_file(program):
    octets = (ROOT / REPLAY).read_bytes()
    [artifact] = run_of(program, REPLAY)["artifacts"]
    assert artifact["hashes"] == {"sha-256": hashlib.sha256(octets).hexdigest()}
    assert artifact["length"] == len(octets)


def test_regions_are_the_records_of_frames(program):
    octets = (ROOT / REPLAY).read_bytes()
    places = {number: (at, 16 + size) for number, (at, size) in enumerate(record_places(octets), 1)}
    results = run_of(program, REPLAY)["results"]
    for result in results:
        frames = result["properties"]["frames"]
        locations = [result["locations"][0], *result.get("relatedLocations", [])]
        regions = [(each["physicalLocation"]["region"]["byteOffset"], each["physicalLocation"]["region"]["byteLength"]) for each in locations]
        assert regions == [places[frame] for frame in frames]
        assert [each["id"] for each in result.get("relatedLocations", [])] == frames[1:]
    assert any(len(result["properties"]["frames"]) > 20 for result in results)


def as_pcapng(octets, big=False):
    """The same packets in Enhanced Packet Blocks, with a Name Resolution Block before each."""
    order = "big" if big else "little"

    def block(kind, body):
        body += bytes(-len(body) % 4)
        length = (12 + len(body)).to_bytes(4, order)
        return kind.to_bytes(4, order) + length + body + length
    made = block(0x0A0D0D0A, (0x1A2B3C4D).to_bytes(4, order) + (1).to_bytes(2, order) + bytes(2) + b"\xff" * 8)
    made += block(1, (1).to_bytes(2, order) + bytes(6))
    places = {}
    for number, (at, size) in enumerate(record_places(octets), 1):
        seconds, fraction = (int.from_bytes(octets[at + place:at + place + 4], "little") for place in (0, 4))
        stamp = seconds * 1_000_000 + fraction
        made += block(4, bytes(4))
        packet = block(6, b"".join(value.to_bytes(4, order) for value in (0, stamp >> 32, stamp & 0xFFFFFFFF, size, size)) + octets[at + 16:at + 16 + size])
        places[number] = (len(made), len(packet))
        made += packet
    return made, places


@pytest.mark.parametrize("big", [False, True], ids=["little-endian", "big-endian"])
def test_regions_of_pcapng_are_blocks(program, tmp_path, big):
    octets, places = as_pcapng((ROOT / REPLAY).read_bytes(), big)
    path = tmp_path / "a.pcapng"
    path.write_bytes(octets)
    results = run_of(program, path)["results"]
    assert len(results) == 3
    for result in results:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["byteOffset"], region["byteLength"]) == places[result["properties"]["frames"][0]]


def test_of_a_compressed_file_no_octets_are_named(program, tmp_path):
    path = tmp_path / "a.pcap.gz"
    path.write_bytes(gzip.compress((ROOT / REPLAY).read_bytes(), mtime=0))
    run = run_of(program, path)
    assert len(run["results"]) == 3 and not any("region" in result["locations"][0]["physicalLocation"] for result in run["results"])
    assert run["artifacts"][0]["hashes"]["sha-256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert run["artifacts"][0]["length"] == path.stat().st_size
    piped = json.loads(program("audit", "-f", "sarif", "-", stdin=(ROOT / REPLAY).read_bytes()).stdout)["runs"][0]
    assert "hashes" not in piped["artifacts"][0] and len(piped["results"]) == 3


def test_a_sequence_of_messages_is_a_code_flow(program):
    results = run_of(program, "samples")["results"]
    flows = [result for result in results if "codeFlows" in result]
    assert flows and all(result["properties"]["frames"][1:] for result in flows)
    for result in flows:
        [thread] = result["codeFlows"][0]["threadFlows"]
        assert [step["location"]["message"]["text"] for step in thread["locations"]] == [f"frame {frame}" for frame in result["properties"]["frames"]]


def test_names_of_files_are_uris(program, tmp_path):
    """RFC 3986: what begins a query or a fragment, is no part of a URI or stands for another octet is escaped."""
    name = "a b#c?d%41[e]\\\u202ef.pcap"
    (tmp_path / name).write_bytes((ROOT / REPLAY).read_bytes())
    run = json.loads(program("audit", "--fail-on", "never", "-f", "sarif", name, cwd=tmp_path).stdout)["runs"][0]
    uris = {location["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"] for location in result["locations"]}
    assert uris == {quote(name, safe="")}
