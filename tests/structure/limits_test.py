# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/limits.md names every file that bounds what it remembers, searches or reads, and no other one."""
import re

from check import ROOT

BOUND = re.compile(r"constexpr (?:std::)?(?:size_t|int|unsigned|u?int\d+_t|ptrdiff_t) (?:most|max|usual|largest|deepest|greatest|\w*limit|unlimited|newest_frames|many)\w*(?: =|\{)"
                   r"|^struct \w*Limits \{|_left_ = [1-9]", re.MULTILINE)
FOLDERS = ("ipsec", "analyzer/capture", "analyzer/network", "analyzer/run", "analyzer/shard")


def bounding(files):
    return {name for name, text in files.items() if BOUND.search(text)}


def test_a_bound_is_seen():
    assert bounding({"a.h": "  static constexpr std::size_t most = 4096;\n", "b.cpp": "constexpr int deepest_nesting = 64;\n", "c.h": "constexpr double most_seconds = 3;\n"}) == {"a.h", "b.cpp"}


def test_every_bound_is_on_the_page():
    files = {path.relative_to(ROOT).as_posix(): path.read_text() for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in (".h", ".cpp")}
    page = (ROOT / "docs/limits.md").read_text()
    named = {name for name in re.findall(r"`((?:ipsec|analyzer)/[\w/]+\.(?:h|cpp))`", page) if name.startswith(FOLDERS)}
    found = bounding(files)
    assert len(found) > 60
    assert sorted(found - named) == [], "bounds that the page does not describe"
    assert sorted(named - found) == [], "files of the page that bound nothing"
