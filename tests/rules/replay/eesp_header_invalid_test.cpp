// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_eesp.h"

namespace espect::test::eesp_header_invalid {
namespace {

// What the rule says of one packet with this head.
std::string said_of(const sessions::EespHead& head, std::uint32_t payload_at = 0) {
  AuditBench bench;
  const auto told = told_eesp(1);
  const auto flow = sub_sa_of(told, 0);
  bench.tell(sessions::EespHeadSeen{bench.datagram(true), flow, &told.child, head, 1, payload_at});
  const auto* finding = bench.only("eesp-header-invalid");
  return finding != nullptr ? finding->evidence.text("what") : "";
}

TEST_CASE("eesp-header-invalid tells what receivers drop, and is silent on what they take") {
  sessions::EespHead head;
  head.octets = 12;
  CHECK(said_of(head).empty());
  head.crypt_offset = {28, 8};
  CHECK(said_of(head, 28).empty());
  CHECK(said_of(head, 24) == "says that its payload starts at octet 28, and it starts at 24");
  CHECK(said_of(head).empty());  // where the payload starts is known of authentic packets only
  head.reserved = 4;
  CHECK(said_of(head) == "has reserved bits set");
  head.version = 2;
  CHECK(said_of(head) == "says version 2");
  head = {};
  head.options_broken = true;
  CHECK(said_of(head) == "has options that do not end with their field");
}

TEST_CASE("the head of an EESP packet is read in both forms") {
  using sessions::EespForm;
  const std::vector<std::uint8_t> draft{0x85, 4, 0, 3, 1, 2, 3, 4, 2, 2, 0x1c, 0x20, 9, 9};
  const auto head = sessions::read_eesp_head(EespForm::draft, draft);
  REQUIRE(head);
  CHECK(head->version == 0);
  CHECK(head->reserved == 5);
  CHECK(head->octets == 12);
  REQUIRE(head->crypt_offset);
  CHECK(head->crypt_offset->payload == 28);
  CHECK(head->crypt_offset->encrypted == 8);
  CHECK_FALSE(head->options_broken);
  const std::vector<std::uint8_t> broken{0x80, 3, 0, 3, 1, 2, 3, 4, 1, 9, 0};
  CHECK(sessions::read_eesp_head(EespForm::draft, broken)->options_broken);
  const std::vector<std::uint8_t> cut{0x80, 9, 0, 3, 1, 2, 3, 4, 1};
  CHECK_FALSE(sessions::read_eesp_head(EespForm::draft, cut));
  const std::vector<std::uint8_t> linux{0, 1, 0, 0, 1, 2, 3, 4, 0};
  CHECK(sessions::recognised_eesp(linux) == EespForm::linux_prototype);
  CHECK(sessions::read_eesp_head(EespForm::linux_prototype, linux)->version == 0);
  CHECK(sessions::read_eesp_head(EespForm::draft, linux)->version == 0xff);
}

}  // namespace
}  // namespace espect::test::eesp_header_invalid
