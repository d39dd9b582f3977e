# SPDX-License-Identifier: GPL-2.0-or-later
"""What leaves the plugin besides the tree: tables of the Statistics menu and exported PDUs."""
import json
import re
import subprocess

SEVERITIES = "info|low|medium|high"
# By time: the program writes the packets of one frame in their order, and so does the tap.
INNER = ["ip.src", "ip.dst", "ip.id", "ip.len", "ip.checksum", "ipv6.src", "ipv6.dst", "ipv6.plen"]


def audited(program, capture, keys):
    done = subprocess.run([program, "audit", "--format", "json", *(["--keys", str(keys)] if keys.is_dir() else []), str(capture)],
                          capture_output=True, timeout=300)
    return json.loads(done.stdout)["findings"]


def findings(tshark, check, program, folder, name):
    """Every finding of the program is in the text and, in two passes as in the GUI, in the menu's table."""
    options = ["-q", "-r", folder / name, *(["-o", f"espect.keys:{folder / 'keys'}"] if (folder / "keys").is_dir() else [])]
    wanted = sorted((finding["rule"], finding["severity"]) for finding in audited(program, folder / name, folder / "keys"))
    text = tshark(*options, "-z", "espect,findings")
    shown = sorted((rule, severity) for severity, rule in re.findall(rf"^({SEVERITIES}) *\| (\S+) *\| ", text, re.MULTILINE))
    check(shown == wanted, f"{folder.name}/{name}: -z espect,findings lists the findings of the program", f"{shown}\n  expected {wanted}")
    text = tshark("-2", *options, "-z", "espect,audit")
    shown = sorted((rule, severity) for severity, rule in re.findall(rf"^ *\d+ \|({SEVERITIES}) *\|.* \|(\S+) *\|[^|]*\| *\d+ \| *\d+ \| *\d+ \|$", text, re.MULTILINE))
    check(shown == wanted, f"{folder.name}/{name}: the menu's findings are those of the program", f"{shown}\n  expected {wanted}")


def rows_of(tshark, capture, expression, fields, plugin=True):
    columns = [part for field in fields for part in ("-e", field)]
    # The last: an exported PDU has the addresses of the outer packet as well.
    return tshark("-r", capture, "-Y", expression, "-T", "fields", "-E", "occurrence=l", *columns, plugin=plugin).splitlines()


def exported(tshark, check, program, folder, name, ike_messages):
    """What is exported reads without the plugin and without keys; inner packets are those of espect decrypt."""
    pdus, inner = tshark.write("pdus.pcapng", b""), tshark.write("inner.pcap", b"")
    for path in (pdus, inner):
        path.chmod(0o666)
    tshark("-r", folder / name, "-o", f"espect.keys:{folder / 'keys'}", "-U", "espect", "-w", pdus)
    subprocess.run([program, "decrypt", "--keys", str(folder / "keys"), "--output", str(inner), str(folder / name)],
                   capture_output=True, timeout=300, check=True)
    what = f"{folder.name}/{name}"
    found = rows_of(tshark, pdus, "ip || ipv6", INNER, plugin=False)
    wanted = rows_of(tshark, inner, "(ip || ipv6) && !isakmp", INNER, plugin=False)
    check(wanted and found == wanted, f"{what}: exported inner packets are those of espect decrypt", f"{len(found)}, expected {len(wanted)}")
    in_clear = rows_of(tshark, folder / name, "isakmp.version == 0x20 && !isakmp.enc.data", ["frame.number"], plugin=False)
    for plugin in (False, True):
        found = rows_of(tshark, pdus, "isakmp.version == 0x20 && !isakmp.enc.data", ["frame.number"], plugin)
        check(in_clear and len(found) == ike_messages + len(in_clear), f"{what}: exported IKE messages are in clear, {'with' if plugin else 'without'} the plugin", found)
    check(not rows_of(tshark, pdus, "_ws.malformed || espect.malformed", ["frame.number"]), f"{what}: nothing exported is malformed")
    check(not rows_of(tshark, pdus, "espect.finding.rule", ["frame.number"]), f"{what}: nothing exported is judged")
