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
  IkeContents(registry::PayloadType first, std::vector<std::uint8_t> octets,
              const registry::ExperimentalProfile* profile);
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

}  // namespace espect::sessions
