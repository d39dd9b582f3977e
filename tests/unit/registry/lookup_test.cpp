// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/lookup.h"

#include <algorithm>
#include <string>

#include "ipsec/bytes/hex.h"
#include "ipsec/registry/tables.h"
#include "ipsec/registry/vendor_id.h"
#include "tests/support/catch.h"

namespace espect::registry {
namespace {

const Match* in_registry(const std::vector<Match>& matches, const Registry& registry) {
  const auto found = std::ranges::find(matches, &registry, &Match::registry);
  return found == matches.end() ? nullptr : &*found;
}

std::string vendor(const std::string& hex) {
  const auto octets = from_hex(hex);
  const VendorId* known = find_vendor_id(*octets);
  return known != nullptr ? known->row->name : "unknown";
}

}  // namespace

TEST_CASE("a number is looked up in every registry") {
  const auto matches = lookup("36");
  const Match* ke = in_registry(matches, tables::ke);
  REQUIRE(ke != nullptr);
  CHECK(std::string(ke->row->name) == "ML-KEM-768");
  CHECK(ke->parameters ==
        "ML-KEM; initiator sends 1184 octets, responder 1088, shared secret 32; quantum resistant");
  CHECK(std::string(in_registry(matches, tables::exchange_types)->row->name) == "CREATE_CHILD_SA");
  CHECK(in_registry(matches, tables::sn) == nullptr);  // only a range there
  CHECK(lookup("0x24").size() == matches.size());
  CHECK(lookup(" 0X24 ").size() == matches.size());
}

TEST_CASE("names are found with their words run together, and drafts by what they are called") {
  const auto matches = lookup("KMAC128");
  const Match* prf = in_registry(matches, tables::prf);
  REQUIRE(prf != nullptr);
  CHECK(std::string(prf->row->name) == "PRF_KMAC_128");
  CHECK(in_registry(lookup("MUSE"), tables::notify_types) != nullptr);
}

TEST_CASE("ranges answer only when nothing better does") {
  const auto matches = lookup("50000");
  REQUIRE_FALSE(matches.empty());
  CHECK(
      std::ranges::all_of(matches, [](const Match& match) { return match.row->is_range_text(); }));
  CHECK(std::string(in_registry(matches, tables::encr)->row->name) == "Private Use");
  CHECK(lookup("4294967295").empty());
  CHECK(lookup("4294967296").empty());
}

TEST_CASE("a number shows shipped and draft rows as well") {
  const auto matches = lookup("1083");
  REQUIRE(matches.size() == 1);
  CHECK(matches[0].row->state == State::private_shipped);
  CHECK(matches[0].parameters.starts_with("FrodoKEM; initiator sends 9616"));
  const auto squat = lookup("28");  // ENCR_CHACHA20_POLY1305 and a fork's SM1_ECB
  CHECK(std::ranges::count(squat, &tables::encr, &Match::registry) == 2);
}

TEST_CASE("private notifies of 3GPP are found beside those of strongSwan") {
  const auto names = [](std::string_view number) {
    std::vector<std::string> all;
    for (const Match& match : lookup(number))
      if (match.registry == &tables::notify_types) all.push_back(match.row->name);
    return all;
  };
  CHECK(names("8192") == std::vector<std::string>{"ME_CONNECT_FAILED", "PDN_CONNECTION_REJECTION"});
  CHECK(names("9000") == std::vector<std::string>{"NON_3GPP_ACCESS_TO_EPC_NOT_ALLOWED"});
  CHECK(names("11011") == std::vector<std::string>{"PLMN_NOT_ALLOWED"});
  CHECK(names("41041") == std::vector<std::string>{"BACKOFF_TIMER"});
  CHECK(names("40961") ==
        std::vector<std::string>{"USE_BEET_MODE", "REACTIVATION_REQUESTED_CAUSE"});
}

TEST_CASE("a name is looked up by any part of it, exact names first") {
  const auto exact = lookup("ml_kem_768");
  REQUIRE(exact.size() == 1);
  CHECK(exact[0].row->first == 36);
  CHECK(lookup("ML-KEM").size() == 3);
  const auto sm3 = lookup("sm3");
  REQUIRE(sm3.size() > 5);
  CHECK(std::string(sm3.front().row->name) == "SM3");
  CHECK(std::string(sm3.back().row->name) != "SM3");
  CHECK(lookup("no such thing").empty());
  CHECK(lookup("").empty());
  CHECK(lookup("  ").empty());
}

TEST_CASE("drafts without number are found by name, older names through the note") {
  const auto draft = lookup("SEPARATE_TRANSPORTS");
  REQUIRE(draft.size() == 1);
  CHECK(draft[0].row->state == State::draft_tbd);
  CHECK(number_text(*draft[0].row) == "TBD");
  const auto older = lookup("sender_request_id");
  REQUIRE(older.size() == 1);
  CHECK(older[0].row->first == 16429);
  CHECK(number_text(*lookup("isakmp future use").front().row) == "7-31");
}

TEST_CASE("vendor ids are known by their octets") {
  CHECK(vendor("882fe56d6fd20dbc2251613b2ebe5beb") == "strongSwan");
  CHECK(vendor("882fe56d6fd20dbc2251613b2ebe5beb00") == "unknown");
  CHECK(vendor("4f452d4c696272657377616e2d352e32") == "Libreswan");
  CHECK(vendor("4048b7d56ebce88525e7de7f00d6c2d3c0000000") == "FRAGMENTATION");
  CHECK(vendor("4048b7d56ebce88525e7de7f00d6c2") == "unknown");
  CHECK(vendor("12f5f28c457168a9702d9fe274cc0100") == "Cisco Unity");
  CHECK(vendor("afcad71368a1f1c96b8696fc77570100") == "Dead Peer Detection");
  CHECK(vendor("8299031757a36082c6a621de00000000") == "Fortinet FortiGate");
  CHECK(vendor("f4ed19e0c114eb516faaac0ee37daf2807b4381f") == "Check Point");
  CHECK(vendor("f4ed19e0c114eb516faaac0ee37daf2807b4381f000000010000138d4a0b7e3100000000") ==
        "Check Point NG");
  CHECK(vendor("404bf439522ca3f6") == "SonicWall");
  CHECK(vendor("166f932d55eb64d8e4df4fd37e2313f0d0fd8451000000000000") == "Juniper NetScreen");
  CHECK(vendor("699369228741c6d4ca094c93e242c9de") == "Juniper NetScreen");
  CHECK(vendor("01528bbbc00696121849ab9a1c5b2a5100000001") == "Microsoft Windows");
  CHECK(vendor("4df37928e9fc4fd1b3262170d515c662") == "Apple NAT-Traversal");
  CHECK(vendor("") == "unknown");

  const auto by_name = lookup("strongswan");
  REQUIRE(by_name.size() == 1);
  CHECK(by_name[0].registry == &tables::vendor_ids);
  CHECK(by_name[0].parameters == "882fe56d6fd20dbc2251613b2ebe5beb");
  CHECK(number_text(*by_name[0].row) == "-");
  const auto by_octets = lookup("1e2b516905991c7d7c96fcbfb587e46100000009");
  REQUIRE(by_octets.size() == 1);
  CHECK(by_octets[0].parameters == "1e2b516905991c7d7c96fcbfb587e461...");
}

}  // namespace espect::registry
