# SPDX-License-Identifier: GPL-2.0-or-later
"""espect doctor: every line that it can print, on machines that are made of a folder for PATH."""
import ctypes
import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from check import ROOT, environment

VERSION = re.search(r"project\(espect VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
KEYS = ROOT / "samples/hybrid-ml-kem/keys"


class Machine:
    def __init__(self, program, folder):
        self.program = str(program.path)
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.personal = folder / "personal/4.0"
        self.everybody = folder / "global/4.0"
        self.configuration = folder / "configuration"
        for path in (self.personal / "epan", self.everybody / "epan", self.configuration):
            path.mkdir(parents=True)

    def install(self, name, script):
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def tshark(self, version="TShark (Wireshark) 4.0.17 (Git v4.0.17).", loaded=""):
        self.install("tshark", f"""case "$*" in
--version) printf '%s\\n' '{version}' ;;
"-G folders") printf 'Personal configuration:\\t%s\\nPersonal Plugins:    \\t%s\\nGlobal Plugins:      \\t%s\\n' '{self.configuration}' '{self.personal}' '{self.everybody}' ;;
"-G plugins") printf 'g711.so         \\t0.1.0\\tcodec\\t/g711.so\\n{loaded}' ;;
esac""")

    def doctor(self, *arguments, status=0, **variables):
        given = {**environment(), "PATH": str(self.bin), **variables}
        done = subprocess.run([self.program, "doctor", *map(str, arguments)], cwd=self.folder, env=given, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def check(self, name, status=0, arguments=(), **variables):
        """The lines of this name, in JSON; the text says the same."""
        report = json.loads(self.doctor("-f", "json", *arguments, status=status, **variables))
        assert report["fits"] == (status == 0)
        text = self.doctor(*arguments, status=status, **variables)
        for line in report["checks"]:
            assert re.search(rf"^{line['state']} +{re.escape(line['name'])} +{re.escape(line['text'])}$", text, re.M), text
            assert line["remedy"] is None or f"-> {line['remedy']}\n" in text
        return [line for line in report["checks"] if line["name"] == name]


@pytest.fixture
def machine(program, tmp_path):
    return Machine(program, tmp_path)


def test_a_machine_with_nothing(machine):
    wireshark, = machine.check("Wireshark")
    assert wireshark == {"name": "Wireshark", "state": "missing", "text": "no tshark in PATH; the plugin needs Wireshark", "remedy": "apt-get install tshark"}
    assert machine.check("plugin") == []
    dumpcap, = machine.check("dumpcap")
    assert (dumpcap["state"], dumpcap["remedy"]) == ("missing", "apt-get install wireshark-common")
    keys, = machine.check("keys")
    assert keys["state"] == "missing" and "what is encrypted stays closed" in keys["text"]


def test_program_and_libraries(machine):
    program, = machine.check("espect")
    assert program["state"] == "fits" and program["text"].startswith(f"{VERSION}, build ") and re.search(r"(GCC|Clang) \d+", program["text"])
    for name in ("OpenSSL", "libgcrypt", "zlib", "libzstd", "liblz4", "liblzma", "libbz2"):
        library, = machine.check(name)
        assert library["state"] == "fits" and re.match(r"\d+\.\d+", library["text"]), library


def test_version_says_build_libraries_and_schema(program):
    said = program("--version").stdout.decode()
    schema = json.loads((ROOT / "docs/report.schema.json").read_text())["properties"]["schema_version"]["const"]
    lines = said.splitlines()
    assert lines[0] == f"espect {VERSION}" and re.match(r"build: \w+, (GCC|Clang) \d+", lines[1])
    assert re.match(r"libraries: OpenSSL \d[\w.]+, libgcrypt \d[\w.]+, (ipsec-mb \d[\w.]+, )?zlib ", lines[2])
    assert re.fullmatch(r"captures: pcap, pcapng, snoop(, and all of libwiretap \d+\.\d+\.\d+)?", lines[3])
    assert lines[4:] == [f"report schema: {schema}"]


def test_libwiretap(program, machine, tmp_path):
    module = Path(program.path).parent / "espect_wiretap.so"
    if module.is_file():
        there, = machine.check("libwiretap")
        assert there["state"] == "fits" and there["text"].endswith(f", by {module}")
    machine.program = shutil.copy(program.path, tmp_path / "espect")
    missing, = machine.check("libwiretap")
    assert missing["state"] == "missing" and "libwiretap-dev" in missing["remedy"]
    (tmp_path / "espect_wiretap.so").write_text("no library")
    wrong, = machine.check("libwiretap", status=1)
    assert wrong["state"] == "wrong" and "another build" in wrong["text"]


def test_sandbox_is_that_of_the_kernel(machine):
    landlock, = machine.check("Landlock")
    version = ctypes.CDLL(None, use_errno=True).syscall(444, None, 0, 1)  # landlock_create_ruleset
    if version >= 1:
        assert landlock["state"] == "fits" and landlock["text"].startswith(f"version {version} of the kernel")
    else:
        assert landlock["state"] == "missing" and "lsm=landlock" in landlock["text"]
    seccomp, = machine.check("seccomp")
    actions = "/proc/sys/kernel/seccomp/actions_avail"
    assert seccomp["state"] == ("fits" if os.path.exists(actions) and "errno" in open(actions).read() else "missing")


@pytest.mark.parametrize("version", ["4.0.17", "4.4.7", "4.6.0"])
def test_wireshark_that_fits(machine, version):
    machine.tshark(f"TShark (Wireshark) {version}.")
    wireshark, = machine.check("Wireshark")
    assert (wireshark["state"], wireshark["text"], wireshark["remedy"]) == ("fits", version, None)


def test_wireshark_that_does_not(machine):
    machine.tshark("TShark (Wireshark) 3.6.2 (Git v3.6.2).")
    wireshark, = machine.check("Wireshark", status=1)
    assert wireshark["state"] == "wrong" and wireshark["text"] == "3.6.2; the plugin needs 4.0 or later"
    machine.tshark("something else")
    wireshark, = machine.check("Wireshark", status=1)
    assert wireshark["text"] == "the tshark in PATH does not say its version"
    machine.install("tshark", "exit 1")
    assert machine.check("Wireshark", status=1)[0]["state"] == "wrong"


def test_no_plugin(machine):
    machine.tshark()
    plugin, = machine.check("plugin")
    assert plugin["state"] == "missing" and plugin["text"] == f"no espect.so in {machine.personal} or {machine.everybody}"
    assert "install-plugin-personal" in plugin["remedy"] and "install-plugin-personal" in (ROOT / "plugin/CMakeLists.txt").read_text()


def test_plugin_that_is_loaded(machine):
    path = machine.personal / "epan/espect.so"
    machine.tshark(loaded=f"espect.so       \\t{VERSION}\\tdissector\\t{path}\\n")
    plugin, = machine.check("plugin")
    assert (plugin["state"], plugin["text"]) == ("fits", f"{VERSION} in {path}, loaded by TShark 4.0.17")
    machine.tshark(loaded=f"espect.so       \\t0.0.1\\tdissector\\t{path}\\n")
    plugin, = machine.check("plugin", status=1)
    assert plugin["state"] == "wrong" and plugin["text"].endswith(f"; this is espect {VERSION}")


def test_plugin_of_another_version(machine):
    machine.tshark()
    other = machine.everybody.parent / "4.4/epan/espect.so"
    other.parent.mkdir(parents=True)
    other.touch()
    plugin, = machine.check("plugin", status=1)
    assert plugin["text"] == f"{other} is of another version; TShark 4.0.17 looks in {machine.everybody}"
    (machine.everybody / "epan/espect.so").touch()
    plugin, = machine.check("plugin", status=1)
    assert plugin["text"] == f"{machine.everybody}/epan/espect.so is not loaded by TShark 4.0.17: it was built for another version"


@pytest.mark.skipif(os.getuid() != 0, reason="not root")
def test_root_gets_no_personal_plugin(machine):
    machine.tshark()
    (machine.personal / "epan/espect.so").touch()
    plugin, = machine.check("plugin")
    assert plugin["state"] == "unknown" and "started as root" in plugin["text"]


def test_dumpcap(machine):
    machine.install("dumpcap", "[ $1 = -D ] && echo '1. eth0' && echo '2. lo (Loopback)'")
    dumpcap, = machine.check("dumpcap")
    assert (dumpcap["state"], dumpcap["text"]) == ("fits", f"{machine.bin}/dumpcap, 2 interfaces")
    machine.install("dumpcap", "echo 'no permission' >&2; exit 1")
    dumpcap, = machine.check("dumpcap")
    assert dumpcap["state"] == "missing" and dumpcap["text"] == f"{machine.bin}/dumpcap may capture on no interface"
    assert "adduser" in dumpcap["remedy"]


def test_keys_that_are_named(machine):
    good, = machine.check("keys", arguments=["--keys", KEYS])
    assert good["state"] == "fits" and str(KEYS) in good["text"]
    absent, = machine.check("keys", status=1, arguments=["--keys", machine.folder / "none"])
    assert absent["state"] == "wrong" and "No such file" in absent["text"] and absent["remedy"] == "espect config show"
    other = machine.folder / "other.txt"
    other.write_text("nothing of the kind\n")
    text, = machine.check("keys", status=1, arguments=["--keys", other])
    assert text["state"] == "wrong" and str(other) in text["text"]
    folder = machine.folder / "empty"
    folder.mkdir()
    empty, = machine.check("keys", arguments=["--keys", folder])
    assert empty["state"] == "missing" and "nothing in it is a key source" in empty["text"]


def test_keys_of_configuration_and_environment(machine):
    from_variable, = machine.check("keys", ESPECT_KEYS=str(KEYS))
    assert from_variable["state"] == "fits"
    (machine.folder / "espect.toml").write_text('[audit]\nkeys = ["none.keys"]\n')
    from_file, = machine.check("keys", status=1)
    assert from_file["state"] == "wrong" and "none.keys" in from_file["text"]


def test_keys_that_cannot_be_read(machine):
    closed = machine.folder / "closed.keys"
    closed.write_text("x\n")
    closed.chmod(0)
    if os.access(closed, os.R_OK):  # root reads everything
        closed.unlink()
        closed.symlink_to("closed.keys")
        line, = machine.check("keys", status=1, arguments=["--keys", closed])
        assert line["state"] == "wrong" and "symbolic links" in line["text"]
    else:
        line, = machine.check("keys", status=1, arguments=["--keys", closed])
        assert "chmod 600" in line["remedy"]


def test_tables_of_wireshark(machine):
    machine.tshark()
    table = machine.configuration / "esp_sa"
    table.write_text('"IPv4","10.0.0.1","10.0.0.2","0x00000001","AES-GCM [RFC4106]","0x000102030405060708090a0b0c0d0e0f01020304","NULL",""\n')
    table.chmod(stat.S_IRUSR | stat.S_IWUSR)
    line, = machine.check("keys")
    assert line["state"] == "fits" and str(table) in line["text"]
    table.write_text("")
    assert machine.check("keys")[0]["state"] in ("missing", "fits")
