# SPDX-License-Identifier: GPL-2.0-or-later
"""Audits the captures of $ESPECT_CORPUS/lab with every flavour of right keys and with wrong ones.

Right keys: IKE messages opened and ESP and AH packets authenticated equal truth.json, two runs give the same octets,
and no key is in a report or message. The program with sanitizers gets the whole folder and full.jsonl, right, wrong and
cut; the released one every flavour (program/hunt damages each form of a key file under sanitizers). Wrong keys (an octet changed, directions swapped): nothing opens, the findings are
those without keys, Coverage names what stayed closed. A file that is cut: its place is named, the rest is used.
"""
import collections
import concurrent.futures
import functools
import ipaddress
import json
import re
import tempfile
from pathlib import Path

from key_files import directions_swapped, keys_in, last_octets_changed, leaked, rows_of

FLAVOURS = {"full": ["full.jsonl"], "secrets": ["secrets.jsonl"], "ike": ["ike.jsonl"],
            "save-keys": ["save-keys/ikev2_decryption_table", "esp.jsonl"]}
LARGE = 5_000_000  # captures over this size: with full.jsonl only
NAMED_AT_LEAST = 10  # in Coverage, before it counts
READABLE = re.compile(r"espect: .*: keys that others can read(, and \d+ more files?)?: chmod 600")
# What a whole folder holds beside its key sources is counted and named.
PASSED_OVER = re.compile(r".*: (no keys in this folder; )?passed over: .*|.*: looks like .*, but no keys were found in it"
                         r"|.*: not used: espect opens no IKEv1 messages")

Case = collections.namedtuple("Case", "name folder capture truth")


def files_of(folder, flavour):
    paths = [folder / "keys" / name for name in FLAVOURS[flavour]]
    return [path for path in paths if path.is_file()] if paths[0].is_file() or flavour == "save-keys" else []


def arguments_of(paths):
    return [part for path in paths for part in ("--keys", path)]


def audit(program, capture, paths):
    return program("audit", "-f", "json", *arguments_of(paths), capture)


@functools.cache
def without_keys(program, capture):
    return json.loads(audit(program, capture, []).stdout)


def tried(program, released, flavour):
    return program if flavour in ("full", "folder") else released


def flow_key(protocol, destination, spi):
    return protocol, ipaddress.ip_address(destination), int(spi, 16)


def flow_totals(report, member):
    found = collections.Counter()
    for flow in report["flows"]:
        found[flow_key(flow["protocol"], flow["dst"], flow["spi"])] += flow[member]
    return found


def decrypted(report):
    return sum(sa["decrypted"] for sa in report["ike_sas"])


def child_secrets(folder):
    """(destination, SPI) of one SA of each pair that was made with a key exchange of its own."""
    path = folder / "keys" / "secrets.jsonl"
    return {(row["dst"], row["spi"]) for row in rows_of(path) if row["type"] == "child-secret"} if path.is_file() else set()


def closed_for_ike(case, report):
    """Flows that ike.jsonl cannot open: SPIs of both SAs of the pairs of child_secrets()."""
    own = {spi for _, spi in child_secrets(case.folder)}
    pairs = [{child["spi_i"], child["spi_r"]} for child in report["child_sas"]]
    return own.union(*(pair for pair in pairs if pair & own))


def flavour_opens(case, flavour):
    """(IKE messages: number or None when only some can be opened, whether ESP and AH are opened)"""
    all_messages = case.truth["ike_decryptable"]
    if flavour == "folder" and (case.folder / "ikev1_decryption_table").is_file():
        return case.truth["ike_encrypted"], True  # the truth counts those of IKEv2
    has = {name: (case.folder / "keys" / name).is_file() for name in ("ike.jsonl", "esp.jsonl", "save-keys/ikev2_decryption_table")}
    if flavour == "save-keys":
        if not has["save-keys/ikev2_decryption_table"]:
            return 0, True
        table = (case.folder / "keys/save-keys/ikev2_decryption_table").read_text().splitlines()
        return (all_messages if len(table) == len(rows_of(case.folder / "keys/ike.jsonl")) else None), has["esp.jsonl"]
    return all_messages, True


def right(check, case, flavour, done, again, texts, keys):
    name = f"{case.name} {flavour}"
    errors = [line for line in done.stderr.decode().splitlines() if not READABLE.fullmatch(line)]
    if flavour == "folder":
        errors = [line for line in errors if not PASSED_OVER.fullmatch(line)]
    check.same((done.returncode in (0, 1), errors), (True, []), "runs with right keys", f"{name}: exit {done.returncode}")
    if done.returncode not in (0, 1):
        return
    check(done.stdout == again.stdout and done.stderr == again.stderr, "second runs with the same octets", name)
    check(len(keys) > 0 or not (case.folder / "keys").is_dir(), "key files with keys", name)
    found = sorted(set(leaked(keys, [done.stdout.decode(), done.stderr.decode(), again.stderr.decode(), *texts])))
    check(not found, "outputs without key octets", f"{name}: {len(found)} runs of 16 octets, the first begins with {[run[:6] for run in found[:1]]}")

    report, truth = json.loads(done.stdout), case.truth
    messages, esp = flavour_opens(case, flavour)
    if messages is None:
        check(decrypted(report) <= truth["ike_decryptable"], "IKE messages opened, at most", name)
    else:
        check.same(decrypted(report), messages, f"{flavour}: captures with all IKE messages opened", name)
    closed = closed_for_ike(case, report) if flavour == "ike" else set()
    totals = {member: flow_totals(report, member) for member in
              ("packets", "icv_ok", "icv_bad", "no_key", "duplicates", "capture_duplicates", "lost", "left_of_window")}
    for sa in truth["sas"]:
        key = flow_key(sa["proto"], sa["dst"], sa["spi"])
        got, what = {member: total[key] for member, total in totals.items()}, f"{name} {sa['proto']} {sa['dst']} {sa['spi']}"
        opened = esp and sa["spi"] not in closed
        check.same(got["packets"], sa["packets"], "packets of ESP and AH SAs", what)
        expected = (sa["icv_ok"], sa["icv_bad"]) if opened else (0, 0)
        check.same((got["icv_ok"], got["icv_bad"]), expected, f"{flavour}: SAs with their ICVs", what)
        if not sa["known_sa"]:
            continue
        side = sa["authenticated"] if opened and sa["icv_ok"] else sa["headers"]
        if side["packets"]:
            check.same((got["duplicates"] + got["capture_duplicates"], got["lost"]), (side["duplicates"], side["lost"]),
                       "duplicates and losses of SAs", what)
        window = str(sa["receiver_replay_window"] or 32)
        if opened and sa["icv_ok"] and flavour in ("full", "save-keys", "folder") and window in side["left_of_window_new"]:
            check.same(got["left_of_window"], side["left_of_window_new"][window], "packets left of the window", what)
    check.same(sum(totals["packets"].values()), sum(sa["packets"] for sa in truth["sas"]), "no other ESP and AH SAs", name)


def reduced(report):
    """Findings but for how sure they are."""
    return [{name: value for name, value in finding.items() if name not in ("certainty", "evidence")} for finding in report["findings"]]


def names_what_is_closed(check, report, name):
    """Coverage names the first SAs of a kind and counts the others."""
    notes = report["coverage"]["notes"]
    messages = [sa for sa in report["ike_sas"] if sa["encrypted"] > sa["decrypted"]]
    flows = [flow for flow in report["flows"] if flow["packets"] > flow["icv_ok"] + flow["icv_bad"]]
    named = [(len(messages), sum(any(f"{sa['spi_i']}-{sa['spi_r']} not opened" in note for note in notes) for sa in messages), "IKE SA"),
             (len(flows), sum(any(f"to {flow['dst']} with SPI {flow['spi']} not" in note for note in notes) for flow in flows), "ESP or AH SA")]
    for closed, found, kind in named:
        counted = [note for note in notes if re.fullmatch(rf"the same holds for {closed - found} more {kind}s?", note)]
        check(found == closed or found >= NAMED_AT_LEAST and counted, "notes on what stayed closed", f"{name}: {found} of {closed} {kind}s in {notes}")


def wrong(check, case, how, done, without, decrypt):
    name = f"{case.name} {how}"
    if not check(done.returncode in (0, 1), "runs with wrong keys", f"{name}: exit {done.returncode} {done.stderr.decode()}"):
        return
    report = json.loads(done.stdout)
    authenticated = sum(flow_totals(report, "icv_ok").values())
    check.same((decrypted(report), authenticated), (0, 0), "nothing opened with wrong keys", name)
    check.same(report["coverage"]["esp_authenticated"] + report["coverage"]["ike_decrypted"], 0, "nothing opened with wrong keys", f"{name} coverage")
    check.same(reduced(report), reduced(without), "findings as without keys", name)
    check.same(done.returncode, without["summary"]["exit"], "exit status as without keys", name)
    names_what_is_closed(check, report, name)
    run, octets = decrypt
    check(run.returncode == 0 and b" 0 inner packets and 0 IKE messages written" in run.stderr and packet_blocks(octets) == 0,
          "decrypt writes nothing with wrong keys", f"{name}: exit {run.returncode} {run.stderr.decode()}, {len(octets)} octets")


def packet_blocks(octets):
    """Enhanced packet blocks of a little-endian pcapng file."""
    at, found = 0, 0
    while at + 8 <= len(octets):
        kind, size = (int.from_bytes(octets[at + place:at + place + 4], "little") for place in (0, 4))
        found += kind == 6
        at += max(size, 12)
    return found


def cut(check, case, flavour, path, lines, done, whole):
    """path ends in the middle of its last line; whole is the run with the lines before, None when there are none."""
    name, errors = f"{case.name} {flavour} cut", done.stderr.decode()
    if whole is None:  # nothing is left by which to know it as a key source
        check(done.returncode == 2 and f"{path}: no key source" in errors, "cut files without a whole line", f"{name}: exit {done.returncode} {errors}")
    else:
        check(f"{path}:{lines}: " in errors, "cut lines named by file and line", f"{name}: {errors}")
        check((done.stdout, done.returncode) == (whole.stdout, whole.returncode), "cut files whose other lines are used", name)


def right_runs(program, released, case, flavour, paths):
    with tempfile.TemporaryDirectory() as place:
        forms = {form: Path(place, form) for form in ("text", "sarif", "junit", "jsonl")}
        first = audit(tried(program, released, flavour), case.capture, paths)
        again = released("audit", "-f", "json", *(part for form, path in forms.items() for part in ("-f", f"{form}={path}")),
                        *arguments_of(paths), case.capture)
        texts = [path.read_text() for path in forms.values() if path.is_file()]
    return right, (case, flavour, first, again, texts, keys_in(paths))


def wrong_runs(program, released, case, flavour, how, paths):
    with tempfile.TemporaryDirectory() as place:
        files = []
        for number, path in enumerate(paths):
            text = how(path)
            if text is None:
                return None
            files.append(Path(place, f"{number}-{path.name}"))
            files[-1].touch(mode=0o600)
            files[-1].write_text(text)
        files = [path for path in files if path.stat().st_size > 0]
        done = audit(tried(program, released, flavour), case.capture, files)
        out = Path(place, "opened.pcapng")
        decrypt = released("decrypt", *arguments_of(files), "-o", out, case.capture)
        return wrong, (case, f"{flavour} {how.__name__}", done, without_keys(released, case.capture), (decrypt, out.read_bytes() if out.is_file() else b""))


def cut_runs(program, released, case, flavour, paths):
    """The first file without the second half of its last line."""
    with tempfile.TemporaryDirectory() as place:
        lines = paths[0].read_text().splitlines(keepends=True)
        files = [Path(place, f"{number}.{what}") for number, what in enumerate(("whole", "cut"))]
        for path, text in zip(files, ("".join(lines[:-1]), "".join(lines[:-1]) + lines[-1][:len(lines[-1]) // 2])):
            path.touch(mode=0o600)
            path.write_text(text)
        done = audit(tried(program, released, flavour), case.capture, files[1:])
        whole = audit(released, case.capture, files[:1]) if len(lines) > 1 else None
        return cut, (case, flavour, files[1], len(lines), done, whole)


def log_runs(released, case, log):
    done = audit(released, case.capture, [log])
    return whole_log, (case, log, done)


def whole_log(check, case, log, done):
    """charon says everything at its highest level; pluto leaves the salt of IKE's AES-GCM keys out, and says so where."""
    name = f"{case.name} {log.name}"
    errors = [line for line in done.stderr.decode().splitlines() if not READABLE.fullmatch(line)]
    report, truth = json.loads(done.stdout), case.truth
    pluto = ".pluto." in log.name
    check.same(decrypted(report), 0 if pluto else truth["ike_decryptable"], "whole logs: IKE messages", name)
    check.same([(flow_totals(report, "icv_ok")[key], flow_totals(report, "icv_bad")[key]) for key in flow_keys(truth)],
               [(sa["icv_ok"], sa["icv_bad"]) for sa in truth["sas"]], "whole logs: ESP packets", name)
    if pluto:
        check(len(errors) > 0 and all(re.search(rf"{re.escape(log.name)}:\d+: .*salt", line) for line in errors), "whole logs: warnings", f"{name}: {errors}")
        names_what_is_closed(check, report, name)
    else:
        check.same(errors, [], "whole logs: warnings", name)
    check.same(sorted(set(leaked(keys_in([case.folder / "keys"]), [done.stdout.decode(), done.stderr.decode()]))), [], "outputs without key octets", name)


def flow_keys(truth):
    return [flow_key(sa["proto"], sa["dst"], sa["spi"]) for sa in truth["sas"]]


def jobs(program, released, lab):
    cases = [Case(f"{scenario}/{capture}", lab / scenario, lab / scenario / capture, truth)
             for scenario, captures in json.loads((lab / "truth.json").read_text()).items() for capture, truth in captures.items()]
    for case in cases:
        large = case.capture.stat().st_size > LARGE
        if not large:
            yield right_runs, (program, released, case, "folder", [case.folder])
        for flavour in FLAVOURS:
            paths = files_of(case.folder, flavour)
            if not paths or large and flavour != "full":
                continue
            yield right_runs, (program, released, case, flavour, paths)
            yield wrong_runs, (program, released, case, flavour, last_octets_changed, paths)
            yield wrong_runs, (program, released, case, flavour, directions_swapped, paths)
            yield cut_runs, (program, released, case, flavour, paths)
        for log in sorted((lab / "_key-sources").glob(f"{case.folder.name}.*.gz")):
            yield log_runs, (released, case, log)


def test_keys(program, released, corpus, check):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for outcome in pool.map(lambda job: job[0](*job[1]), list(jobs(program, released, corpus / "lab"))):
            if outcome is not None:
                judge, facts = outcome
                judge(check, *facts)
    for kind in ("whole logs: IKE messages", "secrets: SAs with their ICVs", "ike: SAs with their ICVs", "save-keys: SAs with their ICVs",
                 "folder: SAs with their ICVs", "nothing opened with wrong keys", "cut files whose other lines are used"):
        check(check.counts.get(kind, 0) >= 2, "kinds of checks that were made", kind)
