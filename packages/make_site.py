# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: make_site.py FOLDER [--pages-only]

Makes FOLDER/site, the pages of this tree as a site, with mkdocs and without a warning: FOLDER/pages holds them as they lie here, so that links between
them stay as they are."""
import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("analyzer", "cmake", "ipsec", "packages", "plugin", "samples", "tests")
NAVIGATION = (
    ("espect", "README.md"), ("Keys", "docs/keys.md"), ("Rules", "docs/rules/README.md"), ("Forms of the report", "docs/formats.md"),
    ("JSON report", "docs/report-json.md"), ("Gates in CI", "docs/ci/README.md"), ("SIEM and metrics", "docs/siem.md"),
    ("Clusters", "docs/cluster/README.md"), ("Wireshark", "docs/wireshark/README.md"), ("Extensions", "docs/extensions/README.md"),
    ("Samples", "samples/README.md"), ("Performance", "docs/performance.md"), ("Threat model", "docs/threat-model.md"),
    ("Architecture", "docs/architecture.md"), ("Where things live", "docs/where-things-live.md"), ("Decisions", "docs/decisions/README.md"),
    ("Contributing", "CONTRIBUTING.md"), ("Security", "SECURITY.md"))


def copy(path, pages):
    to = pages / path.relative_to(ROOT)
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)


def title_of(path):
    return path.read_text().split("\n", 1)[0].lstrip("# ")


def page_of_decisions(pages):
    """The folder has no page of its own; the site needs one where others lead to it."""
    rows = [f"* [{title_of(path)}]({path.name})" for path in sorted((ROOT / "docs" / "decisions").glob("0*.md"))]
    (pages / "docs" / "decisions" / "README.md").write_text("# Decisions\n\n" + "\n".join(rows) + "\n")


def lead_to_pages(page):
    """A link to a folder leads to its page: a site shows no folders."""
    page.write_text(re.sub(r"\]\(([^):#]*/)\)", r"](\1README.md)", page.read_text()))


def copy_what_pages_name(pages):
    """Files of the tree that a page leads to, such as a registry or an expected report."""
    for page in sorted(pages.glob("**/*.md")):
        for target in re.findall(r"\]\(([^):#]+)", page.read_text()):
            path = (ROOT / page.relative_to(pages)).parent.joinpath(target).resolve()
            if path.is_file() and path.is_relative_to(ROOT) and not (pages / path.relative_to(ROOT)).exists():
                copy(path, pages)


def make_pages(folder):
    pages = folder / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    for path in sorted(ROOT.glob("docs/**/*")):
        if path.is_file():
            copy(path, pages)
    for path in [*ROOT.glob("*.md"), *ROOT.glob("LICENSES/*"), *(path for room in ROOMS for path in sorted(ROOT.glob(f"{room}/**/README.md")))]:
        copy(path, pages)
    page_of_decisions(pages)
    copy_what_pages_name(pages)
    for page in pages.glob("**/*.md"):
        lead_to_pages(page)
    entries = "".join(f"  - {name}: {path}\n" for name, path in NAVIGATION if (pages / path).is_file())
    (folder / "mkdocs.yml").write_text("site_name: espect\nsite_description: A Wireshark plugin and a capture auditor for IPsec\ndocs_dir: pages\n"
                                       f"site_dir: site\nuse_directory_urls: false\ntheme: readthedocs\nnav:\n{entries}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages-only", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    make_pages(options.folder)
    if options.pages_only:
        return 0
    return subprocess.run(["mkdocs", "build", "--strict", "--quiet", "--config-file", options.folder / "mkdocs.yml"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
