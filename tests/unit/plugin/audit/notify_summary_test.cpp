// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/notify_summary.h"

#include "tests/support/catch.h"

using namespace espect;
using namespace espect::plugin;
namespace types = registry::notify;
namespace exchanges = registry::exchange;

namespace {

std::string words(std::uint16_t type, std::vector<std::uint8_t> data = {},
                  std::uint8_t exchange = exchanges::ike_auth, std::vector<std::uint8_t> spi = {}) {
  wire::ike::Header header;
  header.exchange.value = exchange;
  wire::ike::Notify notify;
  notify.type = registry::NotifyType{type, type};
  notify.data = data;
  notify.spi = spi;
  notify.protocol.value = spi.empty() ? 0 : 3;
  return summary_of(header, notify).words;
}

}  // namespace

TEST_CASE("notify summary: values stand behind the name") {
  CHECK(words(types::additional_ip4_address, {10, 1, 0, 11}, exchanges::informational) ==
        "N(ADDITIONAL_IP4_ADDRESS 10.1.0.11)");
  CHECK(words(types::auth_lifetime, {0, 0, 0x0e, 0x10}) == "N(AUTH_LIFETIME 3600 s)");
  CHECK(words(types::redirect, {1, 4, 192, 0, 2, 7, 9, 9}, exchanges::ike_sa_init) ==
        "N(REDIRECT 192.0.2.7)");
  CHECK(words(types::redirect, {3, 5, 'a', '.', 'b', '.', 'c'}) == "N(REDIRECT a.b.c)");
  CHECK(words(types::ppk_identity, {2, 'p', 'p', 'k', '1'}) == "N(PPK_IDENTITY ppk1)");
  CHECK(words(types::ppk_identity_key, {2, 'k', 1, 2, 3, 4, 5, 6, 7, 8}) ==
        "N(PPK_IDENTITY_KEY k)");
  CHECK(words(types::ipcomp_supported, {0x4e, 0x21, 2}) ==
        "N(IPCOMP_SUPPORTED CPI 0x4e21 IPCOMP_DEFLATE)");
  CHECK(words(types::unsupported_critical_payload, {54}) == "N(UNSUPPORTED_CRITICAL_PAYLOAD PS)");
  CHECK(words(types::invalid_message_id, {0, 0, 0, 9}) == "N(INVALID_MESSAGE_ID 9)");
  CHECK(words(types::invalid_spi, {0xc1, 2, 3, 4}, exchanges::informational) ==
        "N(INVALID_SPI 0xc1020304)");
  CHECK(words(types::child_sa_not_found, {}, exchanges::create_child_sa, {0xc1, 2, 3, 4}) ==
        "N(CHILD_SA_NOT_FOUND 0xc1020304)");
  CHECK(words(types::replay_prot_and_esn_status, {2}) == "N(REPLAY_PROT_AND_ESN_STATUS R=0 E=1)");
  CHECK(words(types::vpn_id_mode, {1, 32, 0, 1}) == "N(VPN_ID_MODE header field)");
  CHECK(words(types::vpn_id_mode, {9, 32, 0, 1}) == "N(VPN_ID_MODE mode 9)");
}

TEST_CASE("notify summary: data of another form is left to the tree") {
  CHECK(words(types::auth_lifetime, {0, 0, 1}) == "N(AUTH_LIFETIME)");
  CHECK(words(types::redirect, {1, 9, 192, 0, 2, 7}) == "N(REDIRECT)");
  CHECK(words(types::redirect, {1}) == "N(REDIRECT)");
  CHECK(words(types::ppk_identity, {2}) == "N(PPK_IDENTITY)");
  CHECK(words(types::ppk_identity_key, {2, 1, 2, 3, 4, 5, 6, 7, 8}) == "N(PPK_IDENTITY_KEY)");
  CHECK(words(types::ipcomp_supported, {0x4e}) == "N(IPCOMP_SUPPORTED)");
  CHECK(words(types::additional_ip4_address, {10}, exchanges::informational) ==
        "N(ADDITIONAL_IP4_ADDRESS)");
}

TEST_CASE("notify summary: private notifies tell what a peer wants of a Child SA") {
  CHECK(words(40961) == "N(USE_BEET_MODE 40961)");
  CHECK(words(40999) == "N(Private Use 40999)");
  CHECK(words(40961, {}, exchanges::ike_sa_init) == "");
}

TEST_CASE("notify summary: capabilities are not told, NAT detection only when alone") {
  CHECK(words(types::mobike_supported) == "");
  CHECK(words(types::nat_detection_source_ip, {}, exchanges::ike_sa_init) == "");
  wire::ike::Header header;
  header.exchange.value = exchanges::informational;
  wire::ike::Notify notify;
  notify.type =
      registry::NotifyType{types::nat_detection_source_ip, types::nat_detection_source_ip};
  CHECK(summary_of(header, notify).secondary);
  notify.type = registry::NotifyType{types::update_sa_addresses, types::update_sa_addresses};
  CHECK_FALSE(summary_of(header, notify).secondary);
}
