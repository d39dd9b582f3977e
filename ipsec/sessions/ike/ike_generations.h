// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ipsec/crypto/key_schedule.h"
#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/keys/key_ring.h"
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/sessions/said/proposal.h"

namespace espect::sessions {

// One set of SK_* that an IKE SA may have had: of IKE_SA_INIT or of the rekey that made it, or
// after an IKE_INTERMEDIATE (RFC 9370).
struct IkeGeneration {
  std::uint32_t number = 0;
  registry::PseudorandomFunction prf;  // 0 = not known
  registry::IntegrityAlgorithm integ;  // what its ciphers were made with
  crypto::IkeKeyMaterial keys;
  bool opened = false;  // an ICV verified under it
  std::optional<crypto::PacketCipher> from_initiator;
  std::optional<crypto::PacketCipher> from_responder;

  // Made of the same SK_e*, but with another integrity key or algorithm: both are tried.
  bool contradicts(const crypto::Secret& other_ai, registry::IntegrityAlgorithm other_integ) const;
};

// What SK_d may have been when a Child SA or a new IKE SA was derived from it: as it is, and with
// each PPK applied. The ICV under what follows from it decides.
struct SkD {
  registry::PseudorandomFunction prf;
  crypto::Secret d;
};

// The key generations of one IKE SA: supplied ones and those that follow from shared secrets.
// Nothing is guessed: whatever opens a message has verified its ICV.
class IkeGenerations {
 public:
  // `selection`: the negotiated proposal; null when the capture does not show it.
  IkeGenerations(const keys::KeyRing& ring, std::uint64_t spi_i, std::uint64_t spi_r,
                 const Proposal* selection, const registry::ExperimentalProfile* profile = nullptr);

  // RFC 7296 section 2.14, then every IKE_INTERMEDIATE that a secret is known for.
  void derive_initial(Bytes ni, Bytes nr, bool ppk_in_intermediate);
  // RFC 7296 section 2.18: of an SA made by a rekey, from what SK_d of the old one may have been.
  void derive_rekeyed(const std::vector<SkD>& old, Bytes ni, Bytes nr);

  // The generation that opens the message, and what was inside: payloads, padding, pad length.
  const IkeGeneration* open(const IkeMessage& message, bool from_initiator,
                            std::vector<std::uint8_t>& plaintext);

  // Of the generation that opened the message which makes something new, and of rows that say SK_d
  // alone.
  std::vector<SkD> sk_d(const IkeGeneration& generation) const;
  bool any() const { return !generations_.empty(); }
  std::uint32_t opened() const;  // how many generations opened something
  // Why a message stays closed, for people: "no key source names it".
  std::string why_closed() const;

 private:
  void add_supplied(const registry::ExperimentalProfile* profile);
  void add(std::uint32_t number, registry::PseudorandomFunction prf, crypto::IkeKeyMaterial keys,
           crypto::SaAlgorithms algorithms);
  void make_ciphers(IkeGeneration& generation, crypto::SaAlgorithms algorithms);
  void derive_from_skeyseed(std::uint32_t number, const crypto::Prf& prf, Bytes skeyseed, Bytes ni,
                            Bytes nr);

  const keys::KeyRing& ring_;
  std::uint64_t spi_i_;
  std::uint64_t spi_r_;
  crypto::SaAlgorithms algorithms_;
  registry::PseudorandomFunction prf_;
  std::vector<std::unique_ptr<IkeGeneration>> generations_;
  std::string problem_;  // the first set of keys that makes no cipher
  IkeGeneration* last_from_initiator_ = nullptr;
  IkeGeneration* last_from_responder_ = nullptr;
};

}  // namespace espect::sessions
