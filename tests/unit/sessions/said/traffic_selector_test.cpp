// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/said/traffic_selector.h"

#include "tests/support/catch.h"
#include "tests/support/sealed_ike.h"

namespace espect::test::traffic_selector_test {
namespace {

using sessions::TrafficSelector;

TrafficSelector range(std::string_view start, std::string_view end, std::uint8_t protocol = 0,
                      std::uint16_t start_port = 0, std::uint16_t end_port = 0xffff) {
  TrafficSelector selector;
  selector.start = address(start);
  selector.end = address(end);
  selector.type = selector.start.v6 ? 8 : 7;
  selector.ip_protocol = protocol;
  selector.start_port = start_port;
  selector.end_port = end_port;
  return selector;
}

std::vector<TrafficSelector> decoded(const Octets& payload) {
  return sessions::selectors_of(wire::decode_all<wire::ike::TrafficSelectors>(payload));
}

TEST_CASE("ranges that are prefixes are written as such") {
  CHECK(to_text(range("192.168.1.0", "192.168.1.255")) == "192.168.1.0/24");
  CHECK(to_text(range("0.0.0.0", "255.255.255.255")) == "0.0.0.0/0");
  CHECK(to_text(range("10.1.0.10", "10.1.0.10")) == "10.1.0.10/32");
  CHECK(to_text(range("10.0.0.0", "10.0.0.1")) == "10.0.0.0/31");
  CHECK(to_text(range("fd00:1::", "fd00:1::ffff")) == "fd00:1::/112");
  CHECK(to_text(range("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) == "::/0");
}

TEST_CASE("other ranges are written with both ends") {
  CHECK(to_text(range("10.0.0.1", "10.0.0.9")) == "10.0.0.1-10.0.0.9");
  CHECK(to_text(range("10.0.0.0", "10.0.0.254")) == "10.0.0.0-10.0.0.254");
  CHECK(to_text(range("10.0.0.9", "10.0.0.1")) == "10.0.0.9-10.0.0.1");  // empty, as it was sent
  CHECK(to_text(range("fd00::1", "fd00::3")) == "fd00::1-fd00::3");
}

TEST_CASE("protocol and ports follow where they are not any") {
  const auto text = [](std::uint8_t protocol, std::uint16_t start, std::uint16_t end) {
    return to_text(range("10.0.0.0", "10.0.0.255", protocol, start, end));
  };
  CHECK(text(17, 500, 500) == "10.0.0.0/24[udp/500]");
  CHECK(text(6, 1024, 2047) == "10.0.0.0/24[tcp/1024-2047]");
  CHECK(text(1, 0, 0xffff) == "10.0.0.0/24[icmp]");
  CHECK(text(132, 0, 0xffff) == "10.0.0.0/24[sctp]");
  CHECK(text(47, 0, 0xffff) == "10.0.0.0/24[47]");
  CHECK(text(0, 53, 53) == "10.0.0.0/24[any/53]");
  CHECK(text(17, 0xffff, 0) == "10.0.0.0/24[udp/opaque]");
}

TEST_CASE("a payload gives every selector, also of types without addresses") {
  Octets payload{3, 0, 0, 0};
  const auto append = [&](const Octets& more) {
    payload.insert(payload.end(), more.begin(), more.end());
  };
  append({7, 17, 0, 16, 1, 244, 1, 244, 10, 1, 0, 0, 10, 1, 255, 255});
  append({9, 0, 0, 6, 10, 11});
  Octets v6{8, 0, 0, 40, 0, 0, 255, 255};
  for (int i = 0; i < 2; ++i) {
    v6.insert(v6.end(), {0xfd, 0, 0, 1});
    v6.resize(v6.size() + 11);
    v6.push_back(static_cast<std::uint8_t>(i));
  }
  append(v6);
  const auto selectors = decoded(payload);
  REQUIRE(selectors.size() == 3);
  CHECK(to_text(selectors) == "10.1.0.0/16[udp/500], TS_FC_ADDR_RANGE 0a0b, fd00:1::/127");
  CHECK(selectors[1].data == Octets{10, 11});
  CHECK_FALSE(selectors[1].contains(address("0.0.0.0")));
}

TEST_CASE("a payload that is cut short gives no selector out of nothing") {
  const Octets whole = ts_payload(1);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Octets exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    for (const auto& selector : decoded(exact)) {
      CHECK_FALSE(selector.contains(address("10.1.0.1")));
      CHECK_FALSE(to_text(selector).empty());
    }
  }
  CHECK(decoded(whole)[0].contains(address("10.1.0.1")));
}

TEST_CASE("a range contains its ends and what is between them, of its own family") {
  const auto selector = range("10.0.0.250", "10.0.1.5");
  for (const char* inside : {"10.0.0.250", "10.0.0.255", "10.0.1.0", "10.0.1.5"})
    CHECK(selector.contains(address(inside)));
  for (const char* outside : {"10.0.0.249", "10.0.1.6", "11.0.0.255", "a00:fa::"})
    CHECK_FALSE(selector.contains(address(outside)));
  CHECK(range("fd00::", "fd00::ffff").contains(address("fd00::12")));
  CHECK_FALSE(range("::", "ffff::").contains(address("0.0.0.0")));
}

}  // namespace
}  // namespace espect::test::traffic_selector_test
