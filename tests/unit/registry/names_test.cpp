// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>
#include <type_traits>

#include "ipsec/registry/lookup.h"
#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"

namespace espect::registry {

static_assert(std::is_trivially_copyable_v<NotifyType>);
static_assert(sizeof(NotifyType::value_type) == 2 && sizeof(PayloadType::value_type) == 1);
static_assert(notify::no_proposal_chosen == 14);
static_assert(notify::invalid_ke_payload == 17);
static_assert(notify::vpn_id_mode == 61440);
static_assert(exchange::ike_intermediate == 43);
static_assert(payload::sa == 33 && payload::ke == 34 && payload::idi == 35 && payload::idr == 36);
static_assert(payload::cert == 37 && payload::certreq == 38 && payload::auth == 39);
static_assert(payload::nonce == 40 && payload::n == 41 && payload::d == 42 && payload::v == 43);
static_assert(payload::tsi == 44 && payload::tsr == 45 && payload::sk == 46 && payload::cp == 47);
static_assert(payload::eap == 48 && payload::gspm == 49 && payload::idg == 50);
static_assert(payload::gsa == 51 && payload::kd == 52 && payload::skf == 53 && payload::ps == 54);
static_assert(transform_type::encr == 1 && transform_type::sn == 5 && transform_type::addke7 == 12);
static_assert(protocol::ike == 1 && protocol::ah == 2 && protocol::esp == 3);
static_assert(key_exchange_method::ml_kem_768 == 36 && key_exchange_method::modp_2048 == 14);
static_assert(traffic_selector_type::ts_vpn_id == 241);
static_assert(attribute_type::key_length == 14);

TEST_CASE("a code point has the name of its registry") {
  CHECK(ExchangeType{43}.name() == "IKE_INTERMEDIATE");
  CHECK(PayloadType{33}.name() == "SA");
  CHECK(std::string(PayloadType{33}.find()->note) == "Security Association");
  CHECK(TransformType{1}.name() == "ENCR");
  CHECK(KeyExchangeMethod{36}.name() == "ML-KEM-768");
  CHECK(SequenceNumbers{0}.name() == "32-bit Sequential Numbers");
  CHECK(std::string(SequenceNumbers{1}.find()->note) ==
        "before RFC9827: Extended Sequence Numbers");
  CHECK(std::string(NotifyType{16444}.find()->reference) == "RFC9611");
  CHECK(IdType{9}.name() == "ID_DER_ASN1_DN");
  CHECK(EapCode{3}.name() == "Success");
  CHECK(ConfigurationType{1}.name() == "CFG_REQUEST");
}

TEST_CASE("unknown numbers survive and equal only themselves") {
  const ExchangeType unknown{251};
  CHECK(unknown.value == 251);
  CHECK(unknown.name() == "Private Use");
  CHECK(unknown == ExchangeType{251});
  CHECK_FALSE(unknown == ExchangeType{250});
  CHECK(AggfragSubtype{77}.find() == nullptr);
  CHECK(AggfragSubtype{77}.name() == "Unknown");
  CHECK(AggfragSubtype{77}.display_name() == "Unknown (77)");
}

TEST_CASE("display names say what kind of number it is") {
  const auto notify_name = [](std::uint16_t value) { return NotifyType{value}.display_name(); };
  CHECK(ExchangeType{43}.display_name() == "IKE_INTERMEDIATE");
  CHECK(notify_name(2) == "Reserved (2)");
  CHECK(notify_name(61440) == "VPN_ID_MODE (experimental)");
  CHECK(KeyExchangeMethod{50000}.display_name() == "Private Use (50000)");
  // Software that is known to use a private number is named; nobody else has to mean the same.
  CHECK(KeyExchangeMethod{1035}.display_name() ==
        "Private Use (1035; sntrup761x25519 in OpenBSD iked)");
  CHECK(KeyExchangeMethod{1086}.display_name() ==
        "Private Use (1086; FRODO_SHAKE_L1 in strongSwan branch frodokem)");
  CHECK(ExchangeType{49}.display_name() == "Unassigned (49)");
  CHECK(EncryptionAlgorithm{2}.display_name() == "ENCR_DES");
  CHECK(EncryptionAlgorithm{22}.display_name() == "Reserved for IEEE P1619 XTS-AES (22)");
}

TEST_CASE("ranges end where RFC 7296 section 3.10.1 ends them") {
  struct Boundary {
    std::uint16_t value;
    const char* name;
  };
  const Boundary boundary = GENERATE(values<Boundary>(
      {{49, "REGISTRATION_FAILED"},
       {50, "Unassigned (50)"},
       {8191, "Unassigned (8191)"},
       {8192,
        "Private Use (8192; ME_CONNECT_FAILED in strongSwan; PDN_CONNECTION_REJECTION in 3GPP TS 24.302 section 8.1.2)"},
       {16383, "Private Use (16383)"},
       {16384, "INITIAL_CONTACT"},
       {16447, "IKE_SA_INIT_FULL_TRANSCRIPT_AUTH"},
       {16448, "Unassigned (16448)"},
       {40959, "Unassigned (40959)"},
       {40960, "DELETE_REASON (experimental)"},
       {40962, "Private Use (40962; ME_MEDIATION in strongSwan)"},
       {65535, "Private Use (65535)"}}));
  CHECK(NotifyType{boundary.value}.display_name() == boundary.name);
}

TEST_CASE("shipped and draft numbers never name a number") {
  // zhangke5959/strongswan sends 32 as SM2, strongSwan sends 8192 as ME_CONNECT_FAILED.
  CHECK(KeyExchangeMethod{32}.name() == "Curve448");
  CHECK(KeyExchangeMethod{1083}.name() == "Private Use");
  CHECK(EncryptionAlgorithm{127}.name() == "Unassigned");
  CHECK(NotifyType{40961}.name() == "Private Use");
  CHECK(AggfragSubtype{4}.find() == nullptr);
  CHECK(find(tables::notify_types, no_number) == nullptr);
  CHECK(find(tables::spi, no_number) == nullptr);
}

TEST_CASE("experimental numbers win over ranges and shipped numbers, not over assigned ones") {
  CHECK(AggfragSubtype{2}.display_name() == "ESP-ECHO-REQUEST (experimental)");
  CHECK(AggfragSubtype{3}.display_name() == "ESP-ECHO-REPLY (experimental)");
  CHECK(AggfragSubtype{1}.display_name() == "Congestion Control Format");
  CHECK(display_name(tables::spi, 7) == "ESP-ECHO-REQUEST (experimental)");
  CHECK(display_name(tables::spi, 9) == "Unassigned (9)");
  CHECK(display_name(tables::spi, 0) == "Reserved (0)");
  CHECK(find(tables::spi, 256) == nullptr);

  const Experiment* vpn = find_experiment(tables::ts_types, 241);
  REQUIRE(vpn != nullptr);
  CHECK(std::string(vpn->preference) == "xp.ts_vpn_id");
  CHECK(std::string(vpn->replaces) == "draft-he-ipsecme-vpn-shared-ipsecsa");
  CHECK(std::string(vpn->section) == "2.1");
  CHECK(find_experiment(tables::ts_types, 7) == nullptr);
  CHECK(find_experiment(tables::notify_types, 241) == nullptr);
}

TEST_CASE("every table is sorted, complete in its texts and within its bits") {
  for (const Registry* registry : all_registries()) {
    INFO(registry->id);
    CHECK_FALSE(registry->rows.empty());
    const Row* before = nullptr;
    for (const Row& row : registry->rows) {
      INFO(row.name);
      CHECK_FALSE(std::string(row.name).empty());
      CHECK_FALSE(std::string(row.reference).empty());
      CHECK(row.first <= row.last);
      if (before != nullptr) CHECK(before->first <= row.first);
      if (row.has_number() && registry->bits < 32) CHECK(row.last >> registry->bits == 0);
      before = &row;
    }
  }
}

TEST_CASE("registries without holes name every number") {
  for (unsigned value = 0; value < 0x10000; ++value) {
    REQUIRE(find(tables::notify_types, value) != nullptr);
    REQUIRE(find(tables::encr, value) != nullptr);
    REQUIRE(find(tables::ke, value) != nullptr);
    if (value < 0x8000) REQUIRE(find(tables::cp_attributes, value) != nullptr);
    if (value < 0x100) REQUIRE(find(tables::payload_types, value) != nullptr);
  }
}

}  // namespace espect::registry
