// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "ipsec/bytes/fault.h"
#include "ipsec/wire/ike/payload_chain.h"

namespace espect::sessions {

// An IKEv2 message as it travelled: header and payloads in the clear. Borrows the datagram's
// octets; reused from message to message, so that a payload vector is allocated once.
class IkeMessage {
 public:
  // Reads what can be read; false when not even the header is there. Of IKEv1 only the header.
  bool read(Bytes message);

  const wire::ike::Header& header() const { return header_; }
  const std::vector<wire::ike::Payload>& payloads() const { return payloads_; }
  Bytes octets() const { return octets_; }
  const Fault& fault() const { return fault_; }

  const wire::ike::Payload* first(std::uint8_t payload_type) const;
  bool has_notify(std::uint16_t type) const { return notify(type).has_value(); }
  std::optional<wire::ike::Notify> notify(std::uint16_t type) const;
  // The first notify of an error type (below 16384), RFC 7296 section 3.10.1.
  std::optional<wire::ike::Notify> error_notify() const;
  std::vector<std::uint16_t> notify_types() const;

  // SK or SKF. encrypted_octets: IV, ciphertext and ICV.
  bool encrypted() const { return encrypted_octets_ > 0; }
  std::size_t encrypted_octets() const { return encrypted_octets_; }
  // RFC 7383, when the message is one fragment of several.
  const std::optional<wire::ike::EncryptedFragment>& fragment() const { return fragment_; }

 private:
  wire::ike::Header header_{};
  std::vector<wire::ike::Payload> payloads_;
  Bytes octets_{};
  Fault fault_{};
  std::size_t encrypted_octets_ = 0;
  std::optional<wire::ike::EncryptedFragment> fragment_;
};

}  // namespace espect::sessions
