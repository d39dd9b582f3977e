// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/sessions/esp/esp_packet.h"
#include "ipsec/sessions/esp/sa_openers.h"

namespace espect::sessions {

// An encryption key without an integrity key, or ENCR_NULL without any: no ICV proves it, but what
// it makes of packets does. Until then nothing is opened.
class ContentKey {
 public:
  // `icv_octets`: what stands behind the ciphertext; nothing: every usual length is tried.
  ContentKey(SaOpener& opener, std::optional<std::uint8_t> icv_octets, std::uint32_t child_sa = 0);

  // False when the packet reads as none under this key, and as long as nothing has proven it.
  bool open(const EspPacket& packet, std::vector<std::uint8_t>& plaintext);
  bool proven() const { return proven_; }
  // Once it is proven, with the length of the ICV.
  const EspAlgorithms& algorithms() const { return algorithms_; }
  std::uint32_t child_sa() const { return child_sa_; }
  bool is(const SaOpener& opener) const { return &opener_ == &opener; }

 private:
  // RFC 7296's and RFC 8221's integrity algorithms, none, and Linux's old truncation of SHA-256.
  static constexpr std::array<std::uint8_t, 5> usual_lengths{12, 16, 0, 24, 32};

  bool decrypt(const EspPacket& packet, std::size_t icv_octets,
               std::vector<std::uint8_t>& plaintext);
  bool prove(const EspPacket& packet, std::size_t at, std::vector<std::uint8_t>& plaintext);

  SaOpener& opener_;  // of ESP
  EspAlgorithms algorithms_;
  std::uint32_t child_sa_;
  std::vector<std::uint8_t> lengths_;
  std::vector<std::uint8_t> seen_;  // packets that spoke for each length
  bool proven_ = false;
};

}  // namespace espect::sessions
