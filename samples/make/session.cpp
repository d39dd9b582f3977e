// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/session.h"

#include "ipsec/crypto/digest.h"
#include "ipsec/crypto/key_exchange.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ike/encrypted.h"

namespace espect::samples {
namespace {

namespace types = registry::payload;
namespace transforms = registry::transform_type;
namespace exchanges = registry::exchange;
using wire::ike::Header;

constexpr std::size_t nonce_octets = 32, private_key_octets = 32;

// SM4 has one size; for AES the attribute says it.
std::uint16_t key_octets(std::uint16_t encr, std::uint16_t key_bits) {
  const auto* parameters = registry::encryption_parameters(encr);
  if (parameters == nullptr || parameters->key_octets.empty()) return 0;
  return parameters->variable_key() ? static_cast<std::uint16_t>(key_bits / 8)
                                    : parameters->key_octets[0].first;
}

std::vector<TransformChoice> transforms_of(const IkeSuite& suite) {
  std::vector<TransformChoice> made{{transforms::encr, suite.encr, suite.key_bits}};
  if (suite.integ != 0) made.push_back({transforms::integ, suite.integ});
  made.push_back({transforms::prf, suite.prf});
  made.push_back({transforms::ke, suite.ke});
  if (suite.additional_ke != 0) made.push_back({transforms::addke1, suite.additional_ke});
  return made;
}

std::vector<TransformChoice> transforms_of(const ChildSuite& suite) {
  std::vector<TransformChoice> made;
  if (suite.protocol != registry::protocol::ah)
    made.push_back({transforms::encr, suite.encr, suite.key_bits});
  if (suite.integ != 0) made.push_back({transforms::integ, suite.integ});
  if (suite.sskdf != 0) made.push_back({transforms::sskdf, suite.sskdf});
  made.push_back({transforms::sn, suite.sn});
  return made;
}

}  // namespace

Session::Session(Wire& wire, Random& random, SampleKeys& keys, const IkeSuite& suite)
    : wire_(wire), random_(random), tell_(keys), suite_(suite), prf_(*crypto::Prf::of(suite.prf)) {
  for (auto& end : ends_) {
    end.spi = random_.next();
    end.nonce = random_.octets(nonce_octets);
    end.private_key = random_.octets(private_key_octets);
    end.iv_counter = random_.next();
  }
}

// RFC 7296 section 2.23: SHA-1 over SPIs, address and port; behind NAT over the address in front.
Payloads Session::nat_detection(Side from, bool behind_nat) {
  constexpr std::uint16_t port = 500;
  const auto hash = [&](const Address& address) {
    const auto spi_r = from == initiator ? std::uint64_t{0} : end(responder).spi;
    const auto octets = Bytes(address.octets).first(address.v6 ? 16 : 4);
    return crypto::sha1({numbers(end(initiator).spi, spi_r), octets, numbers(port)});
  };
  const auto inside = *address_from("192.168.178.20");
  const auto& source = wire_.station(from).address;
  return {notify(registry::notify::nat_detection_source_ip,
                 hash(behind_nat && from == initiator ? inside : source)),
          notify(registry::notify::nat_detection_destination_ip,
                 hash(wire_.station(other(from)).address))};
}

Payloads Session::init_payloads(Side side, Bytes key_exchange_data) {
  return {security_association({{registry::protocol::ike, {}, transforms_of(suite_)}}),
          key_exchange(suite_.ke, key_exchange_data), nonce(end(side).nonce)};
}

void Session::init(const Payloads& asked, const Payloads& answered, bool behind_nat) {
  for (const Side side : {initiator, responder}) {
    const auto payloads =
        init_payloads(side, crypto::public_value(suite_.ke, end(side).private_key)) +
        nat_detection(side, behind_nat) +
        Payloads{notify(registry::notify::ikev2_fragmentation_supported)} +
        (side == initiator ? asked : answered);
    end(side).init_message = message(side, side == responder, exchanges::ike_sa_init, 0, payloads);
    wire_.ike(side, end(side).init_message);
    wire_.answer_time();
  }
  agree(behind_nat);
}

void Session::changed_init(const Payloads& asked, const Payloads& arrived,
                           const Payloads& answered) {
  for (const Side side : {initiator, responder}) {
    const auto payloads =
        init_payloads(side, crypto::public_value(suite_.ke, end(side).private_key)) +
        nat_detection(side, false);
    const auto made = [&](const Payloads& more) {
      return message(side, side == responder, exchanges::ike_sa_init, 0, payloads + more);
    };
    end(side).init_message = made(side == initiator ? asked : answered);
    wire_.ike(side, side == initiator ? made(arrived) : end(side).init_message);
    wire_.answer_time();
  }
  agree(false);
}

void Session::agree(bool behind_nat) {
  end(initiator).next_id = 1;
  const auto& i = end(initiator);
  const auto& r = end(responder);
  const auto shared = crypto::shared_secret(suite_.ke, i.private_key,
                                            crypto::public_value(suite_.ke, r.private_key));
  tell_secret(0, suite_.ke, shared);
  derive(crypto::skeyseed(prf_, i.nonce, r.nonce, shared), 0);
  const keys::Psk psk{tell_.psk, wire_.station(initiator).name, wire_.station(responder).name, {}};
  tell_.full.add(psk);
  tell_.secrets.add(psk);
  if (behind_nat) wire_.encapsulate(true);
}

void Session::refused_init(Bytes key_exchange_data, const Payload& answer) {
  wire_.ike(initiator, message(initiator, false, exchanges::ike_sa_init, 0,
                               init_payloads(initiator, key_exchange_data)));
  wire_.answer_time();
  // RFC 7296 section 2.21.1: the answer commits to nothing, so it has no responder SPI.
  const auto spi_r = std::exchange(end(responder).spi, 0);
  wire_.ike(responder, message(responder, true, exchanges::ike_sa_init, 0, {answer}));
  end(responder).spi = spi_r;
  wire_.wait(200);
}

void Session::tell_secret(std::uint32_t index, std::uint16_t method, const crypto::Secret& shared) {
  tell_.secrets.add(
      keys::IkeSecret{end(initiator).spi, end(responder).spi, index, method, shared, {}});
}

void Session::derive(Bytes skeyseed, std::uint32_t generation) {
  const auto& i = end(initiator);
  const auto& r = end(responder);
  const crypto::SaAlgorithms algorithms{suite_.encr, key_octets(suite_.encr, suite_.key_bits),
                                        suite_.integ};
  keys_ = *crypto::ike_key_material(prf_, algorithms, skeyseed, i.nonce, r.nonce, i.spi, r.spi);
  end(initiator).cipher.emplace(
      std::move(*crypto::PacketCipher::of(suite_.encr, keys_.ei, suite_.integ, keys_.ai)));
  end(responder).cipher.emplace(
      std::move(*crypto::PacketCipher::of(suite_.encr, keys_.er, suite_.integ, keys_.ar)));
  keys::IkeKeys row;
  row.spi_i = i.spi;
  row.spi_r = r.spi;
  row.generation = generation;
  row.encr = suite_.encr;
  row.integ = suite_.integ;
  row.prf = suite_.prf;
  row.d = keys_.d;
  row.ai = keys_.ai;
  row.ar = keys_.ar;
  row.ei = keys_.ei;
  row.er = keys_.er;
  row.pi = keys_.pi;
  row.pr = keys_.pr;
  tell_.full.add(std::move(row));
}

void Session::intermediate(Bytes data_i, Bytes data_r,
                           const std::optional<crypto::Secret>& shared) {
  constexpr auto type = exchanges::ike_intermediate;
  const auto id = end(initiator).next_id;
  const Payloads asked{key_exchange(suite_.additional_ke, data_i)};
  const Payloads answered{key_exchange(suite_.additional_ke, data_r)};
  exchange(initiator, type, asked, answered);
  if (!shared) return;
  // RFC 9242 section 3.3.2: what SK held, as if it stood there in the clear.
  for (const Side side : {initiator, responder}) {
    const auto& payloads = side == initiator ? asked : answered;
    auto octets =
        message(side, side == responder, type, id, {{types::sk, payload_chain(payloads)}});
    octets[Header::octets] = first_type(payloads);
    end(side).int_auth =
        prf_(side == initiator ? keys_.pi : keys_.pr, {end(side).int_auth, octets});
  }
  tell_secret(1, suite_.additional_ke, *shared);
  derive(crypto::skeyseed_intermediate(prf_, keys_.d, *shared, end(initiator).nonce,
                                       end(responder).nonce),
         1);
}

// RFC 7296 section 2.15.
Octets Session::auth_value(Side side, Bytes id) const {
  const std::size_t own = side == initiator ? 0 : 1;
  const auto key = prf_(tell_.psk, {octets_of("Key Pad for IKEv2")});
  // RFC 9242 section 3.3.2
  const auto after_intermediate =
      ends_[0].int_auth.empty()
          ? Octets{}
          : Octets{} + ends_[0].int_auth + ends_[1].int_auth + numbers(ends_[0].next_id);
  // draft-ietf-ipsecme-ikev2-downgrade-prevention: a zero in place of an SPI, then both messages.
  const auto other_message = ends_[own].full_transcript
                                 ? Octets(sizeof(std::uint64_t)) + ends_[1 - own].init_message
                                 : Octets{};
  const auto value = prf_(key, {other_message, ends_[own].init_message, ends_[1 - own].nonce,
                                prf_(own == 0 ? keys_.pi : keys_.pr, {id}), after_intermediate});
  return {value.begin(), value.end()};
}

Payload Session::auth_payload(Side side, Bytes id) const {
  namespace methods = registry::authentication_method;
  const auto& signature = ends_[side == initiator ? 0 : 1].signature;
  if (!signature.empty()) return authentication(methods::digital_signature, signature);
  return authentication(methods::shared_key_message_integrity_code, auth_value(side, id));
}

Payloads Session::child_payloads(const ChildPlan& plan, std::uint32_t spi, bool request,
                                 Bytes fresh) {
  const auto& ts_i = request || plan.answered_ts_i.empty() ? plan.ts_i : plan.answered_ts_i;
  const auto& ts_r = request || plan.answered_ts_r.empty() ? plan.ts_r : plan.answered_ts_r;
  Payloads made{
      security_association({{plan.suite.protocol, numbers(spi), transforms_of(plan.suite)}})};
  if (!fresh.empty()) made.push_back(nonce(fresh));
  made.push_back(traffic_selectors(types::tsi, ts_i));
  made.push_back(traffic_selectors(types::tsr, ts_r));
  return std::move(made) + (request ? plan.asked : plan.answered);
}

Child Session::child(const ChildPlan& plan, Side from, std::array<std::uint32_t, 2> spis, Bytes ni,
                     Bytes nr) {
  const bool encrypts = plan.suite.protocol != registry::protocol::ah;
  const crypto::SaAlgorithms algorithms{
      encrypts ? plan.suite.encr : std::uint16_t{0},
      encrypts ? key_octets(plan.suite.encr, plan.suite.key_bits) : std::uint16_t{0},
      plan.suite.integ, plan.suite.sskdf};
  Child made(wire_, random_, plan.suite, from, spis,
             *crypto::child_key_material(prf_, algorithms, keys_.d, {}, ni, nr, {}));
  made.tell(tell_.full, plan.mode, plan.windows);
  return made;
}

Child Session::auth(const ChildPlan& plan) {
  const std::array<std::uint32_t, 2> spis{random_.spi(), random_.spi()};
  const auto payloads = [&](Side side) {
    const bool request = side == initiator;
    const auto id = identification(request ? types::idi : types::idr, wire_.station(side).name);
    return Payloads{id, auth_payload(side, id.body)} +
           child_payloads(plan, spis[request ? 0 : 1], request, {});
  };
  exchange(initiator, exchanges::ike_auth, payloads(initiator), payloads(responder));
  return child(plan, initiator, spis, end(initiator).nonce, end(responder).nonce);
}

void Session::refused_auth(std::uint16_t error) {
  const auto id = identification(types::idi, wire_.station(initiator).name);
  exchange(
      initiator, exchanges::ike_auth,
      Payloads{id, auth_payload(initiator, id.body)} + child_payloads({}, random_.spi(), true, {}),
      {notify(error)});
}

void Session::auth_in_fragment(const Payloads& before) {
  const auto id = identification(types::idi, wire_.station(initiator).name);
  wire::ike::EncryptedFragment only;
  only.number = only.total = 1;
  wire_.ike(initiator, sealed_behind(initiator, before, wire::encode(only), false,
                                     exchanges::ike_auth, end(initiator).next_id,
                                     Payloads{id, auth_payload(initiator, id.body)} +
                                         child_payloads({}, random_.spi(), true, {})));
  wire_.wait(200);
}

Child Session::create_child(Side from, const ChildPlan& plan) {
  const std::array<std::uint32_t, 2> spis{random_.spi(), random_.spi()};
  const auto ni = random_.octets(nonce_octets);
  const auto nr = random_.octets(nonce_octets);
  const auto spi_of = [&](Side side) { return spis[side == initiator ? 0 : 1]; };
  exchange(from, exchanges::create_child_sa, child_payloads(plan, spi_of(from), true, ni),
           child_payloads(plan, spi_of(other(from)), false, nr));
  return child(plan, from, spis, ni, nr);
}

void Session::informational(Side from, const Payloads& asked, const Payloads& answered) {
  exchange(from, exchanges::informational, asked, answered);
}

void Session::remove(Side from, const Child& child) {
  informational(from, {delete_sa(child.protocol(), child.spi(from))},
                {delete_sa(child.protocol(), child.spi(other(from)))});
}

void Session::close(Side from) {
  informational(from, {delete_ike_sa()});
}

}  // namespace espect::samples
