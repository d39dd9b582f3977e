# SPDX-License-Identifier: GPL-2.0-or-later
"""The Debian package of a build: what is in it and what it needs."""
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from check import ROOT

pytestmark = pytest.mark.skipif(any(shutil.which(name) is None for name in ("cpack", "dpkg-deb", "dpkg-shlibdeps")),
                                reason="cpack, dpkg-deb or dpkg-shlibdeps is not installed")


def run(*command, **more):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=600, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def package(released, tmp_path_factory):
    build = Path(released.path).parents[1]
    if not (build / "CPackConfig.cmake").is_file():
        pytest.skip(f"{build} is no build folder")
    folder = tmp_path_factory.mktemp("packages")
    run("cpack", "-G", "DEB", "-B", folder, "-D", "CPACK_COMPONENTS_ALL=espect", cwd=build)
    packages = list(folder.glob("*.deb"))
    assert [path.name.split("_")[0] for path in packages] == ["espect"]
    return packages[0]


def test_contents(package):
    fields = dict(re.findall(r"^ ?([A-Z][A-Za-z-]+): (.*)$", run("dpkg-deb", "--info", package), re.M))
    assert fields["Package"] == "espect" and "libc6" in fields["Depends"] and "libssl3" in fields["Depends"]
    files = re.findall(r"(\./\S+)$", run("dpkg-deb", "--contents", package), re.M)
    assert {"./usr/bin/espect", "./usr/share/man/man1/espect.1.gz", "./usr/share/bash-completion/completions/espect",
            "./usr/share/zsh/vendor-completions/_espect", "./usr/share/fish/vendor_completions.d/espect.fish",
            "./usr/share/doc/espect/copyright", "./usr/share/doc/espect/changelog.gz"} <= set(files)
    assert not [path for path in files if not path.startswith("./usr/") and path != "./"]


def test_the_module_for_other_formats_is_a_package_of_its_own(released, package, tmp_path):
    """Who reads pcap needs no library of Wireshark."""
    build = Path(released.path).parents[1]
    if not (Path(released.path).parent / "espect_wiretap.so").is_file():
        pytest.skip("built without libwiretap")
    run("cpack", "-G", "DEB", "-B", tmp_path, "-D", "CPACK_COMPONENTS_ALL=espect-wiretap", cwd=build)
    module, = tmp_path.glob("espect-wiretap_*.deb")
    assert "libwiretap" in run("dpkg-deb", "-f", module, "Depends") and "libwiretap" not in run("dpkg-deb", "-f", package, "Depends")
    for made in (module, package):
        run("dpkg-deb", "-x", made, tmp_path / "root")
    assert "all of libwiretap" in run(tmp_path / "root/usr/bin/espect", "--version")
    if shutil.which("lintian"):
        done = subprocess.run(["lintian", "--fail-on", "error,warning", "--allow-root", module], capture_output=True, text=True, timeout=300)
        assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not installed")
def test_lintian_has_no_complaint(package):
    done = subprocess.run(["lintian", "--fail-on", "error,warning", "--allow-root", package], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_pages_name_every_command(program, tmp_path):
    """Manual page and completions are made of --help."""
    run("/usr/bin/python3", ROOT / "packages" / "make_pages.py", program.path, tmp_path)
    manual = run("zcat", tmp_path / "espect.1.gz")
    for command in ("espect audit", "espect keys convert", "espect shard plan", "espect merge"):
        assert command.replace("-", "\\-") in manual
    assert "\\-\\-continue" in manual
    completed = run("bash", "-c", f'. "{tmp_path}/espect.bash"; COMP_WORDS=(espect shard s); COMP_CWORD=2; _espect; echo "${{COMPREPLY[@]}}"; '
                    'COMP_WORDS=(espect audit --cont); _espect; echo "${COMPREPLY[@]}"').splitlines()
    assert completed == ["scan split", "--continue"]
    if shutil.which("man"):
        done = subprocess.run(["man", "--warnings", "-l", tmp_path / "espect.1.gz"], capture_output=True, text=True, env={**os.environ, "MANROFFSEQ": "", "MANWIDTH": "80"})
        assert done.returncode == 0 and done.stderr == "", done.stderr
