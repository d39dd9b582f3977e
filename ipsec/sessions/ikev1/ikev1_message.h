// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/ikev1/ikev1_payloads.h"

namespace espect::sessions {

// An IKEv1 message as it travelled: its header, and its payloads where they are in the clear.
// Borrows the datagram's octets; reused from message to message.
class Ikev1Message : public Ikev1Payloads {
 public:
  // Reads what can be read; false when not even the header is there.
  bool read(Bytes message, const registry::ExperimentalProfile* profile = nullptr);

  const wire::ikev1::Header& header() const { return header_; }
  Bytes octets() const { return octets_; }
  const registry::ExperimentalProfile* profile() const { return profile_; }
  bool encrypted() const { return header_.encrypted(); }
  // Behind the header, when that is closed.
  Bytes ciphertext() const { return ciphertext_; }
  bool phase1() const { return header_.message_id == 0; }

 private:
  wire::ikev1::Header header_{};
  Bytes octets_{};
  Bytes ciphertext_{};
  const registry::ExperimentalProfile* profile_ = nullptr;
};

}  // namespace espect::sessions
