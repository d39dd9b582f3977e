// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/experimental_profile.h"

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/presets.h"
#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"

using namespace espect::registry;

namespace {

ExperimentalProfile profile_of(std::string_view csv) {
  auto profile = parse_experimental_profile(csv, "mine.csv");
  REQUIRE(profile);
  return std::move(*profile);
}

template <class Code>
std::string name_of(const ExperimentalProfile& profile, typename Code::value_type on_wire) {
  return Code::read(&profile, on_wire).display_name();
}

std::string error_of(std::string_view csv) {
  const auto profile = parse_experimental_profile(csv, "mine.csv");
  REQUIRE_FALSE(profile);
  return profile.error();
}

}  // namespace

TEST_CASE("without a profile numbers mean what experimental.csv says") {
  CHECK(NotifyType{notify::vpn_id_mode}.means(notify::vpn_id_mode));
  CHECK(display_name(tables::notify_types, 61440) == "VPN_ID_MODE (experimental)");
}

TEST_CASE("a replaced number takes the name and the meaning with it") {
  const auto other =
      profile_of("# until IANA assigns one\npreference,value\nxp.vpn_id_mode_notify,50000\n");
  CHECK(NotifyType::read(&other, 50000).means(notify::vpn_id_mode));
  CHECK_FALSE(NotifyType::read(&other, 61440).means(notify::vpn_id_mode));
  CHECK(name_of<NotifyType>(other, 50000) == "VPN_ID_MODE (experimental)");
  CHECK(name_of<NotifyType>(other, 61440).starts_with("Private"));
  CHECK(number_of(&other, tables::notify_types, notify::vpn_id_mode) == 50000);
  CHECK(meaning_of(&other, tables::ts_types, 241) == 241);
}

TEST_CASE("two profiles do not know of each other") {
  const auto one = profile_of("preference,value\nxp.vpn_id_mode_notify,50000\n");
  const auto two = profile_of("preference,value\nxp.vpn_id_mode_notify,50001\n");
  const auto code = NotifyType::read(&one, 50000);
  CHECK_FALSE(NotifyType::read(&two, 50000).means(notify::vpn_id_mode));
  CHECK(NotifyType::read(&two, 50001).means(notify::vpn_id_mode));
  CHECK(code.display_name() == "VPN_ID_MODE (experimental)");
  CHECK(NotifyType{50000}.display_name() == "Private Use (50000)");
}

TEST_CASE("a key source may use the number on the wire or that of the tables") {
  const auto preset = profile_of("preference,value\nxp.shangmi_preset,hankyzhang-gmssl\n");
  namespace encr = encryption_algorithm;
  CHECK(EncryptionAlgorithm::said(&preset, 1032).means(encr::encr_sm4_gcm_16));
  CHECK(EncryptionAlgorithm::said(&preset, encr::encr_sm4_gcm_16).means(encr::encr_sm4_gcm_16));
  CHECK(EncryptionAlgorithm::said(nullptr, 20).means(20));
}

TEST_CASE("0 switches a decoder off") {
  const auto off = profile_of("preference,value\nxp.ts_vpn_id,0\n");
  CHECK(meaning_of(&off, tables::ts_types, 241) == no_number);
  CHECK(number_of(&off, tables::ts_types, 241) == no_number);
}

TEST_CASE("a preset gives ShangMi algorithms the numbers of an implementation") {
  const auto preset = profile_of("preference,value\nxp.shangmi_preset,hankyzhang-gmssl\n");
  namespace encr = encryption_algorithm;
  const auto gcm = EncryptionAlgorithm::read(&preset, 1032);
  CHECK(EncryptionAlgorithm::read(&preset, 1031).means(encr::encr_sm4_cbc));
  CHECK(gcm.means(encr::encr_sm4_gcm_16));
  CHECK(number_of(&preset, tables::encr, encr::encr_sm4_ccm_16) == no_number);  // that has none
  REQUIRE(encryption_parameters(gcm.meaning) != nullptr);
  CHECK(encryption_parameters(gcm.meaning)->icv_octets == 16);
  CHECK(integrity_parameters(IntegrityAlgorithm::read(&preset, 1034).meaning)->icv_octets == 12);
  CHECK(encryption_parameters(EncryptionAlgorithm::read(&preset, 61441).meaning) == nullptr);
}

TEST_CASE("a number that IANA assigned keeps its name beside the preset's") {
  const auto preset = profile_of("preference,value\nxp.shangmi_preset,zhangke5959\n");
  CHECK(name_of<EncryptionAlgorithm>(preset, 31) ==
        "ENCR_CHACHA20_POLY1305_IIV or ENCR_SM4_CBC (experimental)");
  CHECK(name_of<EncryptionAlgorithm>(preset, 20) == "ENCR_AES_GCM_16");
}

TEST_CASE("readings that nothing negotiates come from the file too") {
  const auto profile = parse_experimental_profile(
      "preference,value\nxp.vpn_id_spi_width,8\nxp.vpn_id_spi_shift,24\n"
      "xp.vpn_id_sa_list,0x1000 4096\nxp.esp_echo_variant,D\nxp.dscp_encoding,ds-field\n",
      "mine.csv");
  REQUIRE(profile);
  CHECK(profile->vpn_id_spi_width == 8);
  CHECK(profile->vpn_id_spi_shift == 24);
  CHECK(profile->vpn_id_sa_list == std::vector<std::uint32_t>{4096, 4096});
  CHECK(profile->esp_echo_variant == 'D');
  CHECK(profile->dscp_as_ds_field);
}

TEST_CASE("errors name the file, the line and the reason") {
  CHECK(error_of("") == "mine.csv: the header preference,value is missing");
  CHECK(error_of("name,number\n") == "mine.csv: line 1: the header must be preference,value");
  CHECK(error_of("preference,value\nxp.nothing,7\n") ==
        "mine.csv: line 2: no preference is named 'xp.nothing'");
  CHECK(error_of("preference,value\nxp.ts_vpn_id,256\n") ==
        "mine.csv: line 2: 256 does not fit the 8 bits of IKEv2 Traffic Selector Types");
  CHECK(error_of("preference,value\nxp.ts_vpn_id,many\n") ==
        "mine.csv: line 2: 'many' is not a number");
  CHECK(error_of("preference,value\nxp.ts_vpn_id\n") ==
        "mine.csv: line 2: 1 fields, preference,value has 2");
  CHECK(error_of("preference,value\nxp.ts_vpn_id,250\nxp.ts_dscp,250\n") ==
        "mine.csv: 250 of IKEv2 Traffic Selector Types is given two meanings");
  CHECK(error_of("preference,value\nxp.shangmi_preset,nobody\n") ==
        "mine.csv: line 2: no preset is named 'nobody'");
  CHECK(error_of("preference,value\nxp.shangmi_preset,gmt0022-ikev1\n") ==
        "mine.csv: line 2: the preset 'gmt0022-ikev1' has no IKEv2 numbers");
}

TEST_CASE("every preset is there by name") {
  CHECK(all_presets().size() == 12);
  REQUIRE(preset_named("baidi") != nullptr);
  CHECK(preset_named("baidi")->rows.size() == 3);
}
