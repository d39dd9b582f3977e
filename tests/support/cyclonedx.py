# SPDX-License-Identifier: GPL-2.0-or-later
"""The structure that the published schema of CycloneDX 1.6 (bom-1.6.schema.json) demands of what espect writes."""
import re

TOP = {"$schema", "bomFormat", "specVersion", "version", "metadata", "components", "dependencies"}
COMPONENT = {"type", "bom-ref", "name", "version", "cryptoProperties", "properties"}
MEMBER_OF = {"algorithm": "algorithmProperties", "protocol": "protocolProperties", "related-crypto-material": "relatedCryptoMaterialProperties"}
PRIMITIVES = {"drbg", "mac", "block-cipher", "stream-cipher", "signature", "hash", "pke", "xof", "kdf", "key-agree", "kem", "ae", "combiner", "other", "unknown"}
MODES = {"cbc", "ecb", "ccm", "gcm", "cfb", "ofb", "ctr", "other", "unknown"}
FUNCTIONS = {"generate", "keygen", "encrypt", "decrypt", "digest", "tag", "keyderive", "sign", "verify", "encapsulate", "decapsulate", "other", "unknown"}
PROTOCOLS = {"tls", "ssh", "ipsec", "ike", "sstp", "wpa", "other", "unknown"}
MATERIALS = {"private-key", "public-key", "secret-key", "key", "ciphertext", "signature", "digest", "initialization-vector", "nonce", "seed", "salt",
             "shared-secret", "tag", "additional-data", "password", "credential", "token", "other", "unknown"}
STATES = {"pre-activation", "active", "suspended", "deactivated", "compromised", "destroyed"}
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def text(value):
    return isinstance(value, str)


def number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def one_of(words):
    return lambda value: value in words


def list_of(good):
    return lambda value: isinstance(value, list) and all(good(item) for item in value)


# Every object of these forbids members that it does not name.
ALGORITHM = {"primitive": one_of(PRIMITIVES), "parameterSetIdentifier": text, "mode": one_of(MODES), "cryptoFunctions": list_of(one_of(FUNCTIONS)),
             "nistQuantumSecurityLevel": lambda value: number(value) and 0 <= value <= 6}
PROTOCOL = {"type": one_of(PROTOCOLS), "version": text, "ikev2TransformTypes": lambda value: isinstance(value, dict)}
TRANSFORMS = {"esn": lambda value: isinstance(value, bool), **{name: list_of(text) for name in ("encr", "prf", "integ", "ke", "auth")}}
MATERIAL = {"type": one_of(MATERIALS), "id": text, "state": one_of(STATES), "algorithmRef": text, "size": number,
            "creationDate": lambda value: text(value) and DATE_TIME.fullmatch(value) is not None}
MEMBERS = {"algorithm": ALGORITHM, "protocol": PROTOCOL, "related-crypto-material": MATERIAL}


def members(object_, allowed, where):
    for name, value in object_.items():
        if name not in allowed:
            yield f"{where}: {name} is no member"
        elif not allowed[name](value):
            yield f"{where}: {name} is {value!r}"


def component_problems(component, where):
    if not {"type", "name"} <= component.keys() <= COMPONENT:
        yield f"{where}: members {sorted(component)}"
    for note in component.get("properties", []):
        yield from members(note, {"name": text, "value": text}, where)
    crypto = component.get("cryptoProperties")
    if "destroyed" in str(component):
        yield f"{where}: no capture shows that keys are destroyed"
    if component.get("type") != "cryptographic-asset" or not crypto:
        yield f"{where}: no cryptographic asset"
        return
    kind = crypto.get("assetType")
    if kind not in MEMBERS or crypto.keys() - {"oid"} != {"assetType", MEMBER_OF[kind]} or not text(crypto.get("oid", "")):
        yield f"{where}: {kind} with {sorted(crypto)}"
        return
    held = crypto[MEMBER_OF[kind]]
    yield from members(held, MEMBERS[kind], where)
    yield from members(held.get("ikev2TransformTypes", {}), TRANSFORMS, where)


def references(component):
    held = component.get("cryptoProperties", {})
    transforms = held.get("protocolProperties", {}).get("ikev2TransformTypes", {})
    yield from (reference for value in transforms.values() if isinstance(value, list) for reference in value)
    if "algorithmRef" in held.get("relatedCryptoMaterialProperties", {}):
        yield held["relatedCryptoMaterialProperties"]["algorithmRef"]


def problems(bom):
    """What is wrong with a bill of materials, a sentence each."""
    if bom.keys() != TOP or (bom["bomFormat"], bom["specVersion"]) != ("CycloneDX", "1.6") or not number(bom["version"]) or bom["version"] < 1:
        yield f"top: {sorted(bom)}"
        return
    tools = bom["metadata"].get("tools", {}).get("components", [])
    for note in bom["metadata"].get("properties", []):
        yield from members(note, {"name": text, "value": text}, "metadata")
    if bom["metadata"].keys() != {"tools", "properties"} or [tool.keys() for tool in tools] != [{"type", "name", "version"}]:
        yield f"metadata: {bom['metadata']}"
    known = [component.get("bom-ref") for component in bom["components"]]
    if len(set(known)) != len(known) or not all(known):
        yield "bom-ref is missing or not unique"
    if len({str(component) for component in bom["components"]}) != len(known):
        yield "components are not unique"
    for component in bom["components"]:
        where = component.get("bom-ref", "?")
        yield from component_problems(component, where)
        yield from (f"{where}: refers to {missing}" for missing in references(component) if missing not in known)
    for dependency in bom["dependencies"]:
        needed = dependency.get("dependsOn", [])
        if dependency.keys() != {"ref", "dependsOn"} or len(set(needed)) != len(needed) or not {dependency["ref"], *needed} <= set(known):
            yield f"dependency {dependency}"
