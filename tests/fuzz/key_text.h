// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/keys/convert.h"
#include "ipsec/keys/key_files.h"
#include "ipsec/keys/key_source.h"

namespace espect::fuzz {

// A text as every source reads it, whether it recognises it or not, and what was found as every
// table of ours. The number of entries.
inline std::size_t read_with_every_source(std::string_view text) {
  std::size_t entries = 0;
  for (const auto& source : keys::key_sources()) {
    keys::KeyRing ring;
    std::vector<keys::Warning> warnings;
    source.recognises(text);
    source.read(text, "keys", ring, warnings);
    for (const auto& warning : warnings) to_text(warning);
    to_espect_jsonl(ring);
    to_wireshark_esp_sa(ring, keys::WiresharkVersion::v4_6);
    to_wireshark_ikev1_table(ring);
    to_wireshark_ikev2_table(ring, keys::WiresharkVersion::v4_0);
    entries += ring.all_ike_keys().size() + ring.all_sa_keys().size() + ring.all_ppks().size() +
               ring.all_psks().size() + ring.all_ike_secrets().size() +
               ring.all_child_secrets().size() + ring.all_ikev1_keys().size();
  }
  keys::KeyFiles files;
  read_key_text(text, "keys", files);
  return entries;
}

}  // namespace espect::fuzz
