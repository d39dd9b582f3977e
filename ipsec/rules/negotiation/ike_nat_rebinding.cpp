// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_nat_rebinding {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} of {} moved {} time{}, last from {} to {}", finding.evidence.text("who"),
                     to_text(finding.subject), finding.count, finding.count == 1 ? "" : "s",
                     finding.evidence.text("before"), finding.evidence.text("after"));
}

// From port 500 to 4500 when NAT traversal starts, RFC 7296 section 2.23: no move.
bool floats(const Path& before, const Path& now) {
  return (before.source_port == 500 || before.destination_port == 500) &&
         (now.source_port == 4500 || now.destination_port == 4500);
}

bool moved(const Path& before, const Path& now) {
  if (!(before.source == now.source)) return true;
  // A new TCP connection has a port of its own, RFC 9329.
  const bool tcp =
      now.encapsulation == Encapsulation::tcp || before.encapsulation == Encapsulation::tcp;
  return !tcp && before.source_port != now.source_port && !floats(before, now);
}

// Only what an authentic packet shows: anybody can send under a foreign SPI.
void watch_esp(const Bench& bench) {
  const auto paths = bench.table<std::uint32_t, Path>("flows and IKE SAs");  // by flow id
  bench.events.to<sessions::EspOpened>([bench, paths](const sessions::EspOpened& event) {
    const Path& now = event.datagram.path;
    if (now.encapsulation != Encapsulation::udp) return;
    const auto [known, first] = paths->try_emplace(event.flow.id, now);
    Path& before = known->second;
    const bool source = !(before.source == now.source) || before.source_port != now.source_port;
    if (first || (!source && before.destination_port == now.destination_port)) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("who", source ? "the sender" : "the receiver");
    const auto end = [&](const Path& path) {
      return source ? to_text(path.source, path.source_port)
                    : to_text(path.destination, path.destination_port);
    };
    finding.evidence.set("before", end(before));
    finding.evidence.set("after", end(now));
    finding.add({event.datagram.frame});
    finding.say(
        event.datagram.frame, "{2}", 0, 0,
        "moved from " + finding.evidence.text("before") + " to " + finding.evidence.text("after"));
    before = now;
  });
}

// MUSE, and CREATE_CHILD_SA for one more CPU: such a request comes from the port that the new SA
// will use, and IKE goes on where it was. Whether it is one, the next message of that peer tells.
// `before`: where it was, when that is known.
bool may_be_for_a_port(const wire::ike::Header& header, const std::optional<Path>& before,
                       const Path& now) {
  constexpr std::uint16_t first_ephemeral = 49152;
  return header.exchange.value == registry::exchange::create_child_sa && !header.response() &&
         (!before ||
          (before->source == now.source && before->destination_port == now.destination_port)) &&
         now.encapsulation == Encapsulation::udp && now.source_port >= first_ephemeral;
}

// Where a peer of an IKE SA is, as it says itself, and as the other side last wrote to it.
struct Whereabouts {
  std::optional<Path> own;  // of its newest message
  std::optional<Endpoint> written_to;
};

bool same(const Endpoint& a, const Endpoint& b) {
  return a.address == b.address && a.port == b.port;
}

void install(const Bench& bench) {
  watch_esp(bench);
  using Key = std::pair<std::uint32_t, bool>;  // IKE SA, its initiator
  const auto peers = bench.table<Key, Whereabouts>("flows and IKE SAs");
  bench.events.to<sessions::IkeMessageSeen>([bench, peers](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    if (header.major_version() != 2 || !event.message.encrypted() || event.second_sighting) return;
    const Path& now = event.datagram.path;
    const bool initiator = event.from_initiator;
    (*peers)[{event.sa.id, !initiator}].written_to = {now.destination, now.destination_port};
    auto& sender = (*peers)[{event.sa.id, initiator}];
    if (may_be_for_a_port(header, sender.own, now)) return;
    const auto before = std::exchange(sender.own, now);
    if (!before || !moved(*before, now)) return;
    // Who is written to at another of its addresses answers from there: the other side moved.
    if (sender.written_to && same(*sender.written_to, {now.source, now.source_port})) return;
    // Where both ends of the way changed and the other side is not heard, either may have moved.
    const bool either = !sender.written_to && before->destination != now.destination;
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.set("who", either ? "a peer" : initiator ? "the initiator" : "the responder");
    finding.evidence.set("before", to_text(before->source, before->source_port));
    finding.evidence.set("after", to_text(now.source, now.source_port));
    finding.add({event.datagram.frame});
    finding.say(
        event.datagram.frame, "{2}", 0, 0,
        "moved from " + finding.evidence.text("before") + " to " + finding.evidence.text("after"));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-nat-rebinding",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::headers,
    .title = "A peer's address or port changed while the SA lived",
    .why =
        "A NAT gave the peer another port or address, or the peer moved (MOBIKE). IKE and ESP go "
        "on under the same SPIs, but packets that were on their way, and peers that do not follow, "
        "are lost.",
    .advice =
        "If it repeats, shorten the NAT keepalive interval below the lifetime of the NAT's "
        "bindings, or use MOBIKE when the peers really move.",
    .specs = {"RFC 7296 section 2.23", "RFC 4555", "RFC 3948 section 4", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_nat_rebinding
