# SPDX-License-Identifier: GPL-2.0-or-later
"""Each key source of cases.csv opens what it names, and files that cannot be used say what is wrong."""
import csv
import json
import shutil
from pathlib import Path

from pasted_forms import FORMS

HERE = Path(__file__).resolve().parent
PLAIN_ROW = '"IPv4","192.0.2.1","198.51.100.2","{spi}","AES-CBC [RFC3602]","{encr}","HMAC-SHA-1-96 [RFC2404]","{integ}"\n'
ENCR, INTEG = "52f22665a60c12d289185d950ee8813609166f6b113d178d6c0fd3901ff239a1", "a095f20f9395650cf9380b8edb224a6b248a1e92"

# What gets lost on the way, and why.
LOST = {
    ("scapy.py.txt", "cut at 80"): "a string of Python ends with its line",
    ("charon-journal.log", "cut at 80"): "a line of 80 characters cannot be told from one that was cut there",
    ("charon-journal.json", "quoted, wrapped at 72"): "blanks at the break are gone, and charon's lines begin with them",
}


def report(program, keys, capture):
    """(JSON report or None, lines of standard error)"""
    done = program("audit", "-f", "json", "--keys", keys, HERE / capture)
    errors = done.stderr.decode().splitlines()
    return (json.loads(done.stdout) if done.stdout else None), errors


def opened(found):
    return sum(sa["decrypted"] for sa in found["ike_sas"]), sum(flow["icv_ok"] for flow in found["flows"])


def sources(program, folder, check):
    for case in csv.DictReader((HERE / "cases.csv").open()):
        path = folder / case["source"]
        shutil.copyfile(HERE / "sources" / case["source"], path)
        path.chmod(0o600)
        found, errors = report(program, path, case["capture"])
        if not check(found is not None, "source is known", f"{case['source']}: {errors}"):
            continue
        packets = sum(flow["packets"] for flow in found["flows"])
        expected = int(case["ike"]), packets if case["esp"] == "*" else int(case["esp"])
        check.same(opened(found), expected, "opened (IKE, ESP)", case["source"])
        check.same(errors, [], "no warning", case["source"])


def faults(program, folder, check):
    rows = {
        PLAIN_ROW.format(spi="0xc1000001", encr=ENCR, integ="0x" + INTEG): "64 hex digits without 0x",
        PLAIN_ROW.format(spi="0xc1000001", encr="0x" + ENCR, integ=INTEG): "40 hex digits without 0x",
        PLAIN_ROW.format(spi="0xc1000001", encr="0x" + ENCR, integ="0x" + INTEG).replace("SHA-1-96", "SHA-9"):
            "unknown authentication algorithm HMAC-SHA-9",
        '"\\x0x"\n' + PLAIN_ROW.format(spi="0xc1000001", encr="0x" + ENCR, integ="0x" + INTEG): ":1: ",
        "host charon: 01[IKE] shared Diffie Hellman secret => 4 bytes @ 0x7f0000\n"
        "host charon: 01[IKE]    0: 0x 00 00 00   ....\n": ":1: the dump of this secret is not complete",
    }
    path = folder / "fault"
    for text, words in rows.items():
        path.write_text(text)
        path.chmod(0o600)
        found, errors = report(program, path, "manual.pcap")
        check(found is not None and len(errors) == 1 and words in errors[0], "fault is told", f"{words}: {errors}")
        check(not any(key in line for line in errors for key in (ENCR, INTEG)), "no key in a message", errors)


def in_the_capture(program, check):
    """Rows of esp_sa in a Decryption Secrets Block, without and with --keys."""
    capture = HERE / "manual-with-keys.pcapng"
    done = program("audit", "-f", "json", capture)
    check.same(opened(json.loads(done.stdout)), (0, 10), "secrets of the capture are used", done.stderr)
    check.same(done.stderr, b"", "secrets of other protocols are no fault")
    done = program("decrypt", capture, "-o", "-")
    check(done.returncode == 0 and b"10 inner packets" in done.stderr, "secrets of the capture are used", done.stderr)
    done = program("decrypt", HERE / "manual.pcap", "-o", "-")
    check(done.returncode == 2 and b"no keys" in done.stderr, "decrypt wants keys", done.stderr)


def listed(program, folder, check):
    """espect keys list: what files hold, and what of a capture they open."""
    unused = PLAIN_ROW.format(spi="0x12345678", encr="0x" + ENCR, integ="0x" + INTEG)
    wrong = PLAIN_ROW.format(spi="0xc2000002", encr="0x" + ENCR, integ="0x" + INTEG).replace(
        '"192.0.2.1","198.51.100.2"', '"198.51.100.2","192.0.2.1"')
    (folder / "listed").mkdir()
    for name, text in {"log": (HERE / "sources/charon-file.log").read_text(), "rows": unused + wrong}.items():
        (folder / "listed" / name).write_text(text)
        (folder / "listed" / name).chmod(0o600)
    done = program("keys", "list", folder / "listed")
    expected = (f"{folder}/listed/log: charon log\n  1 key generation of an IKE SA\n  2 keys of ESP SAs\n"
                f"{folder}/listed/rows: Wireshark esp_sa\n  2 keys of ESP SAs\n")
    check.same(done.stdout.decode(), expected, "contents are listed")
    done = program("keys", "list", folder / "listed", "--match", HERE / "negotiated.pcap", "--match", HERE / "manual.pcap")
    text = done.stdout.decode()
    for line in [
        "  IKE SA 52f22665a60c12d2-89185d950ee88136: 2 of 2 messages opened\n"
        f"    {folder}/listed/log:8\n",
        "  ESP SA 0xc1000001 to 192.0.2.1: 5 of 5 packets authentic\n",
        f"  not used: {folder}/listed/rows:1: ESP SA 0x12345678 to 198.51.100.2 is not in the capture\n",
        "  ESP SA 0xc3000003 to 198.51.100.2: 0 of 5 packets authentic: no key source names it\n",
        "  ESP SA 0xc2000002 to 192.0.2.1: 0 of 5 packets authentic: ",
    ]:
        check(line in text, "the match is listed", f"{line!r} is not in {text}")
    check(ENCR not in text and INTEG not in text, "no key in a list")


def said(program, path):
    """What a file of keys says, in espect's own form and any order; or how much, where no addresses are in it."""
    path.chmod(0o600)
    done = program("keys", "convert", "--to", "espect", path)
    lines = done.stdout.decode().splitlines() or program("keys", "list", path).stdout.decode().splitlines()[1:]
    return sorted(lines), done.stderr.decode()


def pasted(program, released, folder, check):
    """What is said is asked of the released program; all forms of a source go through the one with sanitizers at once."""
    for case in csv.DictReader((HERE / "cases.csv").open()):
        octets = (HERE / "sources" / case["source"]).read_bytes()
        try:
            text = octets.decode("utf-16" if octets[:2] == b"\xff\xfe" else "utf-8-sig")
        except UnicodeDecodeError:
            continue  # a binary form has nothing that could be quoted
        place = folder / case["source"]
        place.mkdir()
        plain = place / "plain"
        plain.write_text(text)
        expected, _ = said(released, plain)
        check(expected, "there is something to say", case["source"])
        for name, form in FORMS.items():
            if (case["source"], name) in LOST:
                continue
            path = place / name
            path.write_text(form(text), newline="")
            found, errors = said(released, path)
            check.same(found, expected, "pasted text says the same", f"{case['source']}, {name}: {errors}")
        program("keys", "convert", "--to", "espect", place)
        listed = program("keys", "list", place).stdout.decode()
        unlisted = [path.name for path in place.iterdir() if f"{path}: " not in listed]
        check(not unlisted, "all forms at once", f"{case['source']}: {unlisted}")


def test_sources(program, tmp_path, check):
    sources(program, tmp_path, check)


def test_pasted_forms(program, released, tmp_path, check):
    """Each form opens what the source opens as it is."""
    pasted(program, released, tmp_path, check)


def test_faults(program, tmp_path, check):
    faults(program, tmp_path, check)


def test_keys_list(program, tmp_path, check):
    listed(program, tmp_path, check)


def test_keys_in_a_capture(program, check):
    in_the_capture(program, check)
