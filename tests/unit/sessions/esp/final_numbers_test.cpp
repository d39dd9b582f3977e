// SPDX-License-Identifier: GPL-2.0-or-later
#include <vector>

#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"

namespace espect::test::final_numbers_test {
namespace {

constexpr std::uint32_t spi = 0xa0b0c0d0;

// A packet each 10 ms from second 0 on; the capture ends so many seconds after the last.
const sessions::EspFlow& flow_of(AuditBench& bench, const std::vector<std::uint32_t>& numbers,
                                 double goes_on) {
  double time = 0;
  for (const auto number : numbers) bench.esp_at(time += 0.01, spi, number);
  bench.end(time + goes_on);
  return bench.sessions().flows()[0];
}

TEST_CASE("where reordering ends with the capture, numbers may still come") {
  AuditBench bench;
  // 3 comes late by two; 8 and 9 may come as late.
  const auto& flow = flow_of(bench, {1, 2, 4, 5, 3, 7, 10}, 0);
  CHECK(flow.numbers.max_late == 2);
  CHECK(flow.numbers.awaited == 2);
  CHECK(flow.lost() == 1);  // 6
  CHECK(flow.numbers.longest_gap == 1);
}

TEST_CASE("where the capture goes on long enough they never came") {
  AuditBench bench;
  const auto& flow = flow_of(bench, {1, 2, 4, 5, 3, 7, 10}, 1);
  CHECK(flow.numbers.awaited == 0);
  CHECK(flow.lost() == 3);
  CHECK(flow.numbers.longest_gap == 2);
}

TEST_CASE("without any reordering what is behind the highest never came") {
  AuditBench bench;
  const auto& flow = flow_of(bench, {1, 2, 4, 5, 7}, 0);
  CHECK(flow.numbers.awaited == 0);
  CHECK(flow.lost() == 2);
}

TEST_CASE("of what is awaited also that counts which is out of the newest few hundred") {
  AuditBench bench;
  std::vector<std::uint32_t> numbers{1, 2};
  for (std::uint32_t number = 4; number <= 2000; ++number)
    if (number != 1000) numbers.push_back(number);
  numbers.push_back(3);
  const auto& flow = flow_of(bench, numbers, 0);
  CHECK(flow.numbers.max_late == 1997);
  CHECK(flow.numbers.awaited == 1);
  CHECK(flow.lost() == 0);
}

TEST_CASE("where a flow found no place, a manual SA's counter may have gone on in it") {
  const std::uint32_t limit = GENERATE(2u, 3u);
  sessions::Subscriptions events;
  sessions::Sessions sessions(events, nullptr, nullptr, {.flows = limit});
  AuditBench bench;
  for (const std::uint32_t number : {1u, 2u, 5u}) {
    const std::vector<std::uint8_t> packet(80, 0);
    auto datagram = bench.datagram(true, number);
    datagram.content = Esp{packet, spi, number};
    sessions.on(datagram);
    datagram.content = Esp{packet, spi + 1, number};
    sessions.on(datagram);
  }
  sessions.finish(at(10));
  const auto& flow = sessions.flows()[0];
  CHECK(flow.numbers.missing() == 2);
  CHECK(flow.lost() == (limit == 2 ? 0 : 2));
}

// RFC 4552 section 7: OSPFv3 to a group and to a neighbour on one manual SA.
TEST_CASE("one sender's counter for several destinations tells no loss") {
  const bool same_sender = GENERATE(true, false);
  AuditBench bench;
  const auto send = [&](std::uint32_t number, const char* source, const char* destination) {
    const std::vector<std::uint8_t> packet(80, 0);
    auto datagram = bench.datagram(true, number);
    datagram.path.source = *address_from(source);
    datagram.path.destination = *address_from(destination);
    datagram.content = Esp{packet, spi, number};
    bench.sessions().on(datagram);
  };
  for (const std::uint32_t number : {1, 2, 5, 6}) send(number, "fe80::1", "ff02::5");
  for (const std::uint32_t number : {3, 4, 7})
    send(number, same_sender ? "fe80::1" : "fe80::3", "fe80::2");
  bench.end(10);
  const auto& flows = bench.sessions().flows();
  REQUIRE(flows.size() == 2);
  for (std::uint32_t i = 0; i < 2; ++i) CHECK(flows[i].tells_loss() == !same_sender);
  CHECK(flows[0].lost() == (same_sender ? 0 : 2));
  CHECK(bench.of("esp-sequence-gap").size() == (same_sender ? 0 : 2));
}

}  // namespace
}  // namespace espect::test::final_numbers_test
