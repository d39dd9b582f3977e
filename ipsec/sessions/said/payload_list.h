// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "ipsec/bytes/fault.h"
#include "ipsec/wire/ike/payload_chain.h"

namespace espect::sessions {

// The payloads of a chain, in the clear or opened. Borrows the octets it was read from.
class PayloadList {
 public:
  const std::vector<wire::ike::Payload>& payloads() const { return payloads_; }
  // What was wrong first; the payloads before it are there.
  const Fault& fault() const { return fault_; }

  const wire::ike::Payload* first(std::uint8_t payload_type) const;
  bool has_notify(std::uint16_t type) const { return notify(type).has_value(); }
  std::optional<wire::ike::Notify> notify(std::uint16_t type) const;
  // The first notify of an error type (below 16384), RFC 7296 section 3.10.1.
  std::optional<wire::ike::Notify> error_notify() const;
  std::vector<std::uint16_t> notify_types() const;

  // RFC 7296 section 3.2: a chain that starts with a payload of type `first_type`.
  void read_chain(registry::PayloadType first_type, Reader in,
                  const registry::ExperimentalProfile* profile);
  void clear();
  // Under which numbers were read; null = that of experimental.csv.
  const registry::ExperimentalProfile* profile() const { return profile_; }

 protected:
  std::vector<wire::ike::Payload> payloads_;
  Fault fault_{};
  const registry::ExperimentalProfile* profile_ = nullptr;
};

}  // namespace espect::sessions
