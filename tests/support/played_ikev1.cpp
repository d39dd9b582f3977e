// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/played_ikev1.h"

#include <algorithm>

namespace espect::test {
namespace {

namespace payload = registry::ikev1_payload;
namespace types = registry::ikev1_exchange;
constexpr std::size_t block = 16;

void append(Octets& to, const Octets& more) {
  to.insert(to.end(), more.begin(), more.end());
}

Octets attribute_octets(const Ikev1Attribute& attribute) {
  Octets out = big_endian(attribute.value <= 0xffff ? 0x8000U | attribute.type : attribute.type, 2);
  if (attribute.value <= 0xffff) {
    append(out, big_endian(attribute.value, 2));
  } else {
    append(out, big_endian(4, 2));
    append(out, big_endian(attribute.value, 4));
  }
  return out;
}

Octets octets_of(const crypto::Secret& secret) {
  return {secret.begin(), secret.end()};
}

}  // namespace

Ikev1TransformSpec phase1_transform(std::uint16_t authentication, std::uint32_t seconds) {
  return {1, {{1, 7}, {14, 256}, {2, 4}, {3, authentication}, {4, 14}, {11, 1}, {12, seconds}}};
}

Ikev1TransformSpec esp_transform(std::uint16_t group, std::uint32_t seconds) {
  Ikev1TransformSpec spec{12, {{1, 1}, {2, seconds}, {4, 1}, {5, 5}, {6, 256}}};
  if (group != 0) spec.attributes.push_back({3, group});
  return spec;
}

Octets ikev1_sa(std::uint8_t protocol, const Octets& spi,
                const std::vector<Ikev1TransformSpec>& transforms) {
  Octets list;
  for (std::size_t i = 0; i < transforms.size(); ++i) {
    Octets attributes;
    for (const auto& attribute : transforms[i].attributes)
      append(attributes, attribute_octets(attribute));
    const bool last = i + 1 == transforms.size();
    append(list, {std::uint8_t(last ? 0 : 3), 0});
    append(list, big_endian(8 + attributes.size(), 2));
    append(list, {std::uint8_t(i + 1), transforms[i].id, 0, 0});
    append(list, attributes);
  }
  Octets body{0, 0, 0, 1, 0, 0, 0, 1, 0, 0};
  append(body, big_endian(8 + spi.size() + list.size(), 2));
  append(body, {1, protocol, std::uint8_t(spi.size()), std::uint8_t(transforms.size())});
  append(body, spi);
  append(body, list);
  return body;
}

Octets ikev1_id(std::uint8_t type, const Octets& data) {
  Octets body{type, 0, 0, 0};
  append(body, data);
  return body;
}

Octets ikev1_subnet(std::uint8_t network) {
  return ikev1_id(4, {10, network, 0, 0, 255, 255, 0, 0});
}

Octets ikev1_notify(std::uint16_t type, const Octets& data, std::uint8_t protocol,
                    const Octets& spi) {
  Octets body{0, 0, 0, 1, protocol, std::uint8_t(spi.size())};
  append(body, big_endian(type, 2));
  append(body, spi);
  append(body, data);
  return body;
}

Octets ikev1_delete(std::uint8_t protocol, const std::vector<Octets>& spis) {
  Octets body{0, 0, 0, 1, protocol, std::uint8_t(spis.front().size())};
  append(body, big_endian(spis.size(), 2));
  for (const auto& spi : spis) append(body, spi);
  return body;
}

Octets ikev1_message(const Ikev1MessageSpec& spec) {
  const auto inside = payload_chain(spec.payloads);
  Octets out = big_endian(spec.spi_i, 8);
  append(out, big_endian(spec.spi_r, 8));
  append(out, {first_type(spec.payloads), 0x10, spec.exchange, spec.flags});
  append(out, big_endian(spec.message_id, 4));
  append(out, big_endian(28 + inside.size(), 4));
  append(out, inside);
  return out;
}

PlayedIkev1::PlayedIkev1(AuditBench& bench, std::uint16_t method)
    : authentication(method),
      offer{phase1_transform(method)},
      bench_(bench),
      prf_(*crypto::Prf::of(registry::pseudorandom_function::prf_hmac_sha2_256)) {
  ids_[0] = ikev1_id(2, test::octets_of("alice.example"));
  ids_[1] = ikev1_id(2, test::octets_of("bob.example"));
  derive();
}

PlayedIkev1& PlayedIkev1::say(bool from_alice, const Octets& message) {
  bench_.ike(from_alice, message);
  return *this;
}

void PlayedIkev1::derive() {
  skeyid = authentication == 3 ? crypto::skeyid_of_signatures(prf_, nonces_[0], nonces_[1], shared)
                               : crypto::skeyid_of_preshared_key(prf_, psk, nonces_[0], nonces_[1]);
  keys = crypto::skeyids(prf_, skeyid, shared, spi_i, spi_r);
  auto cipher = crypto::Ikev1Cipher::of(registry::encryption_algorithm::encr_aes_cbc,
                                        crypto::ikev1_cipher_key(prf_, keys.e, 32));
  cipher_.emplace(std::move(*cipher));
  phase1_block_ = crypto::ikev1_first_iv(prf_, publics_[0], publics_[1], block);
}

PlayedIkev1& PlayedIkev1::main_mode(int messages) {
  const std::vector<PayloadSpec> asked{{payload::sa, ikev1_sa(1, {}, offer)}};
  const std::vector<PayloadSpec> answered{
      {payload::sa, ikev1_sa(1, {}, {answer.value_or(offer.front())})}};
  const auto joined = [](std::vector<PayloadSpec> first, const std::vector<PayloadSpec>& more) {
    first.insert(first.end(), more.begin(), more.end());
    return first;
  };
  if (messages > 0) say(true, ikev1_message({.payloads = joined(asked, more_asked)}));
  if (messages > 1)
    say(false, ikev1_message({.spi_r = spi_r, .payloads = joined(answered, more_answered)}));
  for (const bool from_alice : {true, false}) {
    if (messages <= (from_alice ? 2 : 3)) break;
    const auto side = from_alice ? 0 : 1;
    say(from_alice, ikev1_message({.spi_r = spi_r,
                                   .payloads = {{payload::ke, publics_[side]},
                                                {payload::nonce, nonces_[side]}}}));
  }
  return *this;
}

crypto::Secret PlayedIkev1::proof(bool initiator) const {
  const auto sa = ikev1_sa(1, {}, offer);
  const auto side = initiator ? 0 : 1;
  return crypto::phase1_hash(prf_, skeyid,
                             {publics_[side], publics_[1 - side], initiator ? spi_i : spi_r,
                              initiator ? spi_r : spi_i, sa, ids_[side]});
}

PlayedIkev1& PlayedIkev1::proofs() {
  for (const bool from_alice : {true, false}) {
    const std::vector<PayloadSpec> inside{{payload::id, ids_[from_alice ? 0 : 1]},
                                          {payload::hash, octets_of(proof(from_alice))}};
    say(from_alice, closed(types::identity_protection, 0, payload::id, payload_chain(inside)));
  }
  return *this;
}

PlayedIkev1& PlayedIkev1::aggressive_mode() {
  const auto message = [&](bool from_alice, std::vector<PayloadSpec> payloads) {
    say(from_alice,
        ikev1_message({.spi_r = from_alice && payloads.front().type == payload::sa ? 0 : spi_r,
                       .exchange = types::aggressive,
                       .payloads = std::move(payloads)}));
  };
  message(true, {{payload::sa, ikev1_sa(1, {}, offer)},
                 {payload::ke, publics_[0]},
                 {payload::nonce, nonces_[0]},
                 {payload::id, ids_[0]}});
  message(false, {{payload::sa, ikev1_sa(1, {}, {answer.value_or(offer.front())})},
                  {payload::ke, publics_[1]},
                  {payload::nonce, nonces_[1]},
                  {payload::id, ids_[1]},
                  {payload::hash, octets_of(proof(false))}});
  say(true, closed(types::aggressive, 0, payload::hash,
                   payload_chain({{payload::hash, octets_of(proof(true))}})));
  return *this;
}

Octets PlayedIkev1::closed(std::uint8_t exchange, std::uint32_t message_id, std::uint8_t first,
                           Octets plaintext) {
  plaintext.resize((plaintext.size() + block - 1) / block * block, 0);
  const auto chain =
      std::ranges::find(chains_, message_id, &std::pair<std::uint32_t, Octets>::first);
  const Octets iv = message_id == 0 ? phase1_block_
                    : chain != chains_.end()
                        ? chain->second
                        : crypto::ikev1_phase2_iv(prf_, phase1_block_, message_id, block);
  const auto ciphertext = cipher_->seal(iv, plaintext);
  const Octets last(ciphertext.end() - block, ciphertext.end());
  if (message_id == 0)
    phase1_block_ = last;
  else if (chain != chains_.end())
    chain->second = last;
  else
    chains_.emplace_back(message_id, last);
  Octets out = big_endian(spi_i, 8);
  append(out, big_endian(spi_r, 8));
  append(out, {first, 0x10, exchange, 1});
  append(out, big_endian(message_id, 4));
  append(out, big_endian(28 + ciphertext.size(), 4));
  append(out, ciphertext);
  return out;
}

Octets PlayedIkev1::sealed(std::uint8_t exchange, std::uint32_t message_id,
                           std::vector<PayloadSpec> payloads, int hash_kind, bool with_hash) {
  const auto rest = payload_chain(payloads);
  const auto hash =
      hash_kind == 3
          ? crypto::quick_mode_hash_3(prf_, keys.a, message_id, quick_nonces_[0], quick_nonces_[1])
      : hash_kind == 2 ? crypto::quick_mode_hash_2(prf_, keys.a, message_id, quick_nonces_[0], rest)
                       : crypto::phase2_hash(prf_, keys.a, message_id, rest);
  if (with_hash) payloads.insert(payloads.begin(), {payload::hash, octets_of(hash)});
  return closed(exchange, message_id, first_type(payloads), payload_chain(payloads));
}

PlayedIkev1& PlayedIkev1::quick_mode(std::uint32_t message_id, std::uint32_t child_i,
                                     std::uint32_t child_r, std::uint16_t group, int messages) {
  for (const bool from_alice : {true, false}) {
    if (messages < (from_alice ? 1 : 2)) return *this;
    const auto side = from_alice ? 0 : 1;
    const auto transform =
        from_alice ? esp_transform(group) : esp_answer.value_or(esp_transform(group));
    std::vector<PayloadSpec> payloads{
        {payload::sa, ikev1_sa(3, big_endian(from_alice ? child_i : child_r, 4), {transform})},
        {payload::nonce, quick_nonces_[side]}};
    if (group != 0) payloads.push_back({payload::ke, publics_[side]});
    payloads.push_back({payload::id, ikev1_subnet(1)});
    payloads.push_back({payload::id, ikev1_subnet(2)});
    say(from_alice, sealed(types::quick_mode, message_id, payloads, from_alice ? 1 : 2));
  }
  if (messages > 2) say(true, sealed(types::quick_mode, message_id, {}, 3));
  return *this;
}

PlayedIkev1& PlayedIkev1::informational(bool from_alice, std::uint32_t message_id,
                                        const std::vector<PayloadSpec>& payloads) {
  return say(from_alice, sealed(types::informational, message_id, payloads));
}

crypto::ChildKeyMaterial PlayedIkev1::keymat(std::uint32_t child_i, std::uint32_t child_r,
                                             Bytes pfs) const {
  return *crypto::quick_mode_key_material(
      prf_,
      {registry::encryption_algorithm::encr_aes_cbc, 32,
       registry::integrity_algorithm::auth_hmac_sha2_256_128},
      keys.d, pfs, {3, child_i, child_r, quick_nonces_[0], quick_nonces_[1]});
}

keys::Ikev1Keys PlayedIkev1::row() const {
  keys::Ikev1Keys row;
  row.spi_i = spi_i;
  row.spi_r = spi_r;
  row.skeyid = skeyid;
  row.skeyid_d = keys.d;
  row.skeyid_a = keys.a;
  row.skeyid_e = keys.e;
  return row;
}

}  // namespace espect::test
