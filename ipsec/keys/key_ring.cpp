// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/key_ring.h"

#include <algorithm>
#include <utility>

#include "ipsec/registry/algorithms.h"

namespace espect::keys {
namespace {

template <class T>
bool agree(const std::optional<T>& a, const std::optional<T>& b) {
  return !a || !b || *a == *b;
}

bool agree(const crypto::Secret& a, const crypto::Secret& b) {
  return a.empty() || b.empty() || a == b;
}

template <class T>
void fill(std::optional<T>& known, const std::optional<T>& said) {
  if (!known) known = said;
}

void fill(crypto::Secret& known, crypto::Secret& said) {
  if (known.empty()) known = std::move(said);
}

// Two sources about one generation: what protects messages is the same, and nothing contradicts.
bool same_generation(const IkeKeys& a, const IkeKeys& b) {
  return a.ei == b.ei && a.er == b.er && !(a.ei.empty() && a.d != b.d) &&
         agree(a.generation, b.generation) && agree(a.encr, b.encr) && agree(a.integ, b.integ) &&
         agree(a.prf, b.prf) && agree(a.d, b.d) && agree(a.ai, b.ai) && agree(a.ar, b.ar) &&
         agree(a.pi, b.pi) && agree(a.pr, b.pr);
}

void merge(IkeKeys& known, IkeKeys&& said) {
  fill(known.generation, said.generation);
  fill(known.encr, said.encr);
  fill(known.integ, said.integ);
  fill(known.prf, said.prf);
  fill(known.d, said.d);
  fill(known.ai, said.ai);
  fill(known.ar, said.ar);
  fill(known.pi, said.pi);
  fill(known.pr, said.pr);
}

// Two sources about one IKEv1 SA. A cipher key alone, and SKEYID_* that lead to another one, stay
// apart: nothing here derives keys.
bool same_sa(const Ikev1Keys& a, const Ikev1Keys& b) {
  return (a.spi_r == b.spi_r || a.spi_r == 0 || b.spi_r == 0) && agree(a.encr_key, b.encr_key) &&
         agree(a.skeyid, b.skeyid) && agree(a.skeyid_d, b.skeyid_d) &&
         agree(a.skeyid_a, b.skeyid_a) && agree(a.skeyid_e, b.skeyid_e);
}

void merge(Ikev1Keys& known, Ikev1Keys&& said) {
  if (known.spi_r == 0) known.spi_r = said.spi_r;
  fill(known.encr_key, said.encr_key);
  fill(known.skeyid, said.skeyid);
  fill(known.skeyid_d, said.skeyid_d);
  fill(known.skeyid_a, said.skeyid_a);
  fill(known.skeyid_e, said.skeyid_e);
}

bool same(const IkeSecret& a, const IkeSecret& b) {
  return a.index == b.index && a.method == b.method && a.secret == b.secret;
}

bool same(const ChildSecret& a, const ChildSecret& b) {
  return a.destination == b.destination && a.index == b.index && a.method == b.method &&
         a.secret == b.secret;
}

bool same(const AddressPattern& a, const AddressPattern& b) {
  return a.prefix_bits == b.prefix_bits && (a.prefix_bits == 0 || a.address == b.address);
}

bool any(const AddressPattern& pattern) {
  return pattern.prefix_bits == 0;
}

// Two sources about one SA. A row that means several SAs is kept apart.
bool same_sa(const SaKeys& a, const SaKeys& b) {
  const bool sources_agree = same(a.source, b.source) || any(a.source) || any(b.source);
  const auto session = [](const SaKeys& keys) { return keys.eesp ? keys.eesp->session_id : 0; };
  return a.protocol == b.protocol && a.spi == b.spi && a.spi_mask == b.spi_mask &&
         session(a) == session(b) && same(a.destination, b.destination) && sources_agree &&
         a.encr_key == b.encr_key && a.integ_key == b.integ_key && agree(a.encr, b.encr) &&
         agree(a.integ, b.integ) && agree(a.icv_octets, b.icv_octets) && agree(a.esn, b.esn);
}

void merge(SaKeys& known, SaKeys&& said) {
  if (any(known.source)) known.source = said.source;
  fill(known.encr, said.encr);
  fill(known.integ, said.integ);
  fill(known.icv_octets, said.icv_octets);
  fill(known.esn, said.esn);
  if (known.eesp && said.eesp) {
    fill(known.eesp->numbered, said.eesp->numbered);
    fill(known.eesp->of_linux_prototype, said.eesp->of_linux_prototype);
  }
  fill(known.window, said.window);
  known.no_window_of_two |= said.no_window_of_two;
  fill(known.encapsulation, said.encapsulation);
  if (known.mode.empty()) known.mode = std::move(said.mode);
  const auto* integrity = known.integ ? registry::integrity_parameters(*known.integ) : nullptr;
  if (integrity != nullptr && known.icv_octets == integrity->icv_octets) known.icv_octets.reset();
  if (known.sequence_high && said.sequence_high)
    known.sequence_high = std::min(*known.sequence_high, *said.sequence_high);
  else
    fill(known.sequence_high, said.sequence_high);
}

// The same keys between other addresses: NAT. Only the receiver knows its window.
void share_window(SaKeys& a, SaKeys& b) {
  if (a.protocol != b.protocol || a.encr_key != b.encr_key || a.integ_key != b.integ_key) return;
  fill(a.window, b.window);
  fill(b.window, a.window);
}

template <class Map, class Key, class Vector, class Take>
auto chosen(const Map& index, const Key& key, const Vector& all, Take take) {
  std::vector<const typename Vector::value_type*> found;
  const auto [first, last] = index.equal_range(key);
  for (auto at = first; at != last; ++at)
    if (take(all[at->second])) found.push_back(&all[at->second]);
  return found;
}

// False: there was no place.
template <class Map, class Key, class Vector>
bool add_once(Map& index, const Key& key, Vector& all, typename Vector::value_type&& entry) {
  const auto equal = [&](const auto& other) { return same(other, entry); };
  if (!chosen(index, key, all, equal).empty()) return true;
  if (index.count(key) >= KeyRing::most_of_one) return false;
  index.emplace(key, all.size());
  all.push_back(std::move(entry));
  return true;
}

}  // namespace

std::string to_text(const Warning& warning) {
  const Origin& origin = warning.origin;
  return origin.file + (origin.line != 0 ? ":" + std::to_string(origin.line) : "") + ": " +
         warning.text;
}

bool AddressPattern::matches(const Address& candidate) const {
  if (prefix_bits == 0) return true;
  if (candidate.v6 != address.v6) return false;
  const std::size_t bits = std::min<std::size_t>(prefix_bits, address.v6 ? 128 : 32);
  const std::size_t whole = bits / 8;
  if (!std::equal(address.octets.begin(),
                  address.octets.begin() + static_cast<std::ptrdiff_t>(whole),
                  candidate.octets.begin()))
    return false;
  const unsigned rest = bits % 8;
  return rest == 0 || ((address.octets[whole] ^ candidate.octets[whole]) >> (8 - rest)) == 0;
}

void KeyRing::add(IkeKeys keys) {
  const auto spis = std::pair(keys.spi_i, keys.spi_r);
  const auto [first, last] = ike_by_spis_.equal_range(spis);
  for (auto at = first; at != last; ++at) {
    IkeKeys& known = ike_keys_[at->second];
    if (same_generation(known, keys)) return merge(known, std::move(keys));
  }
  if (ike_by_spis_.count(spis) >= most_of_one) return turn_away();
  ike_by_spis_.emplace(spis, ike_keys_.size());
  ike_keys_.push_back(std::move(keys));
}

void KeyRing::add(Ikev1Keys keys) {
  const auto [first, last] = ikev1_by_spi_i_.equal_range(keys.spi_i);
  for (auto at = first; at != last; ++at) {
    Ikev1Keys& known = ikev1_keys_[at->second];
    if (same_sa(known, keys)) return merge(known, std::move(keys));
  }
  if (ikev1_by_spi_i_.count(keys.spi_i) >= most_of_one) return turn_away();
  ikev1_by_spi_i_.emplace(keys.spi_i, ikev1_keys_.size());
  ikev1_keys_.push_back(std::move(keys));
}

void KeyRing::add(IkeSecret secret) {
  if (!add_once(secrets_by_spis_, std::pair(secret.spi_i, secret.spi_r), ike_secrets_,
                std::move(secret)))
    turn_away();
}

void KeyRing::add(ChildSecret secret) {
  if (!add_once(child_by_spi_, secret.spi, child_secrets_, std::move(secret))) turn_away();
}

void KeyRing::add(Ppk ppk) {
  if (known_ppks_.emplace(ppk.ppk, ppk.id, ppk.spis).second) ppks_.push_back(std::move(ppk));
}

void KeyRing::add(Psk psk) {
  if (known_psks_.emplace(psk.psk, psk.id_i, psk.id_r).second) psks_.push_back(std::move(psk));
}

void KeyRing::add(SaKeys keys) {
  const bool wildcard = keys.spi_mask != UINT32_MAX;
  const auto join = [&](std::size_t index) {
    if (!same_sa(sa_keys_[index], keys)) return false;
    merge(sa_keys_[index], std::move(keys));
    return true;
  };
  if (wildcard) {
    if (std::any_of(sa_with_wildcard_.begin(), sa_with_wildcard_.end(), join)) return;
    if (sa_with_wildcard_.size() >= most_of_one) return turn_away();
    sa_with_wildcard_.push_back(sa_keys_.size());
  } else {
    const auto [first, last] = sa_by_spi_.equal_range(keys.spi);
    for (auto at = first; at != last; ++at) share_window(sa_keys_[at->second], keys);
    for (auto at = first; at != last; ++at)
      if (join(at->second)) return;
    if (sa_by_spi_.count(keys.spi) >= most_of_one) return turn_away();
    sa_by_spi_.emplace(keys.spi, sa_keys_.size());
  }
  sa_keys_.push_back(std::move(keys));
}

bool KeyRing::empty() const {
  return ike_keys_.empty() && ike_secrets_.empty() && child_secrets_.empty() && ppks_.empty() &&
         psks_.empty() && sa_keys_.empty() && ikev1_keys_.empty();
}

std::vector<const IkeKeys*> KeyRing::ike_keys(std::uint64_t spi_i, std::uint64_t spi_r) const {
  return chosen(ike_by_spis_, std::pair(spi_i, spi_r), ike_keys_,
                [](const IkeKeys&) { return true; });
}

std::vector<const Ikev1Keys*> KeyRing::ikev1_keys(std::uint64_t spi_i, std::uint64_t spi_r) const {
  return chosen(ikev1_by_spi_i_, spi_i, ikev1_keys_,
                [&](const Ikev1Keys& keys) { return keys.spi_r == 0 || keys.spi_r == spi_r; });
}

bool KeyRing::names_ike_sa(std::uint64_t spi_i) const {
  const auto in = [&](const auto& by_spis) {
    const auto at = by_spis.lower_bound({spi_i, 0});
    return at != by_spis.end() && at->first.first == spi_i;
  };
  return in(ike_by_spis_) || in(secrets_by_spis_) || ikev1_by_spi_i_.contains(spi_i);
}

std::vector<const IkeSecret*> KeyRing::ike_secrets(std::uint64_t spi_i, std::uint64_t spi_r,
                                                   std::uint32_t index) const {
  return chosen(secrets_by_spis_, std::pair(spi_i, spi_r), ike_secrets_,
                [&](const IkeSecret& secret) { return secret.index == index; });
}

std::vector<const ChildSecret*> KeyRing::child_secrets(std::uint32_t spi,
                                                       std::uint32_t index) const {
  return chosen(child_by_spi_, spi, child_secrets_,
                [&](const ChildSecret& secret) { return secret.index == index; });
}

std::vector<const Ppk*> KeyRing::ppks(std::uint64_t spi_i, std::uint64_t spi_r) const {
  std::vector<const Ppk*> found;
  for (const Ppk& ppk : ppks_)
    if (ppk.spis == std::pair(spi_i, spi_r)) found.push_back(&ppk);
  for (const Ppk& ppk : ppks_)
    if (!ppk.spis) found.push_back(&ppk);
  return found;
}

std::vector<const SaKeys*> KeyRing::sa_keys(SaProtocol protocol, std::uint32_t spi,
                                            const Address& source,
                                            const Address& destination) const {
  std::vector<std::size_t> indexes;
  const auto [first, last] = sa_by_spi_.equal_range(spi);
  for (auto at = first; at != last; ++at) indexes.push_back(at->second);
  for (const std::size_t index : sa_with_wildcard_)
    if (((sa_keys_[index].spi ^ spi) & sa_keys_[index].spi_mask) == 0) indexes.push_back(index);
  std::sort(indexes.begin(), indexes.end());

  std::vector<const SaKeys*> found;
  std::vector<const SaKeys*> elsewhere;
  for (const std::size_t index : indexes) {
    const SaKeys& keys = sa_keys_[index];
    if (keys.protocol != protocol) continue;
    if (keys.source.matches(source) && keys.destination.matches(destination))
      found.push_back(&keys);
    else if (keys.spi_mask == UINT32_MAX)
      elsewhere.push_back(&keys);
  }
  found.insert(found.end(), elsewhere.begin(), elsewhere.end());
  return found;
}

}  // namespace espect::keys
