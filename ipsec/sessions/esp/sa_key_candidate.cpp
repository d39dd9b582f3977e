// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/sa_key_candidate.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/sessions/esp/ah_icv.h"
#include "ipsec/sessions/table/sequence_number.h"

namespace espect::sessions {
namespace {

// A capture may start in any epoch of an ESN SA: so many are tried on packets before the first one
// verifies.
constexpr std::uint32_t first_epochs = 8;
constexpr std::size_t esp_fixed = 8, ah_fixed = 12;

bool verifies(SaKeyCandidate& key, const EspPacket& packet, VpnIdField field,
              std::optional<std::uint32_t> high, std::vector<std::uint8_t>* plaintext) {
  const bool there = field != VpnIdField::none;
  if (packet.protocol == Protocol::esp) {
    auto* cipher = key.opener->cipher();
    const std::size_t header = there ? esp_fixed + 4 : esp_fixed;
    if (cipher == nullptr || packet.octets.size() < header) return false;
    const auto covered =
        field == VpnIdField::covered
            ? std::optional(load_be<std::uint32_t>(packet.octets.data() + esp_fixed))
            : std::nullopt;
    return cipher->open_esp(packet.spi, packet.sequence, high, packet.octets.subspan(header),
                            plaintext, covered);
  }
  const auto* ah = std::get_if<Ah>(&packet.datagram.content);
  auto* mac = std::get_if<crypto::Mac>(&key.opener->of);
  // What AH covers it covers whole: there is no field of its own that it leaves out.
  return ah != nullptr && mac != nullptr && field != VpnIdField::not_covered &&
         ah_icv_verifies(*mac, *ah, high, there);
}

// Both readings of what the draft and Linux's prototype differ in, as long as none has verified.
std::vector<bool> choices(std::optional<bool> known) {
  return known ? std::vector<bool>{*known} : std::vector<bool>{true, false};
}

std::optional<VerifiedPacket> open_eesp(SaKeyCandidate& key, const EspPacket& packet,
                                        std::vector<std::uint8_t>* plaintext) {
  auto* cipher = key.opener->cipher();
  if (cipher == nullptr || !key.eesp.form) return std::nullopt;
  const auto head = read_eesp_head(*key.eesp.form, packet.octets);
  if (!head || head->options_broken) return std::nullopt;
  constexpr std::size_t number_octets = 8;
  for (const bool numbered : choices(key.eesp.numbered)) {
    crypto::EespPlaces places;
    places.iv = head->octets + (numbered ? number_octets : 0);
    if (packet.octets.size() < places.iv) continue;
    places.encrypted = places.iv + cipher->iv_octets();
    if (head->crypt_offset) places.encrypted += head->crypt_offset->encrypted;
    if (numbered) places.sequence = load_be<std::uint64_t>(packet.octets.data() + head->octets);
    for (const bool associated : choices(key.eesp.iv_is_associated)) {
      places.iv_is_associated = associated;
      if (!cipher->open_eesp(packet.octets, places, plaintext)) continue;
      key.eesp.numbered = numbered;
      key.eesp.iv_is_associated = associated;
      VerifiedPacket verified{.sequence = places.sequence.value_or(0)};
      verified.iv_at = static_cast<std::uint32_t>(places.iv);
      return verified;
    }
  }
  return std::nullopt;
}

std::uint32_t likely_high(std::uint32_t low, std::uint64_t highest) {
  return static_cast<std::uint32_t>(extend_sequence(low, highest) >> 32);
}

// High halves to try, the likeliest first.
std::vector<std::uint32_t> epochs(const SaKeyCandidate& key, std::uint32_t low,
                                  std::optional<std::uint64_t> highest) {
  if (highest) {
    const auto likely = likely_high(low, *highest);
    std::vector<std::uint32_t> tried{likely, likely + 1};
    if (likely > 0) tried.push_back(likely - 1);
    return tried;
  }
  std::vector<std::uint32_t> tried;
  if (key.sequence_high) {
    const std::uint32_t said = *key.sequence_high;
    tried = {said, said + 1};
    if (said > 0) tried.push_back(said - 1);
  }
  for (std::uint32_t epoch = 0; epoch < first_epochs; ++epoch)
    if (std::ranges::count(tried, epoch) == 0) tried.push_back(epoch);
  return tried;
}

// Where the field stands that verifies, if any does.
std::optional<VpnIdField> field_that_verifies(SaKeyCandidate& key, const EspPacket& packet,
                                              std::optional<std::uint32_t> high,
                                              std::vector<std::uint8_t>* plaintext) {
  if (key.vpn_id)
    for (const auto field : {VpnIdField::covered, VpnIdField::not_covered})
      if (verifies(key, packet, field, high, plaintext)) return field;
  if (verifies(key, packet, VpnIdField::none, high, plaintext)) return VpnIdField::none;
  return std::nullopt;
}

}  // namespace

bool SaKeyCandidate::counter_mode() const {
  const auto* parameters = registry::encryption_parameters(opener->algorithms.encr.meaning);
  return parameters != nullptr && parameters->wire_iv_octets == 8 &&
         (parameters->is_aead() || parameters->kind == registry::EncryptionClass::ctr);
}

std::optional<std::uint32_t> SaKeyCandidate::first_high(std::uint32_t low,
                                                        std::uint64_t highest) const {
  return esn.value_or(false) ? std::optional(likely_high(low, highest)) : std::nullopt;
}

std::optional<VerifiedPacket> SaKeyCandidate::open(const EspPacket& packet,
                                                   std::optional<std::uint64_t> highest,
                                                   std::vector<std::uint8_t>* plaintext) {
  if (packet.protocol == Protocol::eesp) return open_eesp(*this, packet, plaintext);
  const auto opened_with = [&](std::optional<std::uint32_t> high) -> std::optional<VerifiedPacket> {
    const auto field = field_that_verifies(*this, packet, high, plaintext);
    if (!field) return std::nullopt;
    esn = high.has_value();
    VerifiedPacket verified{.sequence = std::uint64_t{high.value_or(0)} << 32 | packet.sequence,
                            .vpn_id_field = *field};
    if (*field != VpnIdField::none) verified.iv_at += 4;
    const std::size_t at = packet.protocol == Protocol::esp ? esp_fixed : ah_fixed;
    if (*field != VpnIdField::none)
      verified.vpn_id = load_be<std::uint32_t>(packet.octets.data() + at);
    return verified;
  };
  if (!esn.value_or(false))
    if (const auto verified = opened_with(std::nullopt)) return verified;
  if (!esn.value_or(true)) return std::nullopt;
  for (const std::uint32_t high : epochs(*this, packet.sequence, highest))
    if (const auto verified = opened_with(high)) return verified;
  return std::nullopt;
}

}  // namespace espect::sessions
