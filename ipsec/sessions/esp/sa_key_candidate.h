// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/sessions/esp/esp_packet.h"
#include "ipsec/sessions/esp/sa_openers.h"

namespace espect::sessions {

// What an ICV that verified says of its packet.
struct VerifiedPacket {
  std::uint64_t sequence = 0;  // 64 bits, 32 without ESN
  VpnIdField vpn_id_field = VpnIdField::none;
  std::uint32_t vpn_id = 0;
  std::uint32_t iv_at = 8;  // octets from its start
};

// How packets of an EESP SA are read; the ICV decides what is not known before.
struct EespReading {
  std::optional<EespForm> form;
  std::optional<bool> numbered;
  std::optional<bool> iv_is_associated;
};

// Keys that one direction of an ESP or AH SA may have, from a key source or from the Child SA that
// IKE made.
struct SaKeyCandidate {
  SaOpener* opener = nullptr;  // of SaOpeners; never null
  std::optional<bool> esn;     // nothing: both are tried
  std::optional<std::uint32_t> sequence_high;
  std::optional<std::uint32_t> window;
  bool no_window_of_two = false;
  std::uint32_t child_sa = 0;  // id; 0 = not known to be of one
  bool vpn_id = false;         // its packets are to carry one behind the sequence number
  EespReading eesp{};
  std::uint32_t number_ahead = 0;  // of OpeningAhead, 0 = it has none

  // A cipher whose 8-octet IV on the wire must never come twice.
  bool counter_mode() const;
  // The ICV does not prove the encryption key.
  bool encrypts_apart() const {
    return opener->algorithms.encr.value != 0 && opener->algorithms.integ.value != 0;
  }
  bool same_as(const SaKeyCandidate& other) const {
    return opener == other.opener || (opener->encr_key == other.opener->encr_key &&
                                      opener->integ_key == other.opener->integ_key);
  }

  // The high half of the number that open() tries first once the key has verified something.
  std::optional<std::uint32_t> first_high(std::uint32_t low, std::uint64_t highest) const;

  // Nothing when the ICV does not verify under this key. `highest`: the highest number that this
  // key verified, if it did any. `plaintext` may be null; of AH it stays empty.
  std::optional<VerifiedPacket> open(const EspPacket& packet, std::optional<std::uint64_t> highest,
                                     std::vector<std::uint8_t>* plaintext);
};

}  // namespace espect::sessions
