// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "ipsec/bytes/fault.h"
#include "ipsec/wire/ikev1/payload_chain.h"

namespace espect::sessions {

// The payloads of an IKEv1 chain, in the clear or opened. Borrows the octets it was read from.
class Ikev1Payloads {
 public:
  const std::vector<wire::ikev1::Payload>& payloads() const { return payloads_; }
  // What was wrong first; the payloads before it are there.
  const Fault& fault() const { return fault_; }
  const wire::ikev1::Payload* first(std::uint8_t payload_type) const;
  // The first notify of an error type (RFC 2408 section 3.14.1).
  std::optional<wire::ikev1::Notify> error_notify() const;
  // Octets behind the last payload.
  Bytes padding() const { return padding_; }

  void read_chain(registry::Ikev1PayloadType first_type, Reader in, wire::Origin origin,
                  const registry::ExperimentalProfile* profile);

 protected:
  std::vector<wire::ikev1::Payload> payloads_;
  Fault fault_{};
  Bytes padding_{};
};

}  // namespace espect::sessions
