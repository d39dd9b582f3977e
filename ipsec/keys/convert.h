// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "ipsec/keys/key_ring.h"
#include "ipsec/keys/secret_text.h"
#include "ipsec/keys/wireshark_names.h"

namespace espect::keys {

// A key file. It holds keys: whoever writes it to disk makes it readable by its owner only.
struct Converted {
  SecretText text;
  std::vector<Warning> warnings;  // what this format cannot express, and so is left out
};

Converted to_wireshark_ikev2_table(const KeyRing& ring, WiresharkVersion version);
Converted to_wireshark_ikev1_table(const KeyRing& ring);
Converted to_wireshark_esp_sa(const KeyRing& ring, WiresharkVersion version);
Converted to_espect_jsonl(const KeyRing& ring);

}  // namespace espect::keys
