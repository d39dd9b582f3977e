# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/extensions/README.md: one table of all extensions, in which every cell leads to something that is there."""
import re

from check import ROOT

PAGE = ROOT / "docs/extensions/README.md"
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)(#[^)]+)?\)")


def rows():
    table = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    head, *body = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]
    return head, body


def anchors(path):
    titles = re.findall(r"^#+ (.*)$", path.read_text(), re.M)
    return {"#" + re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_every_cell_is_linked():
    head, body = rows()
    assert len(body) >= 16 and all(len(row) == len(head) for row in body)
    for row in body:
        for name, cell in zip(head, row):
            links = LINK.findall(cell)
            assert links, f"{row[0]}: {name}: {cell}"
            for target, anchor in links:
                path = (PAGE.parent / target).resolve()
                assert path.is_file(), f"{row[0]}: {name}: {target}"
                assert not anchor or path.suffix != ".md" or anchor in anchors(path), f"{row[0]}: {name}: {target}{anchor}"


def test_every_page_of_an_extension_stands_in_the_table():
    named = {target for target, _ in LINK.findall("\n".join(row[0] for row in rows()[1]))}
    assert {path.name for path in PAGE.parent.glob("*.md")} - named == {"README.md", "codepoints.md"}


def test_rules_and_samples_are_those_of_their_links():
    head, body = rows()
    for row in body:
        for name, folder in (("rules", "docs/rules"), ("samples", "samples")):
            for word, target in re.findall(r"\[`([\w-]+)`\]\(([^)]+)\)", row[head.index(name)]):
                path = (PAGE.parent / target).resolve()
                assert path.is_relative_to(ROOT / folder) and word in str(path), (word, target)
