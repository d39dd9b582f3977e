// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ipsec/keys/secret_text.h"

namespace espect::keys {

// The members of one JSON object (RFC 8259). Its own reader, because every text may be a key and
// the buffers of a general parser are not wiped.
class JsonLine {
 public:
  enum class Kind : std::uint8_t { text, unsigned_number, octets, other };
  struct Member {
    SecretText name;
    Kind kind = Kind::other;
    SecretText text;           // of a text; of an array of numbers below 256 (`octets`) these
    std::uint64_t number = 0;  // of an unsigned number
  };

  // Short texts are in the member itself.
  using Members = std::vector<Member, crypto::CleansingAllocator<Member>>;

  // Nothing when `line` is no object, or more than one. Nested values are checked and not kept;
  // nesting is limited.
  static std::optional<JsonLine> read(std::string_view line);

  // The last of that name. Null when there is none.
  const Member* find(std::string_view name) const;
  // Empty when it is missing or no text.
  std::string_view text(std::string_view name) const;

 private:
  Members members_;
};

}  // namespace espect::keys
