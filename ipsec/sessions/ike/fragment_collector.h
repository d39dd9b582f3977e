// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "ipsec/sessions/ike/ike_contents.h"

namespace espect::sessions {

// Puts opened fragments together, in any order, copies and interleaved messages included (RFC 7383
// section 2.6). Bounded: the oldest message is given up first.
class FragmentCollector {
 public:
  // Contents when this fragment completes its message; `plaintext` is without padding.
  std::optional<IkeContents> add(const IkeMessage& message, bool from_initiator, Bytes plaintext);

 private:
  struct Set {
    std::uint32_t message_id = 0;
    bool from_initiator = false;
    bool response = false;
    std::uint16_t total = 0;
    bool complete = false;
    registry::PayloadType first{};
    std::map<std::uint16_t, std::vector<std::uint8_t>> pieces;  // by number
  };
  Set& set_of(const IkeMessage& message, bool from_initiator);
  std::vector<Set> sets_;
};

}  // namespace espect::sessions
