// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

namespace encr = registry::encryption_algorithm;
namespace integ = registry::integrity_algorithm;

constexpr std::uint16_t no_key_length = 0;  // SM4 has one size

IkeSuite ike_suite(std::uint16_t cipher, std::uint16_t integrity) {
  return {cipher, no_key_length, registry::pseudorandom_function::prf_hmac_sm3, integrity,
          registry::key_exchange_method::curvesm2};
}

ChildPlan esp_with(std::uint16_t cipher, std::uint16_t integrity,
                   std::uint16_t key_bits = no_key_length) {
  return between_the_sites({registry::protocol::esp, cipher, key_bits, integrity, 0});
}

Payload knows_sm3() {
  return notify(registry::notify::signature_hash_algorithms,
                numbers(registry::hash_algorithm::sm3));
}

}  // namespace

void shangmi(Sample& sample) {
  {
    Session session(sample.wire, sample.random, sample.keys,
                    ike_suite(encr::encr_sm4_gcm_16, integ::none));
    session.init({knows_sm3()}, {knows_sm3()});
    auto gcm = session.auth(esp_with(encr::encr_sm4_gcm_16, integ::none));
    gcm.ping(initiator, left_host, right_host, 4);
    auto cbc =
        session.create_child(initiator, esp_with(encr::encr_sm4_cbc, integ::auth_hmac_sm3_128));
    cbc.ping(initiator, left_host, right_host, 4);
    auto from_the_right = esp_with(encr::encr_sm4_ccm_16, integ::none);
    std::swap(from_the_right.ts_i, from_the_right.ts_r);
    auto ccm = session.create_child(responder, from_the_right);
    ccm.ping(initiator, left_host, right_host, 4);
    session.remove(initiator, cbc);
    session.remove(responder, ccm);
    session.close(initiator);
  }
  sample.wire.wait(2000);
  Session session(sample.wire, sample.random, sample.keys,
                  ike_suite(encr::encr_sm4_cbc, integ::auth_hmac_sm3_128));
  session.init({knows_sm3()}, {knows_sm3()});
  auto child = session.auth(esp_with(encr::encr_sm4_cbc, integ::auth_hmac_sm3_256));
  child.ping(initiator, left_host, right_host, 4);
  ChildSuite ah;
  ah.protocol = registry::protocol::ah;
  ah.integ = integ::auth_hmac_sm3_128;
  auto authenticated = session.create_child(initiator, between_the_sites(ah));
  authenticated.ping(initiator, left_host, right_host, 2);
  session.close(initiator);
}

void shangmi_defect(Sample& sample) {
  auto suite = ike_suite(encr::encr_sm4_gcm_16, integ::none);
  constexpr std::size_t too_short = 60;  // x and y have 64
  Session(sample.wire, sample.random, sample.keys, suite)
      .refused_init(sample.random.octets(too_short), notify(registry::notify::invalid_syntax));

  suite.key_bits = 256;  // a length that SM4 does not have; 16 octets are taken all the same
  Session session(sample.wire, sample.random, sample.keys, suite);
  session.init({knows_sm3()}, {knows_sm3()});
  auto child = session.auth(esp_with(encr::encr_sm4_gcm_16, integ::none, 192));
  child.ping(initiator, left_host, right_host, 3);
  auto bare = session.create_child(initiator, esp_with(encr::encr_sm4_cbc, integ::none));
  bare.ping(initiator, left_host, right_host, 3);
  session.remove(initiator, bare);
  session.close(initiator);
}

}  // namespace espect::samples
