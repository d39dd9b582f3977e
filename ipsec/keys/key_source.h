// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/keys/key_ring.h"

namespace espect::keys {

// One kind of key source. Recognised by content, never by name.
struct KeySource {
  const char* name;  // "Wireshark ikev2_decryption_table", "ip xfrm state", "espect keys", ...
  // Whether `text` looks like this source. Cheap: looks at whole lines of the beginning, or for
  // logs for the lines that matter anywhere.
  bool (*recognises)(std::string_view text);
  // Adds every entry that can be read, and warns of every line that should be one and is not.
  void (*read)(std::string_view text, const std::string& file, KeyRing& ring,
               std::vector<Warning>& warnings);
  // Whether a line begins so, blanks in front of it taken off: any other one goes on what stands
  // before it, where a mail program broke long lines. Null: lines are not put together.
  bool (*begins_line)(std::string_view content) = nullptr;
};

// In the order in which they are asked; the first that recognises a text reads it.
const std::vector<KeySource>& key_sources();
// Null when no source recognises the text.
const KeySource* key_source_of(std::string_view text);

}  // namespace espect::keys
