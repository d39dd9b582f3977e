# SPDX-License-Identifier: GPL-2.0-or-later
"""A configuration of strongSwan, and captures that do what it says or not."""
from check import ROOT

HYBRID = ROOT / "samples/hybrid-ml-kem/capture.pcap"
KEYS = ROOT / "samples/hybrid-ml-kem/keys"
CLASSICAL = ROOT / "samples/esp-replay/capture.pcap"

SWANCTL = """
# what both ends of the sample are set to
defaults { version = 2
  children { net { esp_proposals = aes256gcm16-x25519-ke1_mlkem768 } } }
connections {
  gw : defaults {
    proposals = aes256gcm16-prfsha256-x25519-ke1_mlkem768   # hybrid
    rekey_time = 4h
    children { net { local_ts = 192.168.1.0/24 } }
  }
}
"""
