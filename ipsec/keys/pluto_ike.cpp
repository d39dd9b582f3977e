// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/pluto_ike.h"

#include "ipsec/keys/algorithm_names.h"

namespace espect::keys {

void PlutoIke::read(std::string_view text, std::uint32_t number) {
  const auto parts = words(text);
  if (parts.size() < 6) return complaints_.add(number, "this line of ikev2 keys is cut off");
  const auto spi_i = number_from<std::uint64_t>(parts[2]);
  const auto spi_r = number_from<std::uint64_t>(parts[3]);
  const std::size_t integ_colon = parts[4].find(':');
  const std::size_t encr_colon = parts[5].find(':');
  if (!spi_i || !spi_r || integ_colon == std::string_view::npos ||
      encr_colon == std::string_view::npos)
    return complaints_.add(number, "this is no line of ikev2 keys");
  const auto encr_name = parts[5].substr(0, encr_colon);
  const auto integ_name = parts[4].substr(0, integ_colon);
  const auto encr = daemon_encryption(encr_name);
  const auto integ = daemon_integrity(integ_name);
  auto encr_key = secret_from_hex(parts[5].substr(encr_colon + 1));
  auto integ_key = secret_from_hex(parts[4].substr(integ_colon + 1));
  if (!encr) return complaints_.add(number, unknown("encryption algorithm", encr_name));
  if (!integ) return complaints_.add(number, unknown("integrity algorithm", integ_name));
  if (!encr_key || !integ_key) return complaints_.add(number, "key is no hex");

  const bool initiator = parts[1] == "I";
  IkeKeys keys;
  keys.origin = complaints_.at(number);
  keys.spi_i = *spi_i;
  keys.spi_r = *spi_r;
  keys.encr = encr;
  keys.integ = integ->integ;
  (initiator ? keys.ei : keys.er) = std::move(*encr_key);
  (initiator ? keys.ai : keys.ar) = std::move(*integ_key);
  if (auto fault = fault_of(keys); !fault.empty()) {
    if (closed_.emplace(*spi_i, *spi_r).second)
      complaints_.add(number, fault + "; this log does not open this IKE SA");
    return;
  }
  join(std::move(keys), initiator);
}

void PlutoIke::join(IkeKeys keys, bool initiator) {
  const auto spis = std::pair(keys.spi_i, keys.spi_r);
  const auto other = half_.find(spis);
  if (other == half_.end()) {
    half_.emplace(spis, std::move(keys));
    return;
  }
  IkeKeys whole = std::move(other->second);
  half_.erase(other);
  const bool pair = initiator ? whole.ei.empty() : whole.er.empty();
  if (!pair) {  // the same direction twice: a log of several runs
    ring_.add(std::move(whole));
    half_.emplace(spis, std::move(keys));
    return;
  }
  (initiator ? whole.ei : whole.er) = initiator ? keys.ei : keys.er;
  (initiator ? whole.ai : whole.ar) = initiator ? keys.ai : keys.ar;
  ring_.add(std::move(whole));
}

void PlutoIke::finish() {
  for (auto& [spis, keys] : half_) ring_.add(std::move(keys));
  half_.clear();
}

}  // namespace espect::keys
