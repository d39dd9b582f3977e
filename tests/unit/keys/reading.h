// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/key_source.h"
#include "tests/support/catch.h"

namespace espect::keys {

struct Read {
  std::string kind;  // empty = no source recognised the text
  KeyRing ring;
  std::vector<Warning> warnings;
};

inline Read read_keys(std::string_view text) {
  Read read;
  const KeySource* source = key_source_of(text);
  if (source == nullptr) return read;
  read.kind = source->name;
  source->read(text, "keys", read.ring, read.warnings);
  return read;
}

inline std::string hex(const crypto::Secret& octets) {
  return to_hex(octets);
}

inline std::string warning(const Read& read, std::size_t at = 0) {
  return at < read.warnings.size() ? to_text(read.warnings[at]) : "";
}

// Every prefix of a good text, and the text with each octet spoiled: nothing may crash, and no
// warning may show what stands in the file.
inline void survives_damage(const std::string& text, std::string_view secret) {
  const auto try_one = [&](const std::string& damaged) {
    for (const KeySource& source : key_sources()) {
      KeyRing ring;
      std::vector<Warning> warnings;
      source.recognises(damaged);
      source.read(damaged, "keys", ring, warnings);
      for (const Warning& one : warnings)
        if (one.text.find(secret) != std::string::npos) FAIL("a key in: " << one.text);
    }
  };
  for (std::size_t size = 0; size <= text.size(); size += 3) try_one(text.substr(0, size));
  for (std::size_t i = 0; i < text.size(); i += 5)
    for (const char c : {'\0', '\xff', '"', ' ', '9'}) {
      std::string damaged = text;
      damaged[i] = c;
      try_one(damaged);
    }
  SUCCEED();
}

}  // namespace espect::keys
