// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/sa_openers.h"

#include <algorithm>
#include <compare>
#include <tuple>

#include "ipsec/registry/algorithms.h"

namespace espect::sessions {
namespace {

using Opener = decltype(SaOpener::of);

tl::expected<Opener, std::string> set_up(const OpenerKeys& keys) {
  const auto& algorithms = keys.algorithms;
  if (keys.protocol == Protocol::ah)
    return crypto::Mac::of(algorithms.integ, keys.integ_key, keys.icv_octets).map([](auto&& mac) {
      return Opener(std::move(mac));
    });
  if (algorithms.encr == 0)
    return tl::unexpected<std::string>("neither the key source nor the capture says its cipher");
  return crypto::PacketCipher::of(algorithms.encr, keys.encr_key, algorithms.integ, keys.integ_key,
                                  keys.icv_octets)
      .map([](auto&& cipher) { return Opener(std::move(cipher)); });
}

EspAlgorithms algorithms_of(const OpenerKeys& keys, const Opener& opener) {
  EspAlgorithms algorithms;
  algorithms.integ = keys.algorithms.integ;
  if (const auto* mac = std::get_if<crypto::Mac>(&opener)) {
    algorithms.iv_octets = static_cast<std::uint8_t>(mac->iv_octets());
    algorithms.icv_octets = static_cast<std::uint8_t>(mac->icv_octets());
    return algorithms;
  }
  const auto& cipher = std::get<crypto::PacketCipher>(opener);
  const auto* parameters = registry::encryption_parameters(keys.algorithms.encr.meaning);
  const std::size_t salt = parameters != nullptr ? parameters->salt_octets : 0;
  const std::size_t octets = keys.encr_key.size();
  algorithms.encr = keys.algorithms.encr;
  algorithms.encr_key_octets = static_cast<std::uint16_t>(octets - std::min(octets, salt));
  algorithms.iv_octets = static_cast<std::uint8_t>(cipher.iv_octets());
  algorithms.icv_octets = static_cast<std::uint8_t>(cipher.icv_octets());
  algorithms.pad_multiple = static_cast<std::uint8_t>(cipher.pad_multiple());
  return algorithms;
}

}  // namespace

OpenerKeys SaOpeners::ByKeys::keys_of(const std::unique_ptr<SaOpener>& opener) {
  OpenerKeys keys;
  keys.protocol = opener->cipher() == nullptr ? Protocol::ah : Protocol::esp;
  keys.algorithms.encr = opener->algorithms.encr;
  keys.algorithms.integ = opener->algorithms.integ;
  keys.encr_key = opener->encr_key;
  keys.integ_key = opener->integ_key;
  keys.icv_octets = opener->asked_icv_octets;
  return keys;
}

// EESP has the ciphers of ESP; AH has none.
bool SaOpeners::ByKeys::less(const OpenerKeys& a, const OpenerKeys& b) {
  const auto numbers = [](const OpenerKeys& keys) {
    const bool ah = keys.protocol == Protocol::ah;
    const auto encr = ah ? registry::EncryptionAlgorithm{} : keys.algorithms.encr;
    const auto& integ = keys.algorithms.integ;
    return std::tuple(ah, encr.value, encr.meaning, integ.value, integ.meaning, keys.icv_octets);
  };
  const auto order = numbers(a) <=> numbers(b);
  if (order != 0) return order < 0;
  const auto keys = std::lexicographical_compare_three_way(a.encr_key.begin(), a.encr_key.end(),
                                                           b.encr_key.begin(), b.encr_key.end());
  return keys != 0 ? keys < 0 : std::ranges::lexicographical_compare(a.integ_key, b.integ_key);
}

std::optional<crypto::PacketCipher> SaOpener::another_cipher() const {
  const std::size_t cut_to = algorithms.integ.value != 0 ? algorithms.icv_octets : 0;
  auto made =
      crypto::PacketCipher::of(algorithms.encr, encr_key, algorithms.integ, integ_key, cut_to);
  return made ? std::optional(std::move(*made)) : std::nullopt;
}

tl::expected<SaOpener*, std::string> SaOpeners::get(const OpenerKeys& keys) {
  if (const auto found = made_.find(keys); found != made_.end()) return found->get();
  auto opener = set_up(keys);
  if (!opener) return tl::unexpected(std::move(opener.error()));
  const auto algorithms = algorithms_of(keys, *opener);
  auto made = std::make_unique<SaOpener>(SaOpener{crypto::secret_of(keys.encr_key),
                                                  crypto::secret_of(keys.integ_key),
                                                  keys.icv_octets, std::move(*opener), algorithms});
  return made_.insert(std::move(made)).first->get();
}

}  // namespace espect::sessions
