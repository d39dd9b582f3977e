// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/capture_audit.h"

#include <array>

#include "ipsec/rules/rule.h"
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"

using namespace espect;
using namespace espect::test;
using espect::plugin::CaptureAudit;
using espect::plugin::IcvState;

namespace {

// An ESP packet per frame; octets say the frame, so that no two are alike.
class EspFeed {
 public:
  const plugin::PacketResult* esp(const Address& from, const Address& to, std::uint32_t spi,
                                  std::uint32_t sequence) {
    Datagram datagram;
    datagram.frame = ++frame_;
    datagram.time = at(frame_ * 0.01);
    datagram.path.source = from;
    datagram.path.destination = to;
    auto& octets = octets_.emplace_back();
    for (std::size_t at = 0; at < 4; ++at) {
      octets[at] = static_cast<std::uint8_t>(spi >> (24 - 8 * at));
      octets[4 + at] = static_cast<std::uint8_t>(sequence >> (24 - 8 * at));
      octets[8 + at] = static_cast<std::uint8_t>(frame_ >> (8 * at));
    }
    datagram.ip.packet_octets = datagram.ip.largest_piece =
        static_cast<std::uint32_t>(octets.size() + 20);
    datagram.content = Esp{octets, spi, sequence};
    return audit.take(datagram, octets);
  }
  const plugin::PacketResult* again(std::uint32_t frame) {
    return audit.find(frame, octets_[frame - 1]);
  }
  CaptureAudit audit{plugin::AuditSettings{}};

 private:
  std::uint32_t frame_ = 0;
  std::vector<std::array<std::uint8_t, 80>> octets_;
};

Address group() {
  constexpr std::uint8_t octets[] = {239, 1, 1, 1};
  return Address::v4_from(octets);
}

}  // namespace

// RFC 4301 section 4.1: by destination and SPI, and by source when the destination is a group.
TEST_CASE("capture audit: two senders to one multicast group are two flows") {
  EspFeed feed;
  for (std::uint32_t number = 1; number <= 5; ++number) {
    const auto* result = feed.esp(alice, group(), 0x1000, number);
    REQUIRE(result->esp->flow != nullptr);
    CHECK(result->esp->flow->path.source == alice);
  }
  for (std::uint32_t number = 1; number <= 20; ++number) {
    CHECK(feed.esp(bob, group(), 0x1000, number)->esp->flow->path.source == bob);
    const auto* result = feed.esp(alice, group(), 0x1000, 5 + number);
    CHECK(result->esp->flow->path.source == alice);
  }
  const auto& flows = feed.audit.sessions().flows();
  REQUIRE(flows.size() == 2);
  CHECK(flows[0].packets == 25);
  CHECK(flows[1].packets == 20);
}

TEST_CASE("capture audit: two senders to one address share its SA") {
  EspFeed feed;
  constexpr std::uint8_t octets[] = {10, 3, 0, 10};
  const auto* first = feed.esp(alice, bob, 0x1000, 1)->esp->flow;
  CHECK(feed.esp(Address::v4_from(octets), bob, 0x1000, 2)->esp->flow == first);
}

TEST_CASE("capture audit: a packet is taken in once and found again") {
  EspFeed feed;
  const auto* flow = feed.esp(alice, bob, 0x1000, 7)->esp->flow;
  feed.esp(alice, bob, 0x1000, 8);
  const auto* again = feed.again(1);
  REQUIRE(again != nullptr);
  CHECK(again->esp->flow == flow);
  CHECK(again->esp->sequence == 7);
  CHECK(again->esp->icv == IcvState::unknown);
  CHECK(feed.again(1) == again);
  std::array<std::uint8_t, 80> others{};
  CHECK(feed.audit.find(1, others) == nullptr);
  CHECK(feed.audit.find(3, others) == nullptr);
  CHECK(feed.audit.first_frame() == 1);
}

TEST_CASE("capture audit: a finding says on each frame what happened there") {
  EspFeed feed;
  for (const std::uint32_t number : {1U, 2U, 3U}) feed.esp(alice, bob, 0x1000, number);
  // The same numbers with other octets.
  feed.esp(alice, bob, 0x1000, 2);
  feed.esp(alice, bob, 0x1000, 1);
  const auto& findings = feed.audit.frame_findings();
  CHECK(findings.in(1) == nullptr);
  REQUIRE(findings.in(4) != nullptr);
  REQUIRE(findings.in(5) != nullptr);
  const auto& first = findings.in(4)->front();
  const auto& second = findings.in(5)->front();
  CHECK(first.finding == second.finding);
  CHECK(first.finding->rule->id == std::string_view("esp-sequence-reused"));
  CHECK(findings.number_of(*first.finding) == 1);
  CHECK(findings.frames_marked(*first.finding) == 2);
  CHECK(findings.texts(first) ==
        std::vector<std::string>{"sequence number 2 was seen before (1 behind the highest)"});
  CHECK(findings.texts(second) ==
        std::vector<std::string>{"sequence number 1 was seen before (2 behind the highest)"});
}

TEST_CASE("capture audit: every frame is marked, more than a finding lists") {
  EspFeed feed;
  constexpr std::uint32_t repeats = 1500;
  for (std::uint32_t number = 1; number <= repeats; ++number) feed.esp(alice, bob, 0x1000, number);
  for (std::uint32_t number = 1; number <= repeats; ++number) feed.esp(alice, bob, 0x1000, number);
  const auto& findings = feed.audit.frame_findings();
  for (std::uint32_t frame = repeats + 1; frame <= 2 * repeats; ++frame)
    REQUIRE(findings.in(frame) != nullptr);
  CHECK(findings.frames_marked(*findings.in(2 * repeats)->front().finding) == repeats);
}

TEST_CASE("capture audit: what is wrong with a whole flow stands on each of its packets") {
  EspFeed feed;
  for (std::uint32_t number = 1; number <= 4; ++number) {
    feed.esp(alice, bob, 100, number);  // reserved, RFC 4303 section 2.1
    feed.esp(alice, bob, 0x1000, number);
  }
  CHECK(feed.audit.findings_in(3).empty());
  feed.audit.finish();
  for (const std::uint32_t frame : {1U, 3U, 5U, 7U}) {
    const auto here = feed.audit.findings_in(frame);
    REQUIRE(here.size() == 1);
    CHECK(feed.audit.frame_findings().texts(here.front()).front() == "the SPI is reserved");
    CHECK(feed.audit.frame_findings().frames_marked(*here.front().finding) == 4);
  }
  for (const std::uint32_t frame : {2U, 4U, 6U, 8U}) CHECK(feed.audit.findings_in(frame).empty());
}

TEST_CASE("capture audit: places in the sequence are found again") {
  EspFeed feed;
  for (const std::uint32_t number : {1U, 2U, 60U, 3U, 59U, 2U})
    feed.esp(alice, bob, 0x1000, number);
  feed.audit.finish();
  using sessions::SequenceVerdict;
  const auto place = [&](std::uint32_t frame) {
    const auto& esp = *feed.again(frame)->esp;
    return std::tuple(esp.verdict, esp.distance, esp.copy_of);
  };
  CHECK(place(3) == std::tuple(SequenceVerdict::next, 0, 0));
  CHECK(place(4) == std::tuple(SequenceVerdict::left_of_window, 57, 0));
  CHECK(place(5) == std::tuple(SequenceVerdict::late, 1, 0));
  CHECK(place(6) == std::tuple(SequenceVerdict::duplicate, 58, 2));
}

TEST_CASE("capture audit: at the end it knows the tunnels and what could not be seen") {
  EspFeed feed;
  for (const std::uint32_t number : {1U, 2U}) feed.esp(alice, bob, 0x1000, number);
  CHECK(feed.audit.tunnels().empty());
  feed.audit.finish();
  REQUIRE(feed.audit.tunnels().size() == 1);
  CHECK(feed.audit.tunnels().front().flows == std::vector<std::uint32_t>{1});
  REQUIRE(feed.audit.coverage().size() == 1);
  CHECK(feed.audit.coverage().front().starts_with("2 ESP and AH packets not authenticated"));
}
