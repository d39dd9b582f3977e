// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/hex.h"
#include "tests/support/catch.h"
#include "tests/support/echo_bench.h"
#include "tests/support/told_events.h"

namespace espect::test::extension_rule_violated {
namespace {

namespace notify = registry::notify;
namespace ts = registry::traffic_selector_type;

std::string rules_of(const AuditBench& bench) {
  const auto* finding = bench.only("extension-rule-violated");
  return finding != nullptr ? finding->evidence.text("rules") : std::string();
}

sessions::TrafficSelector vpn_ids(std::vector<std::uint32_t> ids) {
  sessions::TrafficSelector selector;
  selector.type = ts::ts_vpn_id;
  selector.vpn_ids = std::move(ids);
  return selector;
}

// A sound Child SA with two VPNs, to be bent.
struct Sound {
  Sound() {
    sa.lineage = told.child.lineage;
    for (auto* said : {&told.request, &told.response}) {
      said->ts_i = said->ts_r = {told_selector("10.0.0.0", "10.0.0.255"), vpn_ids({7, 9})};
      said->extensions = {{notify::vpn_id_mode, 0, {}, {1, 32, 0, 1}}};
    }
    told.child.ts_i = told.child.ts_r = told.response.ts_i;
  }
  std::string rules() {
    AuditBench bench;
    bench.tell(told.made(sa));
    return rules_of(bench);
  }
  sessions::IkeSa sa = told_sa();
  ToldChild told{1, {{tt::encr, 20, 256}, {tt::sn, 0, 0}}};
};

PayloadSpec notify_payload(std::uint8_t protocol, std::uint16_t type, const Octets& spi,
                           const Octets& data) {
  Octets body{protocol, static_cast<std::uint8_t>(spi.size()), static_cast<std::uint8_t>(type >> 8),
              static_cast<std::uint8_t>(type)};
  body.insert(body.end(), spi.begin(), spi.end());
  body.insert(body.end(), data.begin(), data.end());
  return {registry::payload::n, body};
}

}  // namespace

TEST_CASE("extension-rule-violated is silent on a sound negotiation") {
  CHECK(Sound().rules().empty());
}

TEST_CASE("extension-rule-violated names what VPN-ID selectors break") {
  Sound unordered;
  for (auto* list : {&unordered.told.request.ts_i, &unordered.told.request.ts_r})
    (*list)[1] = vpn_ids({9, 7});
  CHECK(unordered.rules() == "XVPN-02");
  Sound zero;
  for (auto* said : {&zero.told.request, &zero.told.response})
    for (auto* list : {&said->ts_i, &said->ts_r}) (*list)[1] = vpn_ids({0, 7});
  CHECK(zero.rules() == "XVPN-02");
  Sound alone;
  for (auto* list : {&alone.told.request.ts_i, &alone.told.request.ts_r})
    list->erase(list->begin());
  CHECK(alone.rules() == "XVPN-03");
  Sound differ;
  differ.told.request.ts_r[1] = vpn_ids({7, 8, 9});
  CHECK(differ.rules() == "XVPN-04");
  Sound added;
  for (auto* list : {&added.told.response.ts_i, &added.told.response.ts_r})
    (*list)[1] = vpn_ids({7, 10});
  CHECK(added.rules() == "XVPN-05");
  Sound mode;
  mode.told.response.extensions[0].data = {1, 32, 0, 0};
  CHECK(mode.rules() == "XVPN-11");
  Sound without;
  for (auto* said : {&without.told.request, &without.told.response})
    for (auto* list : {&said->ts_i, &said->ts_r}) list->pop_back();
  CHECK(without.rules() == "XVPN-13");
}

TEST_CASE("extension-rule-violated compares the replay status with the sequence numbers") {
  Sound esn;
  esn.told.child.selection.transforms[1].id = 1;
  esn.told.child.replay_status_r = 0x00;
  CHECK(esn.rules() == "XAR-04");
  esn.told.child.replay_status_r = 0x02;
  CHECK(esn.rules().empty());
  Sound group;
  group.told.child.selection.transforms[1].id = 2;
  group.told.child.replay_status_i = 0x01;
  CHECK(group.rules() == "XAR-07");
}

TEST_CASE("extension-rule-violated judges SM4 proposals") {
  Sound sm4;
  sm4.told.child.selection.transforms = {
      {tt::encr, registry::encryption_algorithm::encr_sm4_cbc, 0}};
  CHECK(sm4.rules() == "XSM-01");
  sm4.told.child.selection.transforms.push_back({tt::integ, 12, 0});
  CHECK(sm4.rules().empty());
  sm4.told.child.selection.transforms[0].key_bits = 256;
  CHECK(sm4.rules() == "XSM-KEY-LENGTH");
}

TEST_CASE("extension-rule-violated judges notifies in INFORMATIONAL") {
  Sound sound;
  const auto rules = [&](const PayloadSpec& payload, bool from_initiator = true) {
    AuditBench bench;
    bench.tell(sound.told.made(sound.sa));
    for (const bool initiator : {true, false}) {
      MessageSpec auth;
      auth.exchange = registry::exchange::ike_auth;
      auth.message_id = 1;
      auth.from_initiator = initiator;
      auth.response = !initiator;
      auth.payloads = {notify_payload(0, notify::lmap_ptb_supported, {}, {0x01})};
      tell_opened(bench, sound.sa, auth);
    }
    MessageSpec spec;
    spec.exchange = registry::exchange::informational;
    spec.message_id = 5;
    spec.from_initiator = from_initiator;
    spec.payloads = {payload};
    tell_opened(bench, sound.sa, spec);
    return rules_of(bench);
  };
  const Octets spi_i{0xc0, 0, 0, 1};
  const Octets spi_r{0xd0, 0, 0, 1};
  CHECK(rules(notify_payload(3, notify::replay_prot_and_esn_status, spi_i, {0})).empty());
  CHECK(rules(notify_payload(3, notify::replay_prot_and_esn_status, spi_r, {0})) == "XAR-02");
  CHECK(rules(notify_payload(3, notify::replay_prot_and_esn_status, spi_r, {0}), false).empty());
  CHECK(rules(notify_payload(3, notify::replay_prot_and_esn_status, spi_i, {0x80})) == "XAR-01");
  CHECK(rules(notify_payload(0, notify::replay_prot_and_esn_status, {}, {0})) == "XAR-01");
  CHECK(rules(notify_payload(3, notify::link_max_atomic_packet, spi_i, {0x05, 0x00})).empty());
  CHECK(rules(notify_payload(3, notify::link_max_atomic_packet, spi_r, {0x05, 0x00})) == "XPM-03");
  CHECK(rules(notify_payload(3, notify::ptb, spi_i, {0x05, 0x00})) == "XPM-02");
  CHECK(rules(notify_payload(3, notify::link_max_atomic_packet, spi_i, {1, 2, 3})) == "XPM-01");
}

TEST_CASE("extension-rule-violated judges ESP echoes") {
  EchoBench bench;
  bench.merged(true, 7, 1, "abcd");
  CHECK(bench.audit.silent("extension-rule-violated"));
  bench.merged(true, 7, 2, "abcd", false).merged(false, 7, 2, "abcd");
  CHECK(rules_of(bench.audit) == "ESP-04");
}

TEST_CASE("extension-rule-violated: warnings are low, notes are info") {
  Sound forms;
  forms.told.child.selection.transforms[1].id = 1;
  forms.told.child.replay_status_r = 0x00;
  AuditBench bench;
  bench.tell(forms.told.made(forms.sa));
  REQUIRE(rules_of(bench) == "XAR-04");
  CHECK(bench.only("extension-rule-violated")->severity == rules::Severity::low);
}

TEST_CASE("extension-rule-violated wants a rekey to keep the VPN-IDs") {
  const bool kept = GENERATE(true, false);
  AuditBench bench;
  Sound sound, next;
  next.told.child.id = 2;
  next.told.child.rekeyed_from = 1;
  if (!kept)
    for (auto* said : {&next.told.request, &next.told.response}) {
      for (auto* list : {&said->ts_i, &said->ts_r}) (*list)[1] = vpn_ids({7});
      next.told.child.ts_i = next.told.child.ts_r = said->ts_i;
    }
  bench.tell(sound.told.made(sound.sa)).tell(next.told.made(next.sa));
  CHECK(rules_of(bench) == (kept ? "" : "XVPN-07"));
}

TEST_CASE("extension-rule-violated notes what VPN-IDs show, and a conversation that moves") {
  const bool moves = GENERATE(true, false);
  AuditBench bench;
  sessions::EspFlow flow;
  flow.id = 1;
  flow.spi = 0x10;
  // 10.0.0.1 to 10.0.0.2, UDP 1000 to 2000.
  const Octets packet = *from_hex("4500001c00000000401100000a0000010a00000203e807d000080000");
  for (const std::uint32_t id : {7U, moves ? 9U : 7U}) {
    const auto datagram = bench.datagram(true);
    bench.tell(sessions::VpnIdSeen{datagram, flow, nullptr, id, 1, true});
    bench.tell(sessions::InnerPacket{datagram, flow, nullptr, 1, 4, packet});
  }
  CHECK(rules_of(bench) == (moves ? "XVPN-24, XVPN-23" : "XVPN-24"));
  const auto* finding = bench.only("extension-rule-violated");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == (moves ? rules::Severity::low : rules::Severity::info));
}

TEST_CASE("extension-rule-violated holds LMAP against what arrived") {
  const auto told = [](std::uint32_t mtu, std::uint8_t flags, std::uint16_t fragments, int times) {
    AuditBench bench;
    Sound sound;
    bench.tell(sound.told.made(sound.sa));
    for (const bool initiator : {true, false})
      tell_opened(bench, sound.sa,
                  {.exchange = registry::exchange::ike_auth,
                   .from_initiator = initiator,
                   .response = !initiator,
                   .message_id = 1,
                   .payloads = {notify_payload(0, notify::lmap_ptb_supported, {}, {0x01})}});
    sessions::EspFlow flow;
    flow.id = 1;
    flow.spi = sound.told.child.spi_i;
    flow.path.destination = sound.sa.initiator.address;
    for (const std::uint16_t pieces : {std::uint16_t{0}, fragments}) {
      auto datagram = bench.datagram(false);
      datagram.ip.packet_octets = pieces == 0 ? 1400 : 1500;
      datagram.ip.fragments = pieces;
      bench.tell(sessions::EspOpened{datagram, flow, nullptr, 1, {}});
    }
    for (int i = 0; i < times; ++i)
      tell_opened(bench, sound.sa,
                  {.exchange = registry::exchange::informational,
                   .message_id = 5,
                   .payloads = {notify_payload(3, notify::link_max_atomic_packet, {0xc0, 0, 0, 1},
                                               {flags, 0, 0, 0, static_cast<std::uint8_t>(mtu >> 8),
                                                static_cast<std::uint8_t>(mtu)})}});
    return rules_of(bench);
  };
  CHECK(told(1396, 0x02, 2, 1).empty());
  CHECK(told(1380, 0x02, 2, 1) == "XPM-05");
  CHECK(told(1400, 0x02, 0, 1) == "XPM-06");
  CHECK(told(1400, 0x00, 2, 2) == "XPM-08");
}

TEST_CASE("extension-rule-violated finds SM4 beside SHA-1") {
  Sound sm4;
  sm4.told.child.selection.transforms = {
      {tt::encr, registry::encryption_algorithm::encr_sm4_cbc, 0}, {tt::integ, 2, 0}};
  CHECK(sm4.rules() == "XSM-04");
}

}  // namespace espect::test::extension_rule_violated
