// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/eap_summary.h"

#include "tests/support/catch.h"

using espect::plugin::eap_summary;

namespace {

std::string of(std::vector<std::uint8_t> packet) {
  return eap_summary(packet);
}

}  // namespace

TEST_CASE("EAP summary: code, method and what it says") {
  CHECK(of({1, 0, 0, 5, 1}) == "EAP Request Identity");
  CHECK(of({2, 0, 0, 10, 1, 'c', 'a', 'r', 'o', 'l'}) == "EAP Response Identity carol");
  CHECK(of({2, 0, 0, 6, 3, 13}) == "EAP Response Legacy Nak wants EAP-TLS");
  CHECK(of({1, 0, 0, 6, 13, 0x20}) == "EAP Request EAP-TLS");
  CHECK(of({3, 0, 0, 4}) == "EAP Success");
  CHECK(of({4, 0, 0, 4}) == "EAP Failure");
}

TEST_CASE("EAP summary: the steps of MSCHAPv2") {
  CHECK(of({1, 0, 0, 9, 26, 1, 7, 0, 4}) == "EAP Request MSCHAPv2 Challenge");
  CHECK(of({2, 0, 0, 9, 26, 2, 7, 0, 4}) == "EAP Response MSCHAPv2 Response");
  CHECK(of({1, 0, 0, 20, 26, 4, 7, 0, 15, 'E', '=', '6', '9', '1', ' ', 'R', '=', '0'}) ==
        "EAP Request MSCHAPv2 Failure E=691");
  CHECK(of({2, 0, 0, 6, 26, 4}) == "EAP Response MSCHAPv2 Failure");
  CHECK(of({2, 0, 0, 5, 26}) == "EAP Response MSCHAPv2");
}

TEST_CASE("EAP summary: hostile octets") {
  CHECK(of({}) == "");
  CHECK(of({9}) == "EAP Unassigned 9");
  CHECK(of({2}) == "EAP Response");
  CHECK(of({2, 0, 0, 6, 1, 0x1b}) == "EAP Response Identity \\x1b");
}
