# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of the Statistics menu: they agree with the program, and a filter holds for everything in them."""
import json
import re

import pytest

SAMPLES = ["esp-replay", "hybrid-ml-kem", "invalid-ke-retry"]


def rows(tshark, folder, name, filter_text="", options=("-2",)):
    """The cells of a table, row by row."""
    text = tshark(*options, "-q", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-z", f"espect,{name}{filter_text and ','}{filter_text}")
    lines = text.split("Filter for statistics:")[1].splitlines()[3:-1]
    return [[cell.strip() for cell in line.split("|")[:-1]] for line in lines]


def report(program, folder):
    return json.loads(program("audit", "--format", "json", "--keys", folder / "keys", folder / "capture.pcap").stdout)


@pytest.mark.parametrize("sample", SAMPLES)
def test_flows(tshark, check, program, samples, sample):
    shown = [(row[1], int(row[5]), int(row[6]), int(row[8]), int(row[9]), int(row[10]), int(row[11])) for row in rows(tshark, samples / sample, "flows")]
    wanted = [(flow["spi"], flow["packets"], flow["icv_ok"], flow["lost"], flow["duplicates"], flow["reordered"], flow["left_of_window"]) for flow in report(program, samples / sample)["flows"]]
    check(shown == wanted, "counters of the program", f"{shown}\n  expected {wanted}")


def test_ike_sas(tshark, check, program, samples):
    shown = [(row[1], int(row[6]), int(row[8])) for row in rows(tshark, samples / "hybrid-ml-kem", "ike")]
    wanted = [(sa["spi_i"], sa["messages"], sa["decrypted"]) for sa in report(program, samples / "hybrid-ml-kem")["ike_sas"] if sa["messages"]]
    check(shown == wanted, "IKE SAs of the program", f"{shown}\n  expected {wanted}")


def test_filters_hold(tshark, check, samples):
    folder = samples / "esp-replay"
    check([row[5] for row in rows(tshark, folder, "flows", "frame.number <= 104")] == ["100"], "packets of the flow up to a frame")
    check([(row[5], row[9]) for row in rows(tshark, folder, "flows", "espect.sa.position == 4")] == [("18", "18"), ("1", "1")], "only packets seen before")
    check([row[6] for row in rows(tshark, folder, "ike", "frame.number <= 2")] == ["2"], "messages of the IKE SA")
    found = rows(tshark, folder, "audit", "frame.number == 105 || frame.number == 106")
    check([(row[3], row[5], row[6]) for row in found] == [("esp-sequence-reused", "2", "105")], "findings of two frames", found)
    check(rows(tshark, folder, "child", "frame.number <= 2") == [], "no Child SA before it is made")
    check(rows(tshark, folder, "tunnels", "frame.number == 1000") == [], "no packet, no tunnel")
    text = tshark("-q", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-z", "espect,findings,frame.number == 105")
    rules = re.findall(r"^\S+ *\| (\S+)", text, re.MULTILINE)
    check(rules == ["esp-sequence-reused"], "findings as a text", text)


def test_filters_are_refused(tshark, check, samples):
    capture = samples / "esp-replay" / "capture.pcap"
    for table, words in (("espect,coverage,esp", b"takes no filter"), ("espect,findings,nonsense ==", b"espect,findings,nonsense")):
        done = tshark.command("-2", "-q", "-r", capture, "-z", table)
        check(done.returncode != 0 and words in done.stderr, f"-z {table}", done.stderr)


@pytest.mark.parametrize("sample", SAMPLES)
def test_judgements_of_the_capture(tshark, check, program, samples, sample):
    folder, audit = samples / sample, report(program, samples / sample)
    severities = [row[1] for row in rows(tshark, folder, "audit")]
    check(severities == sorted(severities, key=["high", "medium", "low", "info"].index) and severities, "findings stand worst first", severities)
    shown = [(row[1], row[2], row[4]) for row in rows(tshark, folder, "tunnels")]
    wanted = [(*tunnel["peers"], tunnel.get("broken_at") or "") for tunnel in audit["tunnels"]]
    check(sorted(shown) == sorted(wanted), "tunnels of the program", f"{shown}\n  expected {wanted}")
    shown = [row[0] for row in rows(tshark, folder, "coverage")]
    check(shown == audit["coverage"]["notes"], "what could not be seen, as the program says it", f"{shown}\n  expected {audit['coverage']}")
    item = tshark("-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-Y", "espect.coverage", "-T", "fields", "-E", "aggregator=|",
                  "-e", "frame.number", "-e", "espect.coverage")
    check(item == (f"1\t{'|'.join(shown)}\n" if shown else ""), "the same on the first frame", item)
    text = tshark("-q", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-z", "espect,findings")
    check(all(f"  {note}" in text for note in shown), "and in the text, in one pass", text)


@pytest.mark.parametrize("sample, kind, who", [("ike-auth-refused", "configuration", "10.2.0.10"), ("peer-restarted", "not known", "not known")])
def test_who_has_to_look(tshark, check, program, samples, sample, kind, who):
    """As the program says it; what nobody knows is said as that. Of a dead SPI every packet is marked."""
    folder, audit = samples / sample, report(program, samples / sample)
    shown = [row[5:7] for row in rows(tshark, folder, "tunnels")]
    check(shown == [[kind, who]], "kind and side", shown)
    told = [[tunnel["category"] or "not known", ", ".join(tunnel["who"]) or "not known"] for tunnel in audit["tunnels"]]
    check(told == shown, "those of the program", told)
    dead = [frame for finding in audit["findings"] if finding["rule"] == "esp-dead-spi" for frame in finding["frames"]]
    marked = tshark("-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-Y", "espect.finding.esp-dead-spi", "-T", "fields", "-e", "frame.number").split()
    check(marked == [str(frame) for frame in dead], "the same packets of a dead SPI", f"{marked} and {dead}")


def test_in_one_pass(tshark, check, samples):
    for table in ("coverage", "tunnels"):
        shown = rows(tshark, samples / "esp-replay", table, options=())
        check(any("tshark needs -2" in cell for cell in shown[0]), f"{table}: not known before the end", shown)


def test_response_times(tshark, check, samples):
    folder = samples / "hybrid-ml-kem"
    text = tshark("-2", "-q", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-z", "espect,srt")
    shown = {name: int(count) for name, count in re.findall(r"^ *\d+ +([A-Z_]+|ESP echo) +(\d+) ", text, re.MULTILINE)}
    answered = tshark("-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-Y", "espect.ike.time && !espect.ike.retransmission",
                      "-T", "fields", "-e", "isakmp.exchangetype").split()
    check(sum(shown.values()) == len(answered) and shown["IKE_SA_INIT"] == answered.count("34"), "each exchange once", text)


def test_ladder(tshark, check, samples):
    """Statistics > Flow Graph: messages with what they say, and between them the packets of each flow."""
    folder = samples / "esp-replay"
    options = ["-q", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}"]
    if b"flow,espect" not in tshark.command("-z", "help").stderr:
        pytest.skip("this Wireshark was built against headers without sequence analyses")
    text = tshark("-2", *options, "-z", "flow,espect,network")
    check("IKE_AUTH request: IDi=" in text and "INFORMATIONAL request: DELETE IKE SA" in text, "each message with its Info", text)
    packets = re.findall(r"(\d+) ESP packets?, SPI (0x[0-9a-f]{8})", text)
    wanted = [(row[5], row[1]) for row in rows(tshark, folder, "flows")]
    check(sorted(packets) == sorted(wanted), "the packets of a flow between two messages are one arrow", f"{packets}\n  expected {wanted}")
    check(re.search(r"Child SA 1, 18 behind the highest number, \d with a wrong ICV", text), "and what was wrong with them", text)
    check("10.1.0.10" in text and "192.168." not in text.split("\n")[0], "between the outer addresses", text.split("\n")[0])


def test_numeric_fields(tshark, check, samples):
    """For IO graphs: what a window would have to be, and what was skipped."""
    folder = samples / "esp-replay"
    options = ["-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-T", "fields", "-e", "frame.number"]
    numbered = {field: tshark(*options, "-Y", field, "-e", field).splitlines() for field in ("espect.sa.gap", "espect.sa.window_needed", "espect.flow")}
    packets = tshark(*options, "-Y", "esp").split()
    check(len(numbered["espect.flow"]) == len(packets) and packets, "every ESP packet is of a flow")
    check(tshark(*options, "-Y", "espect.sa.window_needed && !(espect.sa.window_needed > 1)") == "", "a late packet needs a window of more than itself")
    late = tshark(*options, "-Y", "espect.sa.distance && !espect.sa.position == 4").split()
    check([line.split("\t")[0] for line in numbered["espect.sa.window_needed"]] == late, "late packets, and no others")
