# SPDX-License-Identifier: GPL-2.0-or-later
"""The pages of this tree as a site: mkdocs builds it without a warning, and a link that leads nowhere is one."""
import shutil
import subprocess

import pytest
from check import ROOT

pytestmark = pytest.mark.skipif(shutil.which("mkdocs") is None, reason="mkdocs is not installed (cmake/packages.sh names it): the site was NOT built")


def mkdocs(folder):
    return subprocess.run(["mkdocs", "build", "--strict", "--quiet", "--config-file", folder / "mkdocs.yml"], capture_output=True, text=True, timeout=120)


def test_the_site_builds_strictly_and_a_dead_link_would_not(tmp_path):
    done = subprocess.run(["/usr/bin/python3", ROOT / "packages" / "make_site.py", tmp_path], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    site = tmp_path / "site"
    for page in ("index.html", "docs/keys.html", "docs/rules/index.html", "docs/rules/esp-sequence-reused.html", "samples/index.html",
                 "samples/hybrid-ml-kem/index.html", "docs/decisions/index.html", "docs/images/report.png"):
        assert (site / page).is_file(), page
    assert 'href="docs/keys.html"' in (site / "index.html").read_text()

    small = tmp_path / "small"
    (small / "pages").mkdir(parents=True)
    (small / "pages" / "index.md").write_text("[gone](gone.md)\n")
    (small / "mkdocs.yml").write_text("site_name: small\ndocs_dir: pages\n")
    assert mkdocs(small).returncode != 0
