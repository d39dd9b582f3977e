// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/sessions/ike/ike_message.h"

namespace espect::sessions {

// What was inside SK, or inside all SKF fragments of a message together: a payload chain of its
// own. Owns its octets; offsets of payloads count from their start.
class IkeContents : public PayloadList {
 public:
  IkeContents(registry::PayloadType first, std::vector<std::uint8_t> octets);
  IkeContents(IkeContents&&) = default;
  IkeContents& operator=(IkeContents&&) = default;
  IkeContents(const IkeContents&) = delete;
  IkeContents& operator=(const IkeContents&) = delete;
  ~IkeContents() = default;

  registry::PayloadType first_type() const { return first_; }
  Bytes octets() const { return octets_; }

 private:
  registry::PayloadType first_;
  std::vector<std::uint8_t> octets_;
};

// Takes padding and pad length off an opened payload (RFC 7296 section 3.14); nothing when the pad
// length does not fit.
std::optional<Bytes> without_padding(Bytes plaintext);

// Puts opened fragments together, in any order, copies and interleaved messages included (RFC 7383
// section 2.6). Bounded: the oldest incomplete message is given up first.
class FragmentCollector {
 public:
  // Contents when this fragment completes its message; `plaintext` is without padding.
  std::optional<IkeContents> add(const IkeMessage& message, Bytes plaintext);

 private:
  struct Set {
    std::uint32_t message_id = 0;
    bool from_initiator = false;
    bool response = false;
    std::uint16_t total = 0;
    std::uint16_t received = 0;
    bool complete = false;
    registry::PayloadType first{};
    std::vector<std::optional<std::vector<std::uint8_t>>> pieces;
  };
  Set& set_of(const IkeMessage& message);
  std::vector<Set> sets_;
};

}  // namespace espect::sessions
