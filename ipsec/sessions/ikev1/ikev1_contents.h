// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ipsec/sessions/ikev1/ikev1_payloads.h"

namespace espect::sessions {

// What was inside an opened message, padding included. Owns its octets; offsets of payloads count
// from their start.
class Ikev1Contents : public Ikev1Payloads {
 public:
  Ikev1Contents(registry::Ikev1PayloadType first, std::vector<std::uint8_t> octets,
                const registry::ExperimentalProfile* profile)
      : first_(first), octets_(std::move(octets)) {
    read_chain(first_, Reader(octets_), wire::Origin::opened, profile);
  }
  Ikev1Contents(Ikev1Contents&&) = default;
  Ikev1Contents& operator=(Ikev1Contents&&) = default;
  Ikev1Contents(const Ikev1Contents&) = delete;
  Ikev1Contents& operator=(const Ikev1Contents&) = delete;
  ~Ikev1Contents() = default;

  registry::Ikev1PayloadType first_type() const { return first_; }
  Bytes octets() const { return octets_; }
  // Behind a payload, up to the padding.
  Bytes behind(const wire::ikev1::Payload& payload) const {
    const auto from = payload.offset + wire::ikev1::PayloadHeader::octets + payload.body.size();
    return octets().subspan(from, octets_.size() - padding_.size() - from);
  }

 private:
  registry::Ikev1PayloadType first_;
  std::vector<std::uint8_t> octets_;
};

}  // namespace espect::sessions
