// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/ikev1_session.h"

#include "ipsec/crypto/digest.h"
#include "ipsec/wire/encoder.h"
#include "samples/make/broken.h"

namespace espect::samples {
namespace {

namespace ikev1 = wire::ikev1;
namespace payload_types = registry::ikev1_payload;
namespace ikev1_exchanges = registry::ikev1_exchange;
namespace protocols = registry::ikev1_protocol;

constexpr std::size_t cookie_octets = 8, ikev1_nonce_octets = 32, group_octets = 256,
                      block_octets = 16;
constexpr std::uint16_t group = 14, aes_cbc = 7, ikev1_key_bits = 256, sha2_256 = 4, hour = 3600;

template <class Attribute>
Octets short_attribute(std::uint16_t type, std::uint16_t value) {
  Attribute attribute;
  attribute.format_and_type = 0x8000U | type;
  attribute.value = value;
  return wire::encode(attribute);
}

Octets sa_with(const ikev1::Proposal& proposal) {
  const auto octets = wire::encode(proposal);
  ikev1::SecurityAssociation sa{.doi = {registry::ikev1_doi::ipsec}};
  sa.situation.flags = ikev1::Situation::identity_only_flag;
  sa.proposals = {octets};
  return wire::encode(sa);
}

Payload phase1_proposal() {
  namespace attributes = registry::ikev1_phase1_attribute;
  using Attribute = ikev1::Phase1Attribute;
  const auto list =
      short_attribute<Attribute>(attributes::encryption_algorithm, aes_cbc) +
      short_attribute<Attribute>(attributes::key_length, ikev1_key_bits) +
      short_attribute<Attribute>(attributes::hash_algorithm, sha2_256) +
      short_attribute<Attribute>(attributes::group_description, group) +
      short_attribute<Attribute>(attributes::authentication_method,
                                 registry::ikev1_auth::pre_shared_key) +
      short_attribute<Attribute>(attributes::life_type, registry::ikev1_life_type::seconds) +
      short_attribute<Attribute>(attributes::life_duration, 8 * hour);
  ikev1::Phase1Transform transform{.number = 1, .id = {1}};
  transform.attributes = {list};
  const auto transforms = wire::encode(transform);
  ikev1::Proposal proposal{.number = 1, .protocol = {protocols::isakmp}, .transform_count = 1};
  proposal.phase1 = {transforms};
  return {payload_types::sa, sa_with(proposal)};
}

Payload esp_proposal(Bytes spi) {
  namespace attributes = registry::ikev1_phase2_attribute;
  using Attribute = ikev1::Phase2Attribute;
  constexpr std::uint16_t hmac_sha2_256 = 5;
  const auto list =
      short_attribute<Attribute>(attributes::key_length, 128) +
      short_attribute<Attribute>(attributes::authentication_algorithm, hmac_sha2_256) +
      short_attribute<Attribute>(attributes::encapsulation_mode,
                                 registry::ikev1_encapsulation::tunnel) +
      short_attribute<Attribute>(attributes::sa_life_type, registry::ikev1_life_type::seconds) +
      short_attribute<Attribute>(attributes::sa_life_duration, hour);
  ikev1::EspTransform transform{.number = 1, .id = {registry::ikev1_esp::esp_aes_cbc}};
  transform.attributes = {list};
  const auto transforms = wire::encode(transform);
  ikev1::Proposal proposal{
      .number = 1, .protocol = {protocols::esp}, .spi_size = 4, .transform_count = 1};
  proposal.spi = spi;
  proposal.esp = {transforms};
  return {payload_types::sa, sa_with(proposal)};
}

Payload network(std::uint8_t third_octet) {
  const Octets address{192, 168, third_octet, 0};
  const Octets mask{255, 255, 255, 0};
  ikev1::Identification id{.type = {registry::ikev1_id::id_ipv4_addr_subnet}};
  id.first = address;
  id.second = mask;
  return {payload_types::id, wire::encode(id)};
}

Payload opaque(std::uint8_t type, Bytes octets) {
  return {type, Octets{} + octets};
}

}  // namespace

Ikev1Session::Ikev1Session(Wire& wire, Random& random, SampleKeys& keys)
    : wire_(wire),
      random_(random),
      tell_(keys),
      prf_(*crypto::Prf::of(registry::pseudorandom_function::prf_hmac_sha2_256)) {
  for (auto& end : ends_) {
    end.spi = random_.next();
    end.nonce = random_.octets(ikev1_nonce_octets);
    end.public_value = random_.octets(group_octets);
  }
}

void Ikev1Session::main_mode() {
  constexpr std::uint8_t rfc_3947[] = {0x4a, 0x13, 0x1c, 0x81, 0x07, 0x03, 0x58, 0x45,
                                       0x5c, 0x57, 0x28, 0xf2, 0x0e, 0x95, 0x45, 0x2f};
  constexpr std::uint8_t dpd[] = {0xaf, 0xca, 0xd7, 0x13, 0x68, 0xa1, 0xf1, 0xc9,
                                  0x6b, 0x86, 0x96, 0xfc, 0x77, 0x57, 0x01, 0x00};
  const Payloads vendors{opaque(payload_types::vid, rfc_3947), opaque(payload_types::vid, dpd)};
  const auto sa = phase1_proposal();
  sa_i_ = sa.body;
  const auto responder_spi = std::exchange(end(responder).spi, 0);
  clear(initiator, Payloads{sa} + vendors);
  end(responder).spi = responder_spi;
  wire_.answer_time();
  clear(responder, Payloads{sa} + vendors);
  for (const auto from : {initiator, responder}) {
    wire_.answer_time();
    clear(from, {exchange_of_keys(from), opaque(payload_types::nonce, end(from).nonce),
                 nat_discovery(other(from)), nat_discovery(from)});
  }
  derive();
  for (const auto from : {initiator, responder}) {
    wire_.answer_time();
    const auto name = octets_of(wire_.station(from).name);
    ikev1::Identification identity{.type = {registry::ikev1_id::id_fqdn}};
    identity.data = name;
    const Payload id{payload_types::id, wire::encode(identity)};
    closed(from, {id, proof(from, id)});
  }
}

void Ikev1Session::refused_quick_mode(std::uint16_t esp_notify) {
  const auto spi = numbers(random_.spi());
  hashed(initiator, ikev1_exchanges::quick_mode, static_cast<std::uint32_t>(random_.next()),
         {esp_proposal(spi), opaque(payload_types::nonce, random_.octets(ikev1_nonce_octets)),
          network(1), network(2)});
  wire_.answer_time();
  ikev1::Notify notify{.doi = {registry::ikev1_doi::ipsec},
                       .protocol = {protocols::esp},
                       .spi_size = 4,
                       .type = {esp_notify}};
  notify.spi = spi;
  hashed(responder, ikev1_exchanges::informational, static_cast<std::uint32_t>(random_.next()),
         {{payload_types::n, wire::encode(notify)}});
}

void Ikev1Session::close() {
  const auto cookies = numbers(end(initiator).spi, end(responder).spi);
  ikev1::Delete deletion{.doi = {registry::ikev1_doi::ipsec},
                         .protocol = {protocols::isakmp},
                         .spi_size = 2 * cookie_octets,
                         .count = 1};
  deletion.cookies = {cookies};
  hashed(initiator, ikev1_exchanges::informational, static_cast<std::uint32_t>(random_.next()),
         {{payload_types::d, wire::encode(deletion)}});
}

void Ikev1Session::derive() {
  const auto& i = end(initiator);
  const auto& r = end(responder);
  const auto shared = crypto::secret_of(random_.octets(group_octets));
  skeyid_ = crypto::skeyid_of_preshared_key(prf_, tell_.psk, i.nonce, r.nonce);
  keys_ = crypto::skeyids(prf_, skeyid_, shared, i.spi, r.spi);
  const auto key = crypto::ikev1_cipher_key(prf_, keys_.e, ikev1_key_bits / 8);
  cipher_ = *crypto::Ikev1Cipher::of(registry::encryption_algorithm::encr_aes_cbc, key);
  iv_ = crypto::ikev1_first_iv(prf_, i.public_value, r.public_value, block_octets);

  tell_.full.add(keys::Ikev1Keys{.spi_i = i.spi,
                                 .spi_r = r.spi,
                                 .encr_key = key,
                                 .skeyid = skeyid_,
                                 .skeyid_d = keys_.d,
                                 .skeyid_a = keys_.a,
                                 .skeyid_e = keys_.e});
  tell_.secrets.add(keys::IkeSecret{
      .spi_i = i.spi, .spi_r = r.spi, .index = 0, .method = group, .secret = shared});
  tell_.secrets.add(keys::Psk{.psk = tell_.psk});
}

Payload Ikev1Session::exchange_of_keys(Side from) {
  return opaque(payload_types::ke, end(from).public_value);
}

// RFC 3947 section 3.2. Nobody is behind a NAT here.
Payload Ikev1Session::nat_discovery(Side of) {
  constexpr std::uint16_t ike_port = 500;
  const auto& address = wire_.station(of).address;
  const auto octets = Bytes(address.octets).first(address.v6 ? 16 : 4);
  return opaque(payload_types::nat_d,
                crypto::hash_of(prf_.id(), {numbers(end(initiator).spi, end(responder).spi), octets,
                                            numbers(ike_port)}));
}

Payload Ikev1Session::proof(Side from, const Payload& id) {
  const auto& own = end(from);
  const auto& others = end(other(from));
  const crypto::Phase1Proof proof{
      .own_public = own.public_value,
      .others_public = others.public_value,
      .own_spi = own.spi,
      .others_spi = others.spi,
      .sa_i = sa_i_,
      .id = id.body,
  };
  return opaque(payload_types::hash, crypto::phase1_hash(prf_, skeyid_, proof));
}

void Ikev1Session::clear(Side from, const Payloads& payloads) {
  const auto body = broken_chain(payload_chain(payloads));
  ikev1::Header header{.spi_i = end(initiator).spi,
                       .spi_r = end(responder).spi,
                       .next_payload = {first_type(payloads)},
                       .exchange = {ikev1_exchanges::identity_protection}};
  header.length = static_cast<std::uint32_t>(ikev1::Header::octets + body.size());
  wire_.ike(from, wire::encode(header) + body);
}

void Ikev1Session::closed(Side from, const Payloads& payloads) {
  const auto message = sealed(ikev1_exchanges::identity_protection, 0, first_type(payloads), iv_,
                              broken_chain(payload_chain(payloads)));
  iv_.assign(message.end() - block_octets, message.end());
  wire_.ike(from, message);
}

void Ikev1Session::hashed(Side from, std::uint8_t exchange, std::uint32_t message_id,
                          const Payloads& payloads) {
  const auto hash = crypto::phase2_hash(prf_, keys_.a, message_id, payload_chain(payloads));
  const auto iv = crypto::ikev1_phase2_iv(prf_, iv_, message_id, block_octets);
  const auto whole = Payloads{opaque(payload_types::hash, hash)} + payloads;
  wire_.ike(from, sealed(exchange, message_id, payload_types::hash, iv,
                         broken_chain(payload_chain(whole))));
}

Octets Ikev1Session::sealed(std::uint8_t exchange, std::uint32_t message_id, std::uint8_t first,
                            Bytes iv, Octets plaintext) {
  plaintext.resize((plaintext.size() + block_octets - 1) / block_octets * block_octets);
  ikev1::Header header{.spi_i = end(initiator).spi,
                       .spi_r = end(responder).spi,
                       .next_payload = {first},
                       .exchange = {exchange},
                       .flags = ikev1::Header::encryption_flag,
                       .message_id = message_id};
  header.length = static_cast<std::uint32_t>(ikev1::Header::octets + plaintext.size());
  return wire::encode(header) + cipher_->seal(iv, plaintext);
}

}  // namespace espect::samples
