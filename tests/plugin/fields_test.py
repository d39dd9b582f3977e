# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields as Wireshark people expect them: a help text on each, names on numbers that have them, and no filter that matches nothing."""
import re

from check import ROOT

PAGES = [ROOT / "docs/wireshark/README.md", ROOT / "README.md"]
# Built-in names that end otherwise in releases after 4.6, and how: both are there in every release.
RENAMED = {"isakmp.tf.id.dh": "ike.tf.id.ke", "isakmp.key_exchange.dh_group": "ike.key_exchange.method",
           "isakmp.notify.data.accepted_dh_group": "ike.notify.data.accepted_ke_method"}
# Numbers that count or measure: by a word of their name. All others have value strings.
COUNTING = ("length", "octets", "bits", "mtu", "sequence", "number", "identifier", "id", "spi", "offset", "seconds", "rate", "rtt", "delay", "delays", "timestamp",
            "requests", "events", "frames", "value", "ds_field", "codepoint", "unused", "width", "shift", "flags", "requirements", "vpn_id", "count", "gap", "distance",
            "window_needed", "high", "generation", "ike_sa", "child_sa", "flow", "domain", "enabled", "port", "congestion_flags", "words", "first", "more", "format", "fixed", "version", "[a-z_]*reserved")
# Fields whose numbers are of a registry that only the type in front of them says.
BY_CONTEXT = {"espect.ike.attribute.type"}


def fields(tshark):
    """Of espect: name, type, base, help. Expert items have a summary instead of a help text."""
    rows = [line.split("\t") for line in tshark("-G", "fields").splitlines() if line.startswith("F\t")]
    return {row[2]: (row[3], row[5], row[7]) for row in rows if row[2].startswith("espect.")}


def is_expert(name, kind):
    return kind == "FT_NONE" and (name.startswith(("espect.finding", "espect.keys", "espect.preference", "espect.malformed", "espect.experimental"))
                                  or name.endswith((".icv_bad", ".unproven", ".closed", ".unknown_layout", ".not_covered")))


def test_each_says_what_it_is(tshark, check):
    silent = [name for name, (kind, _, text) in fields(tshark).items() if not text and not is_expert(name, kind)]
    check(len(fields(tshark)) > 250 and not silent, "every field of espect has a help text", silent)


def test_numbers_have_names(tshark, check):
    named = {line.split("\t")[1] for line in tshark("-G", "values").splitlines() if "\t" in line}
    numbers = [name for name, (kind, base, _) in fields(tshark).items() if kind.startswith("FT_UINT") and base.startswith("BASE_DEC")]
    bare = [name for name in numbers if name not in named | BY_CONTEXT and not re.search(rf"(^|[._])({'|'.join(COUNTING)})$", name)]
    check(len(numbers) > 60 and not bare, "a number that stands for something says for what", bare)
    for name in ("espect.ike.vpn_id_mode.mode", "espect.ike.ke.method", "espect.sa.position", "espect.finding.severity"):
        check(name in named, f"{name} has value strings")


def written_filters():
    """Names in the pages and in the profile that look like fields."""
    for page in PAGES:
        for code in re.findall(r"`([^`\n]+)`|^    (.+)$", page.read_text(), re.MULTILINE):
            yield from re.findall(r"\b((?:isakmp|esp|ah|espect)\.[a-z0-9_]+(?:[._-][a-z0-9_]+)*)\b", " ".join(code))
    for path in (ROOT / "docs/wireshark/profile").iterdir():
        yield from re.findall(r"\b((?:isakmp|esp|ah|espect)\.[a-z0-9_]+(?:[._-][a-z0-9_]+)*)\b", path.read_text())


def test_what_is_written_down_is_there(tshark, check):
    known = {line.split("\t")[2] for line in tshark("-G", "fields").splitlines() if line.startswith("F\t")}
    preferences = set(re.findall(r"^#?(espect\.[a-z_.]+):", tshark("-G", "defaultprefs"), re.MULTILINE))
    wanted = {name for name in written_filters() if not name.endswith((".so", ".toml", ".sarif"))}
    # `espect.finding_as.<severity>` and the like stand for several.
    missing = [name for name in wanted - preferences if name not in known and not any(other.startswith(name + ".") for other in known)]
    check(len(wanted) > 30 and not missing, "every name in pages and profile is a field or a preference", missing)
    lost = [name for names in RENAMED.items() for name in names if name not in known]
    check(not lost, "what is called otherwise after 4.6 has both names", lost)


def test_one_index_on_everything(tshark, check, lab):
    """Fragments and ICMP errors bear the numbers of the SAs that they belong to."""
    for name, capture, frames in (("g3_esp_pmtu_icmp", "capture-alice-side.pcap", {6: "1"}), ("g4_esp_fragmented_by_router", "capture-bob-side.pcap", {5: "1", 7: "1"})):
        folder = lab / name
        shown = dict(line.split("\t") for line in tshark("-2", "-r", folder / capture, "-o", f"espect.keys:{folder / 'keys'}", "-Y", "espect.child_sa && espect.ike_sa == 1 && espect.flow",
                                                          "-T", "fields", "-e", "frame.number", "-e", "espect.child_sa").splitlines())
        check(all(shown.get(str(frame)) == number for frame, number in frames.items()), f"{name}: Child SA 1", {frame: shown.get(str(frame)) for frame in frames})
    folder = lab / "g1_ike_auth_ip_fragments"
    shown = tshark("-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-Y", "espect.ike_sa == 1 && ip.flags.mf", "-T", "fields", "-e", "frame.number").split()
    check({"5", "6"} <= set(shown), "fragments of IKE_AUTH bear the IKE SA", shown)


def test_sequence_analysis_under_the_names_of_the_built_in_one(tshark, check, samples):
    folder = samples / "esp-replay"
    options = ["-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-T", "fields", "-e", "frame.number", "-e", "esp.sequence-analysis.expected-sn",
               "-e", "esp.sequence-analysis.previous-frame"]
    shown = tshark(*options, "-Y", "esp.sequence-analysis.wrong-sequence-number && espect.sa.icv_good == 1").splitlines()
    late = tshark(*options[:5], "-T", "fields", "-e", "frame.number", "-Y", "espect.sa.icv_good == 1 && (espect.sa.gap || espect.sa.distance)").split()
    check(late and [line.split("\t")[0] for line in shown] == late, "on what is out of sequence, and nowhere else", f"{shown}\n  {late}")
    check("105\t101\t104" in shown, "what was expected, and where the highest number was", shown[:3])
