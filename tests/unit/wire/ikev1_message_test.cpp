// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/hex.h"
#include "ipsec/wire/printer.h"
#include "tests/support/catch.h"
#include "tests/support/ikev1_builder.h"
#include "tests/support/negotiation.h"

using namespace espect;
using namespace espect::test;
using wire::ikev1::fault_of_message;
namespace payload = registry::ikev1_payload;
namespace types = registry::ikev1_notify;

namespace {

// The flags of a message of that version, as printed.
wire::Item printed_flags(std::uint8_t version, std::uint8_t flags) {
  auto message = init_request({classical}, 31);
  message[17] = version;
  message[19] = flags;
  return wire::print_ike(message).items.at(0).items.at(5);
}

std::vector<std::uint8_t> main_mode_1() {
  const auto natt = from_hex("4a131c81070358455c5728f20e95452f").value();
  return ikev1::message(
      {.payloads = {{payload::sa,
                     ikev1::phase1_sa({ikev1::phase1_attributes(), ikev1::phase1_attributes(3)})},
                    {payload::vid, natt},
                    {payload::n, ikev1::notify(types::no_proposal_chosen)},
                    {200, {9, 9}}}});
}

// Of the printer, which is that of fault_of_message.
Fault printed_fault(Bytes message) {
  const auto printed = wire::print_ike(message).fault;
  const auto found = fault_of_message(message).fault;
  CHECK(to_text(printed) == to_text(found));
  CHECK(printed.problem == found.problem);
  return printed;
}

const wire::Item& only(const std::vector<wire::Item>& items, std::string_view name,
                       std::size_t nth = 0) {
  for (const auto& item : items)
    if (name == item.name && nth-- == 0) return item;
  FAIL("no " << name);
  return items.front();
}

}  // namespace

TEST_CASE("the flags of the header are those of its version") {
  const auto first = printed_flags(0x10, 0x01);
  CHECK(first.label == "Flags");
  REQUIRE(first.items.size() == 3);
  CHECK(std::string(first.items[0].name) == "encryption");
  CHECK(first.items[0].number == 1U);
  CHECK(std::string(first.items[2].wireshark) == "isakmp.flag_a");
  CHECK(first.items[2].number == 0U);
  CHECK(printed_flags(0x11, 0x04).items.at(2).number == 1U);  // GM/T 0022

  const auto second = printed_flags(0x20, 0x28);
  REQUIRE(second.items.size() == 3);
  CHECK(std::string(second.items[0].wireshark) == "isakmp.flag_i");
  CHECK(second.items[0].number == 1U);
  CHECK(second.items[1].number == 0U);
  CHECK(second.items[2].number == 1U);
}

TEST_CASE("a message in the clear is printed payload by payload, in the names of IKEv1") {
  const auto printed = wire::print_ike(main_mode_1());
  CHECK(printed.fault.problem == Problem::none);
  REQUIRE(printed.items.size() == 5);
  const auto& header = printed.items[0].items;
  CHECK(only(header, "exchange_type").text == "Identity Protection (2)");
  CHECK(only(header, "next_payload").text == "SA (1)");
  CHECK(printed.items[1].text == "Security Association (1)");
  CHECK(printed.items[2].text == "Vendor ID (13)");
  CHECK(printed.items[4].text == "Private Use (200)");

  const auto& proposal = only(printed.items[1].items, "proposals");
  CHECK(only(proposal.items, "protocol").text == "ISAKMP (1)");
  const auto& second = only(proposal.items, "transforms", 1);
  CHECK(only(second.items, "id").text == "KEY_IKE (1)");
  const auto& encryption = only(second.items, "attributes");
  CHECK(only(only(encryption.items, "format_and_type").items, "type").text ==
        "Encryption Algorithm (1)");
  CHECK(only(encryption.items, "encryption_algorithm").text == "AES-CBC (7)");
  CHECK(std::string(only(encryption.items, "encryption_algorithm").wireshark) ==
        "isakmp.ike.attr.encryption_algorithm");
  const auto& authentication = only(second.items, "attributes", 3);
  CHECK(only(authentication.items, "authentication_method").text == "RSA signatures (3)");
  CHECK(only(printed.items[3].items, "type").text == "NO-PROPOSAL-CHOSEN (14)");
}

TEST_CASE("numbers of GM/T 0022 have its names, and what collides with IANA has IANA's") {
  const auto message = ikev1::message(
      {.payloads = {{payload::sa, ikev1::phase1_sa({{{1, 129}, {2, 20}, {3, 10}, {20, 2}}})}}});
  const auto printed = wire::print_ike(message);
  const auto& transform =
      only(only(printed.items.at(1).items, "proposals").items, "transforms").items;
  CHECK(only(transform, "attributes", 0).items.back().text == "SM4-CBC (129)");
  CHECK(only(transform, "attributes", 1).items.back().text == "SM3 (20)");
  CHECK(only(transform, "attributes", 2).items.back().text ==
        "ECDSA with SHA-384 on the P-384 curve (10)");
  CHECK(only(transform, "attributes", 3).items.back().text == "SM2 (2)");
}

TEST_CASE("lifetimes are numbers in both forms") {
  using wire::ikev1::Phase2Attribute;
  const auto value = [](const char* hex) {
    return wire::decode_all<Phase2Attribute>(from_hex(hex).value()).number();
  };
  CHECK(value("80020e10") == 3600U);
  CHECK(value("0002000400015180") == 86400U);
  CHECK(value("000200080000000100000000") == 0x100000000U);
  CHECK(value("000200090000000000000000ff") == std::nullopt);
  CHECK(value("00020000") == std::nullopt);
}

TEST_CASE("a network is an address and a mask, under the names that Wireshark has for them") {
  const auto id = from_hex("040000000a010000ffff0000").value();
  const auto printed = wire::print_ike(ikev1::message({.payloads = {{payload::id, id}}}));
  const auto& items = printed.items.at(1).items;
  CHECK(only(items, "ipv4_subnet").text == "10.1.0.0");
  CHECK(std::string(only(items, "ipv4_subnet").wireshark) == "isakmp.id.data.ipv4_addr");
  CHECK(only(items, "ipv4_mask").text == "255.255.0.0");
  CHECK(std::string(only(items, "ipv4_mask").wireshark) == "isakmp.id.data.ipv4_subnet");
}

TEST_CASE("what is encrypted is printed as encrypted, a fragment as a fragment") {
  namespace exchange = registry::ikev1_exchange;
  auto message = ikev1::message({.exchange = exchange::quick_mode,
                                 .flags = wire::ikev1::Header::encryption_flag,
                                 .message_id = 7,
                                 .first = payload::hash,
                                 .closed = {1, 2, 3, 4, 5, 6, 7, 8}});
  auto printed = wire::print_ike(message);
  CHECK(printed.fault.problem == Problem::none);
  REQUIRE(printed.items.size() == 2);
  CHECK(printed.items[1].text == "0102030405060708");
  CHECK(std::string(printed.items[1].wireshark) == "isakmp.enc.data");

  message = ikev1::message({.flags = wire::ikev1::Header::encryption_flag,
                            .payloads = {{payload::frag, {0, 1, 2, 1, 0xab}}}});
  printed = wire::print_ike(message);
  CHECK(printed.fault.problem == Problem::none);
  CHECK(only(printed.items.at(1).items, "number").number == 2U);
  CHECK(only(printed.items.at(1).items, "last").number == 1U);
}

TEST_CASE("NAT traversal is known under the numbers of RFC 3947 and of the drafts") {
  for (const auto type : {payload::nat_d, payload::nat_d_draft, payload::sak}) {
    const auto message = ikev1::message({.payloads = {{type, {1, 2, 3}}}});
    CHECK(only(wire::print_ike(message).items.at(1).items, "hash").text == "010203");
  }
  for (const auto type : {payload::nat_oa, payload::nat_oa_draft, payload::sat}) {
    const auto message = ikev1::message({.payloads = {{type, {1, 0, 0, 0, 10, 1, 2, 3}}}});
    CHECK(only(wire::print_ike(message).items.at(1).items, "ipv4").text == "10.1.2.3");
  }
}

TEST_CASE("padding behind the payloads: zeros in the clear, anything where a cipher was") {
  auto message = main_mode_1();
  message.insert(message.end(), {0, 0, 0});
  message[27] += 3;
  auto printed = wire::print_ike(message);
  CHECK(printed.fault.problem == Problem::none);
  CHECK(std::string(printed.items.back().name) == "octets");
  CHECK(std::string(printed.items.back().wireshark) == "isakmp.extradata");
  message.back() = 1;
  CHECK(printed_fault(message).problem == Problem::trailing_bytes);

  auto opened = ikev1::payloads({{payload::hash, {1, 2, 3, 4}}});
  opened.insert(opened.end(), {0xde, 0xad, 0xbe, 0xef, 5, 5, 5, 5});
  printed = wire::print_payloads(registry::Ikev1PayloadType(payload::hash), opened);
  CHECK(printed.fault.problem == Problem::none);
  CHECK(printed.items.back().text == "deadbeef05050505");
}

TEST_CASE("no truncation or corruption of an IKEv1 message hurts the printer") {
  const auto message = main_mode_1();
  CHECK(wire::print_ike(message).fault.problem == Problem::none);
  for (std::size_t size = 0; size < message.size(); ++size)
    CHECK(printed_fault(Bytes(message).first(size)).problem != Problem::none);
  for (std::size_t at = 0; at < message.size(); ++at) {
    if (at == 17) continue;  // the version
    for (const int value : {0x00, 0xff, 0x80, message[at] ^ 1}) {
      auto damaged = message;
      damaged[at] = static_cast<std::uint8_t>(value);
      CHECK(!wire::print_ike(damaged).items.empty());
      printed_fault(damaged);
    }
  }
}

TEST_CASE("the first fault of an IKEv1 message names the payload it is in") {
  auto message = main_mode_1();
  CHECK(fault_of_message(message).payload == nullptr);
  message[28 + 4 + 8 + 3] ^= 1;  // the length of the proposal
  const auto found = fault_of_message(message);
  CHECK(found.fault.problem != Problem::none);
  CHECK(std::string(found.payload) == "Security Association");
}
