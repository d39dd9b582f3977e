# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the plugin ask for: a tshark that has it, the samples, and the lab of the corpus."""
import os
from pathlib import Path

import pytest
from check import ROOT
from tshark import Tshark

# Wireshark has no dissector for IKE in TCP streams.
NOT_COMPARED = {"k1_tcp_encap_rfc9329", "tcp-encapsulation"}
SAMPLES = sorted(path for path in (ROOT / "samples").glob("*/capture.pcap") if path.parent.name not in NOT_COMPARED)


def lab_captures():
    folder = os.environ.get("ESPECT_CORPUS")
    return sorted(path for path in Path(folder, "lab").glob("*/*.pcap") if path.parent.name not in NOT_COMPARED) if folder else []


@pytest.fixture(scope="session")
def tshark(request, tshark_path, plugin_path):
    with Tshark(tshark_path, plugin_path, request.config.getoption("--preload")) as tshark:
        if "espect.so" not in tshark("-G", "plugins"):
            pytest.fail("tshark does not load espect.so: no check would mean anything")
        yield tshark


@pytest.fixture(scope="session")
def samples():
    return ROOT / "samples"


@pytest.fixture(scope="session")
def lab(corpus):
    return corpus / "lab"
