# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines of configurations that rules give: each with its source, each in every place that shows advice, and what espect reads itself it understands."""
import html
import json
import re

import pytest
from check import ROOT

PRODUCTS = {"strongSwan, swanctl.conf", "libreswan, ipsec.conf", "Linux, ip xfrm", "Linux, ip route", "Cisco IOS XE", "FortiGate"}
# Whose documents a source may name.
DOCUMENTS = {"strongSwan": r"^strongSwan \d+, swanctl\.conf\(5\)", "libreswan": r"^libreswan \d+, ipsec\.conf\(5\)", "Linux": r"^iproute2, ip-(xfrm|route)\(8\)$", "Cisco": r"^Cisco, .*IOS XE",
             "FortiGate": r"^Fortinet, "}
USUAL = {"esp-anti-replay-disabled", "esp-left-of-window", "esp-ip-fragmented", "esp-sequence-exhaustion", "ike-dead-peer", "ike-fragmentation-not-offered", "ike-message-ip-fragmented",
         "ikev1-pfs-missing", "ikev1-used", "path-mtu-blackhole", "pq-downgraded", "pq-not-offered", "pq-ppk-not-used", "weak-algorithm"}


@pytest.fixture(scope="module")
def cures(program):
    listed = json.loads(program("rules", "--format", "json").stdout)
    return [(rule["id"], cure) for rule in listed for cure in rule["cures"]]


def test_each_has_its_source(cures):
    assert {rule for rule, _ in cures} == USUAL
    for rule, cure in cures:
        assert cure["product"] in PRODUCTS and cure["lines"].strip() == cure["lines"] != "", rule
        product = next(name for name in DOCUMENTS if cure["product"].startswith(name))
        assert re.search(DOCUMENTS[product], cure["source"]), (rule, cure["source"])
    assert len({(rule, cure["product"]) for rule, cure in cures}) == len(cures)


def test_explain_and_pages_show_them(program, cures):
    for rule, cure in cures:
        said = program("explain", rule).stdout.decode()
        page = (ROOT / "docs/rules" / f"{rule}.md").read_text()
        for text in (said, page):
            assert cure["product"] in text and cure["source"] in text, rule
            assert all(line in text for line in cure["lines"].splitlines()), rule
    assert "How that is said" not in program("explain", "ike-malformed").stdout.decode()


def test_html_shows_those_of_what_was_found(program, cures):
    page = html.unescape(program("audit", "-f", "html", "--fail-on", "never", ROOT / "samples/esp-replay/capture.pcap").stdout.decode())
    found = [cure for rule, cure in cures if rule == "pq-not-offered"]
    assert found and all(f"<pre>{cure['lines']}</pre>" in page and cure["source"] in page for cure in found)
    assert "replay-window=1024" not in page


@pytest.mark.parametrize("product,name", [("strongSwan, swanctl.conf", "swanctl.conf"), ("libreswan, ipsec.conf", "ipsec.conf")])
def test_espect_reads_them_itself(program, cures, tmp_path, product, name):
    """Braces, keywords and proposals are those of the product, as far as `policy from-config` knows them."""
    for rule, cure in cures:
        if cure["product"] != product or not re.search(r"proposals|\b(ike|esp)=", cure["lines"]):
            continue
        path = tmp_path / name
        loaded = "\n  auto=add" if name == "ipsec.conf" else ""  # a conn without auto= is not loaded
        path.write_text(cure["lines"] + loaded + "\n")
        done = program("policy", "from-config", path)
        others = [line for line in done.stderr.splitlines() if b"those of the daemon are not judged" not in line]
        assert done.returncode == 0 and others == [], (rule, done.stderr)
        assert done.stdout.count(b"\n") > 1, rule


def test_braces_close(cures):
    for rule, cure in cures:
        depth = 0
        for line in cure["lines"].splitlines():
            depth += line.count("{") - line.count("}")
            assert depth >= 0, rule
        assert depth == 0, rule
