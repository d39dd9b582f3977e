# SPDX-License-Identifier: GPL-2.0-or-later
"""Under the names that Wireshark's main branch gives IKE ("ike.x"), and under both names in filters.

main_branch_names.c makes this Wireshark register them as the main branch does; the plugin is the same one.
"""
import re
import subprocess
from pathlib import Path

import pytest
from check import ROOT

HERE = Path(__file__).parent
SUFFIXES = {".tf.id.dh": ".tf.id.ke", ".key_exchange.dh_group": ".key_exchange.method",
            ".notify.data.accepted_dh_group": ".notify.data.accepted_ke_method"}
# The plugin registers each of these three a second time, under the name that they do not have.
OLDER = {"isakmp" + old for old in SUFFIXES}
LATER = {"ike" + new: "isakmp" + old for old, new in SUFFIXES.items()}
SAMPLES = ["hybrid-ml-kem", "ikev1-main-mode", "vpn-id-defect", "ike-auth-refused"]


def in_main_branch(name):
    if name in LATER:
        return LATER[name]
    if name != "isakmp" and not name.startswith("isakmp."):
        return name
    suffix = name.removeprefix("isakmp")
    return "ike" + SUFFIXES.get(suffix, suffix)


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """The library that renames, for LD_PRELOAD."""
    flags = subprocess.run(["pkg-config", "--cflags", "wireshark", "glib-2.0"], capture_output=True, text=True, check=True).stdout.split()
    folder = tmp_path_factory.mktemp("main-branch")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", *flags, "-o", folder / "names.so", HERE / "main_branch_names.c", "-ldl"], check=True)
    return folder / "names.so"


@pytest.fixture(scope="module")
def renamed(tshark, names):
    """tshark with the plugin under the new names."""
    library = tshark.write("names.so", names.read_bytes())

    def run(*arguments, failing=False):
        command, environment = tshark.prepared(*arguments)
        environment["LD_PRELOAD"] = ":".join(filter(None, [environment.get("LD_PRELOAD"), str(library)]))
        done = subprocess.run(command, env=environment, capture_output=True, timeout=300)
        if done.returncode != 0 and not failing:
            pytest.fail(f"tshark {arguments}: exit {done.returncode}: {done.stderr.decode()[-1500:]}")
        return done.stdout.decode("utf-8", "replace")
    return run


def fields(text):
    return {line.split("\t")[2] for line in text.splitlines() if line.startswith(("F\t", "P\t"))}


def test_the_names_are_those_of_the_main_branch(tshark, check, renamed):
    here, there = fields(tshark("-G", "fields")), fields(renamed("-G", "fields"))
    old = {name for name in there if name == "isakmp" or name.startswith("isakmp.")}
    check(old == OLDER, "no field has the old name but the three that the plugin names twice", old ^ OLDER)
    lost = sorted(name for name in map(in_main_branch, here) if name not in there)
    check(not lost, "every field has its new name, the plugin's are there", lost)


# What stands in a detail view and bears names: attributes of PDML, layers, filters.
NAMES = re.compile(r'name="([^"]*)"')


def test_the_same_is_shown(tshark, check, renamed, samples):
    for sample in SAMPLES:
        folder = samples / sample
        options = ["-2", "-r", folder / "capture.pcap", "-T", "pdml", "-o", f"espect.keys:{folder / 'keys'}"]
        old, new = tshark(*options), renamed(*options)
        old = NAMES.sub(lambda found: f'name="{in_main_branch(found[1])}"', old)
        for other, wanted in (("isakmp", "ike"), ("ISAKMP", "IKE")):
            old = re.sub(rf"\b{other}\b", wanted, old)
            new = re.sub(rf"\b{other}\b", wanted, new)
        old, new = old.splitlines(), new.splitlines()
        # The heading of the file has the time.
        unlike = [(a, b) for a, b in zip(old, new) if a != b and "<pdml " not in a]
        check(len(old) == len(new) and not unlike, f"{sample}: the same items under the new names", f"{len(old)} and {len(new)} lines, {unlike[:3]}")
        check(sum("ike." in line for line in new) > 50, f"{sample}: fields of IKE are there")


def filters():
    """Those of the profile's colours that name IKE, under either name."""
    lines = (ROOT / "docs/wireshark/profile/colorfilters").read_text().splitlines()
    written = [line.split("@")[2] for line in lines if line.startswith("@") and "isakmp." in line]
    assert written
    return written + [text.replace("isakmp.", "ike.") for text in written]


# The three that end otherwise are asked for under both names at once.
EITHER = ["isakmp.exchangetype == 34", "ike.exchangetype == 34", "isakmp.notify.msgtype == 16389", "ike.notify.msgtype == 16389", "isakmp", "ike",
          'isakmp.tf.id.dh == "Curve25519" && ike.tf.id.ke == "Curve25519"', "isakmp.key_exchange.dh_group == 31 && ike.key_exchange.method == 31",
          "isakmp.notify.data.accepted_dh_group > 0 && ike.notify.data.accepted_ke_method > 0"]
ELSEWHERE = {EITHER[-1]: "invalid-ke-retry"}  # in hybrid-ml-kem nobody asks for another method


def test_filters_work_under_both_names(tshark, check, renamed, samples):
    for expression in [*filters(), *EITHER]:
        folder = samples / ELSEWHERE.get(expression, "hybrid-ml-kem")
        options = ["-2", "-r", folder / "capture.pcap", "-o", f"espect.keys:{folder / 'keys'}", "-T", "fields", "-e", "frame.number"]
        here, there = (run(*options, "-Y", expression) for run in (tshark, renamed))
        check(here == there, "a filter finds the same under both names", f"{expression}: {here.split()} and {there.split()}")
        check(expression not in EITHER or here.split(), "and finds something", expression)


def test_columns_work_under_both_names(tshark, check, renamed, samples):
    """What a custom column or -e names; numbers have the same names as well."""
    folder = samples / "hybrid-ml-kem"
    options = ["-r", folder / "capture.pcap", "-Y", "frame.number == 1"]
    for old, new in (("isakmp.tf.id.dh", "ike.tf.id.ke"), ("isakmp.key_exchange.dh_group", "ike.key_exchange.method")):
        fields = ["-T", "fields", "-e", old, "-e", new]
        here, there = tshark(*options, *fields).strip().split("\t"), renamed(*options, *fields).strip().split("\t")
        check(here == there and here[0] == here[1] and here[0], f"{old} and {new} show the same", f"{here} and {there}")
        # Printed as the packet list shows it: from 4.2 on a custom column is no field.
        columns = [["-o", f'gui.column.format:"cus","%Cus:{name}:0:R"'] for name in (old, new)]
        shown = [run(*options, *column).strip() for run in (tshark, renamed) for column in columns]
        check(len(set(shown)) == 1, f"columns of {old} and {new} show the same", shown)
        check("25519" in shown[0], f"a column of {new} has the method's name", shown)
