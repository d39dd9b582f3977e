// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "ipsec/sessions/said/payload_list.h"

namespace espect::sessions {

// An IKEv2 message as it travelled: header and payloads in the clear. Borrows the datagram's
// octets; reused from message to message, so that a payload vector is allocated once.
class IkeMessage : public PayloadList {
 public:
  // Reads what can be read; false when not even the header is there. Of IKEv1 only the header.
  bool read(Bytes message, const registry::ExperimentalProfile* profile = nullptr);

  const wire::ike::Header& header() const { return header_; }
  Bytes octets() const { return octets_; }

  // SK or SKF, the last payload.
  bool encrypted() const { return !protected_octets_.empty(); }
  // IV, ciphertext and ICV.
  Bytes protected_octets() const { return protected_octets_; }
  // From the IKE header to the last octet before the IV: what AEAD authenticates beside.
  Bytes associated_octets() const;
  // Of the payloads inside; 0 in every SKF but the first.
  registry::PayloadType first_inside() const;
  // RFC 7383, when the message is one fragment of several.
  const std::optional<wire::ike::EncryptedFragment>& fragment() const { return fragment_; }

 private:
  wire::ike::Header header_{};
  Bytes octets_{};
  Bytes protected_octets_{};
  std::optional<wire::ike::EncryptedFragment> fragment_;
};

}  // namespace espect::sessions
