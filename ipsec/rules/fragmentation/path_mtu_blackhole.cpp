// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "ipsec/rules/fragmentation/stuck_segments.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::path_mtu_blackhole {
namespace {

constexpr std::uint32_t large = 1280;

using Quoted = Capped<std::string, std::monostate>;  // paths

std::string ends_text(const Path& path) {
  return to_text(path.source) + " " + to_text(path.destination);
}

// Whether an ICMP error may have said why.
bool may_be_quoted(const Quoted& quoted, const std::string& ends) {
  return !quoted.complete() || quoted.contains(ends);
}

std::string sentence(const Finding& finding) {
  if (finding.subject.protocol)
    return fmt::format(
        "{}: {} TCP segment{} in packets of up to {} {} sent up to {} and never "
        "acknowledged, while smaller packets passed (the largest acknowledged had {})",
        to_text(finding.subject), finding.count, finding.count == 1 ? "" : "s",
        counted(finding.evidence.number("largest_packet_octets"), "octet"),
        finding.count == 1 ? "was" : "were",
        counted(finding.evidence.number("transmissions"), "time"),
        counted(finding.evidence.number("largest_passed_octets"), "octet"));
  return fmt::format(
      "{}: a request of {} was sent {} and never answered, while smaller exchanges "
      "were",
      to_text(finding.subject), counted(finding.evidence.number("largest_packet_octets"), "octet"),
      counted(finding.evidence.number("transmissions"), "time"));
}

// Inside ESP: TCP sends its large segments again and again, and only smaller ones arrive.
void watch_tcp(const Bench& bench, const std::shared_ptr<Quoted>& quoted) {
  const auto segments = std::make_shared<StuckSegments>(bench);
  const auto told = [bench, quoted, segments](const StuckSegment& stuck) {
    if (stuck.outer_octets < large || may_be_quoted(*quoted, ends_text(stuck.flow->path))) return;
    Finding& finding = bench.about(Subject(*stuck.flow));
    finding.certainty = Certainty::decrypted;
    finding.evidence.raise_to("largest_packet_octets", stuck.outer_octets);
    finding.evidence.raise_to("transmissions", stuck.transmissions);
    finding.evidence.set("largest_passed_octets",
                         std::uint64_t{segments->largest_passed(*stuck.flow)});
    finding.add({});
    finding.add_frames(stuck.frames);
    std::uint64_t number = 0;
    for (const auto frame : stuck.frames)
      finding.say(frame,
                  "transmission {0} of a TCP segment in a packet of {1} octets that was never "
                  "acknowledged",
                  ++number, stuck.outer_octets);
  };
  bench.events.to<sessions::InnerPacket>(
      [segments, told](const sessions::InnerPacket& event) { segments->on(event, told); });
  bench.events.to<sessions::CaptureEnded>(
      [segments, told](const sessions::CaptureEnded&) { segments->finish(told); });
}

void install(const Bench& bench) {
  const auto quoted = bench.table<std::string, std::monostate>("paths");
  bench.events.to<sessions::IcmpErrorSeen>([quoted](const sessions::IcmpErrorSeen& event) {
    quoted->insert(ends_text(event.error.quoted));
  });
  watch_tcp(bench, quoted);
  bench.events.to<sessions::ExchangeUnanswered>(
      [bench, quoted](const sessions::ExchangeUnanswered& event) {
        const auto& exchange = event.exchange;
        if (exchange.largest_packet < large || exchange.transmissions < 2) return;
        const auto& from = exchange.from_initiator ? event.sa.initiator : event.sa.responder;
        const auto& to = exchange.from_initiator ? event.sa.responder : event.sa.initiator;
        if (may_be_quoted(*quoted, to_text(from.address) + " " + to_text(to.address))) return;
        const bool small_ones_pass =
            std::ranges::any_of(event.sa.exchanges, [&](const sessions::Exchange& other) {
              return other.response_frame != 0 && other.largest_packet < exchange.largest_packet;
            });
        if (!small_ones_pass) return;
        Finding& finding = bench.about(Subject(event.sa));
        finding.certainty = Certainty::inferred;
        finding.evidence.set("assumption", "an answer would have passed this capture point");
        finding.evidence.raise_to("largest_packet_octets", exchange.largest_packet);
        finding.evidence.raise_to("transmissions", exchange.transmissions);
        finding.add({});
        finding.add_frames(exchange.request_frames);
        if (heard(finding))
          say_of_repeats(finding, exchange.request_frames,
                         fmt::format("a request of {} that was never answered",
                                     counted(exchange.largest_packet, "octet")));
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "path-mtu-blackhole",
    .family = Family::fragmentation,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "Large packets vanish while small ones pass",
    .why =
        "A large IKE request was repeated and never answered while other exchanges of the same IKE "
        "SA were; or, with keys, TCP inside ESP sent a large segment three times or more and it "
        "was never acknowledged, while nothing as large passed on that SA and its peer was heard. "
        "No ICMP says why: something on the path drops large packets or IP fragments without a "
        "word.",
    .advice =
        "For IKE, enable fragmentation with a size below 1280 octets. For ESP, lower the MTU of "
        "the tunnel or clamp the TCP MSS to what the report says fits. Allow ICMP too-big "
        "messages.",
    .specs = {"RFC 7383 section 1", "RFC 2923", "RFC 8899", "RFC 4301 section 8.2"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::path_mtu_blackhole
