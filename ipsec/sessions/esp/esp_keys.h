// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ipsec/crypto/mac.h"
#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/keys/key_ring.h"
#include "ipsec/sessions/child/child_sas.h"
#include "ipsec/sessions/esp/vpn_id.h"

namespace espect::sessions {

// Keys that one direction of an ESP or AH SA may have, from a key source or from the Child SA that
// IKE made.
struct SaKeyCandidate {
  crypto::Secret encr_key;
  crypto::Secret integ_key;
  std::variant<crypto::PacketCipher, crypto::Mac> opener;  // ESP, AH
  std::optional<bool> esn;                                 // nothing: both are tried
  std::optional<std::uint32_t> sequence_high;
  std::optional<std::uint32_t> window;
  std::uint32_t child_sa = 0;  // id; 0 = not known to be of one
  registry::EncryptionAlgorithm encr;
  bool vpn_id = false;  // its packets are to carry one behind the sequence number

  // A cipher whose 8-octet IV on the wire must never come twice.
  bool counter_mode() const;
  bool same_as(const SaKeyCandidate& other) const {
    return encr_key == other.encr_key && integ_key == other.integ_key;
  }
};

// Decides by the ICV which key and which high half of the sequence number a packet has.
class EspKeys {
 public:
  EspKeys(const keys::KeyRing& ring, const ChildSas& children, Protocol protocol, std::uint32_t spi,
          const registry::ExperimentalProfile* profile = nullptr);

  // Whether there is any key to try; asks the Child SAs again when new ones were made.
  bool any(const Path& path);
  bool known() const { return !candidates_.empty(); }  // at the last any()

  // The 64-bit number of the packet (32 bits without ESN) when its ICV verifies. `highest` is the
  // highest number that was authenticated, if any was. `plaintext` may be null; of AH it stays
  // empty.
  std::optional<std::uint64_t> authenticate(const Datagram& datagram,
                                            std::optional<std::uint64_t> highest,
                                            std::vector<std::uint8_t>* plaintext);

  // Of the packet that verified last: whether it carries a VPN-ID, and which.
  VpnIdField vpn_id_field() const { return vpn_id_field_; }
  std::uint32_t vpn_id() const { return vpn_id_; }

  // Why packets stay closed, for people: "no key source names it".
  std::string why_closed() const;
  // The one that verified, once there is one.
  const SaKeyCandidate* chosen() const { return chosen_ ? &candidates_[*chosen_] : nullptr; }

 private:
  void collect(const Path& path);
  void add_row(const keys::SaKeys& row);
  bool vpn_id_expected(const ChildSa* child) const;
  void add_child(const ChildSa& child, const crypto::ChildKeyMaterial& keys, bool to_initiator);
  void add(SaKeyCandidate candidate);
  std::optional<std::uint64_t> try_candidate(SaKeyCandidate& candidate, const Datagram& datagram,
                                             std::optional<std::uint64_t> highest,
                                             std::vector<std::uint8_t>* plaintext);
  bool verifies(SaKeyCandidate& candidate, const Datagram& datagram,
                std::optional<std::uint32_t> high, std::vector<std::uint8_t>* plaintext);

  const keys::KeyRing& ring_;
  const ChildSas& children_;
  Protocol protocol_;
  std::uint32_t spi_;
  const registry::ExperimentalProfile* profile_;
  std::optional<std::uint32_t> asked_version_;
  std::vector<SaKeyCandidate> candidates_;
  std::optional<std::size_t> chosen_;
  VpnIdField vpn_id_field_ = VpnIdField::none;
  std::uint32_t vpn_id_ = 0;
  std::string problem_;  // the first key that cannot be used
};

}  // namespace espect::sessions
