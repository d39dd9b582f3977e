// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/inner_packet.h"
#include "tests/support/told_events.h"

namespace espect::test::extension_rule_violated_echo {
namespace {

std::string rules_of(const AuditBench& bench) {
  const auto* finding = bench.only("extension-rule-violated");
  return finding != nullptr ? finding->evidence.text("rules") : std::string();
}

// An ESP echo between 192.168.1.1 and 192.168.2.1 that nobody answered, and a packet in the clear.
std::string after_failed_echo(const std::vector<std::uint8_t>& packet, double seconds,
                              bool answered = false) {
  AuditBench bench;
  auto datagram = bench.datagram(true);
  datagram.path.source = *address_from("192.168.1.1");
  datagram.path.destination = *address_from("192.168.2.1");
  datagram.time = at(10);
  sessions::EspEcho echo;
  echo.in_clear = true;
  sessions::EchoRequest request;
  request.frame = datagram.frame;
  request.path = datagram.path;
  request.time = datagram.time;
  bench.tell(sessions::EchoSeen{datagram, nullptr, nullptr, echo, nullptr, 0});
  if (answered) {
    echo.reply = true;
    bench.tell(sessions::EchoSeen{bench.datagram(false), nullptr, nullptr, echo, &request, 0.1});
  }
  bench.tell(sessions::ClearPacketSeen{100, at(10 + seconds), packet});
  bench.tell(sessions::EchoUnanswered{request, 60});
  return rules_of(bench);
}

}  // namespace

TEST_CASE("extension-rule-violated looks for the other path of a reply and for the notify") {
  const auto told = [](bool supported, std::uint32_t reply_child, std::uint32_t reply_spi) {
    AuditBench bench;
    ToldChild child(reply_child, {{tt::encr, 20, 256}});
    child.child.echo_supported = supported;
    sessions::EspFlow flow;
    flow.id = 1;
    flow.spi = 0x20;
    sessions::EspEcho echo;
    echo.reply = true;
    sessions::EchoRequest request;
    request.child_sa = 1;
    request.reply_path = reply_spi != 0;
    request.reply_spi = reply_spi;
    const auto datagram = bench.datagram(true);
    bench.tell(sessions::EchoSeen{datagram, &flow, &child.child, echo, &request, 0});
    return rules_of(bench);
  };
  CHECK(told(true, 1, 0).empty());
  CHECK(told(true, 2, 0x20).empty());  // named
  CHECK(told(true, 2, 0x21) == "ESP-05");
  CHECK(told(true, 2, 0) == "ESP-05");
  CHECK(told(false, 1, 0) == "XEC-02");
}

TEST_CASE("extension-rule-violated tells who goes on in the clear after a failed echo") {
  const auto between_the_peers = inner_ipv4(inner_udp(20));
  auto of_others = between_the_peers;
  of_others[15] = 9;
  CHECK(after_failed_echo(between_the_peers, 3) == "ESP-10");
  CHECK(after_failed_echo(between_the_peers, -1).empty());  // before it
  CHECK(after_failed_echo(between_the_peers, 11).empty());
  CHECK(after_failed_echo(between_the_peers, 3, true).empty());
  CHECK(after_failed_echo(of_others, 3).empty());
}

}  // namespace espect::test::extension_rule_violated_echo
