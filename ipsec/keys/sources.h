// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/keys/key_source.h"

// The sources, one file each.
namespace espect::keys {

extern const KeySource espect_jsonl;
extern const KeySource wireshark_ikev2_table;
extern const KeySource wireshark_ikev1_table;
extern const KeySource wireshark_esp_sa;
extern const KeySource ip_xfrm;
extern const KeySource setkey_dump;
extern const KeySource charon_log;
extern const KeySource pluto_log;
extern const KeySource tcpdump_secrets;

}  // namespace espect::keys
