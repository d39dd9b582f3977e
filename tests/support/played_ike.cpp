// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/played_ike.h"

#include "ipsec/sessions/sessions.h"

namespace espect::test {

PlayedIke& PlayedIke::init(const crypto::Secret& shared, const std::vector<PayloadSpec>& more_asked,
                           const std::vector<PayloadSpec>& more_answered) {
  init_request_octets = init_request({classical}, 31, more_asked);
  init_response_octets = init_response(classical, more_answered);
  bench_.ike(true, init_request_octets).ike(false, init_response_octets);
  sa.next_id[1] = 1;
  take(crypto::skeyseed(prf_, sa.ni, sa.nr, shared));
  return *this;
}

PlayedIke& PlayedIke::intermediate(const crypto::Secret& shared, std::uint16_t fragments) {
  exchange(true, registry::exchange::ike_intermediate,
           {{registry::payload::ke, ke_payload(36, 300)}},
           {{registry::payload::ke, ke_payload(36, 200)}}, fragments);
  take(crypto::skeyseed_intermediate(prf_, sa.keys.d, shared, sa.ni, sa.nr));
  return *this;
}

PlayedIke& PlayedIke::ppk_in_intermediate(const crypto::Secret& ppk) {
  exchange(true, registry::exchange::ike_intermediate,
           {notify(registry::notify::ppk_identity_key, {1, 2, 3, 4, 5, 6, 7, 8, 9})},
           {notify(registry::notify::ppk_identity, {1})});
  take(crypto::skeyseed_ppk(prf_, ppk, sa.keys.d));
  return *this;
}

PlayedIke& PlayedIke::apply_ppk(const crypto::Secret& ppk) {
  crypto::apply_ppk(prf_, ppk, sa.keys);
  return *this;
}

std::vector<PayloadSpec> PlayedIke::auth_asked(const ChildPlan& child) const {
  return joined({{registry::payload::idi, id_payload("alice")},
                 {registry::payload::auth, auth_payload(2, Octets(32, 3))}},
                child_payloads(child, true));
}

std::vector<PayloadSpec> PlayedIke::auth_answered(const ChildPlan& child) const {
  return joined({{registry::payload::idr, id_payload("bob")},
                 {registry::payload::auth, auth_payload(2, Octets(32, 4))}},
                child_payloads(child, false));
}

PlayedIke& PlayedIke::auth(const ChildPlan& child) {
  return exchange(true, registry::exchange::ike_auth, auth_asked(child), auth_answered(child));
}

PlayedIke& PlayedIke::create_child(const ChildPlan& child, bool alice_asks) {
  return exchange(alice_asks, registry::exchange::create_child_sa, child_payloads(child, true),
                  child_payloads(child, false));
}

IkeEnds PlayedIke::rekey(bool alice_asks, std::uint64_t spi_i, std::uint64_t spi_r,
                         const crypto::Secret& shared,
                         const std::vector<crypto::Secret>& additional, const Octets& link) {
  IkeEnds made;
  made.spi_i = spi_i;
  made.spi_r = spi_r;
  made.alice_initiates = alice_asks;
  made.ni = Octets(32, 0x31);
  made.nr = Octets(32, 0x32);
  const auto side = [&](std::uint64_t spi, const Octets& nonce, bool with_link) {
    std::vector<PayloadSpec> payloads{
        {registry::payload::sa,
         sa_with_spi(registry::protocol::ike, big_endian(spi, 8), classical)},
        {registry::payload::nonce, nonce},
        {registry::payload::ke, ke_payload(31)}};
    if (with_link) payloads.push_back(notify(registry::notify::additional_key_exchange, link));
    return payloads;
  };
  exchange(alice_asks, registry::exchange::create_child_sa, side(spi_i, made.ni, false),
           side(spi_r, made.nr, !link.empty()));
  made.keys = *crypto::ike_key_material(
      prf_, gcm256, crypto::skeyseed_rekey(prf_, sa.keys.d, shared, made.ni, made.nr, additional),
      made.ni, made.nr, spi_i, spi_r);
  return made;
}

PlayedIke& PlayedIke::use(const IkeEnds& made) {
  sa = made;
  return *this;
}

PlayedIke& PlayedIke::informational(bool alice_asks, const std::vector<PayloadSpec>& asked) {
  return exchange(alice_asks, registry::exchange::informational, asked, {});
}

PlayedIke& PlayedIke::exchange(bool alice_asks, std::uint8_t type,
                               const std::vector<PayloadSpec>& asked,
                               const std::vector<PayloadSpec>& answered, std::uint16_t fragments) {
  const std::uint32_t id = next_id(alice_asks);
  say(alice_asks, message(alice_asks, false, type, id, asked, fragments));
  return say(!alice_asks, message(!alice_asks, true, type, id, answered, fragments));
}

std::uint32_t PlayedIke::next_id(bool alice_asks) {
  return sa.next_id[alice_asks == sa.alice_initiates ? 1 : 0]++;
}

std::vector<Octets> PlayedIke::message(bool from_alice, bool response, std::uint8_t type,
                                       std::uint32_t id, const std::vector<PayloadSpec>& payloads,
                                       std::uint16_t fragments) const {
  const bool from_initiator = from_alice == sa.alice_initiates;
  MessageSpec spec{sa.spi_i, sa.spi_r, type, from_initiator, response, id, payloads};
  auto cipher = ike_cipher(from_initiator ? sa.keys.ei : sa.keys.er);
  if (fragments > 1) return sealed_fragments(spec, cipher, fragments);
  return {sealed(spec, cipher)};
}

PlayedIke& PlayedIke::say(bool from_alice, const std::vector<Octets>& messages) {
  for (const auto& one : messages) bench_.ike(from_alice, one);
  return *this;
}

std::vector<PayloadSpec> PlayedIke::child_payloads(const ChildPlan& child, bool request) {
  std::vector<PayloadSpec> payloads = request ? child.also_asked : child.also_answered;
  payloads.push_back(
      {registry::payload::sa,
       sa_with_spi(child.protocol, big_endian(request ? child.spi_i : child.spi_r, 4),
                   child.transforms)});
  const Octets& nonce = request ? child.ni : child.nr;
  if (!nonce.empty()) payloads.push_back({registry::payload::nonce, nonce});
  if (child.key_exchange) payloads.push_back({registry::payload::ke, ke_payload(31)});
  payloads.push_back({registry::payload::tsi, ts_payload(1)});
  payloads.push_back({registry::payload::tsr, ts_payload(2)});
  return payloads;
}

crypto::ChildKeyMaterial PlayedIke::keymat(const ChildPlan& child, const crypto::Secret& shared,
                                           const std::vector<crypto::Secret>& additional) const {
  return *crypto::child_key_material(prf_, gcm256, sa.keys.d, shared,
                                     child.ni.empty() ? sa.ni : child.ni,
                                     child.nr.empty() ? sa.nr : child.nr, additional);
}

keys::IkeKeys PlayedIke::row() const {
  keys::IkeKeys row;
  row.spi_i = sa.spi_i;
  row.spi_r = sa.spi_r;
  row.d = sa.keys.d;
  row.ei = sa.keys.ei;
  row.er = sa.keys.er;
  row.pi = sa.keys.pi;
  row.pr = sa.keys.pr;
  return row;
}

std::vector<PayloadSpec> PlayedIke::joined(std::vector<PayloadSpec> first,
                                           const std::vector<PayloadSpec>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

void PlayedIke::take(const crypto::Secret& skeyseed) {
  sa.keys = *crypto::ike_key_material(prf_, gcm256, skeyseed, sa.ni, sa.nr, sa.spi_i, sa.spi_r);
}

keys::IkeSecret ike_secret(std::uint32_t index, const crypto::Secret& shared, std::uint64_t spi_i,
                           std::uint64_t spi_r) {
  return {spi_i, spi_r, index, std::nullopt, shared, {}};
}

keys::ChildSecret child_secret(std::uint32_t spi, std::uint32_t index,
                               const crypto::Secret& shared) {
  return {spi, {}, index, std::nullopt, shared, {}};
}

bool operator==(const crypto::ChildKeyMaterial& a, const crypto::ChildKeyMaterial& b) {
  return a.encr_i == b.encr_i && a.integ_i == b.integ_i && a.encr_r == b.encr_r &&
         a.integ_r == b.integ_r;
}

bool has(const AuditBench& bench, std::uint32_t child, const crypto::ChildKeyMaterial& keys) {
  for (const auto& known : bench.sessions().peers().children().keys().of(child))
    if (known == keys) return true;
  return false;
}

}  // namespace espect::test
