// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdlib>
#include <deque>

#include "ipsec/rules/between_points.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_capture_duplicate {
namespace {

using sessions::IkeMessageSeen;

std::string sentence(const Finding& finding) {
  return captured_twice_text(finding, "message", "retransmission");
}

// The newest messages of the capture as they were seen first: as far back as the sessions look for
// a copy.
class Firsts {
 public:
  struct Sight {
    std::uint32_t sa, message_id, identification;
    std::size_t octets;
    bool from_initiator;
    std::uint8_t ttl;
    Time time;
  };

  static Sight of(const IkeMessageSeen& event) {
    const auto& datagram = event.datagram;
    return {event.sa.id,
            event.message.header().message_id,
            datagram.ip.identification,
            event.message.octets().size(),
            event.from_initiator,
            datagram.ip.ttl,
            datagram.time};
  }
  void add(const Sight& sight) {
    if (newest_.size() == most) newest_.pop_front();
    newest_.push_back(sight);
  }
  // Null when it was too long ago.
  const Sight* of_copy(const Sight& copy) const {
    for (auto sight = newest_.rbegin(); sight != newest_.rend(); ++sight)
      if (sight->sa == copy.sa && sight->message_id == copy.message_id &&
          sight->identification == copy.identification && sight->octets == copy.octets &&
          sight->from_initiator == copy.from_initiator)
        return &*sight;
    return nullptr;
  }

 private:
  static constexpr std::size_t most = 1024;
  std::deque<Sight> newest_;
};

// Of one IKE SA.
struct Twice {
  const sessions::IkeSa* sa = nullptr;
  std::uint64_t copies = 0;  // on either side
  bool both_sides = false;
  BetweenPoints between;
};

void on_copy(const Bench& bench, Twice& twice, const Firsts::Sight& first,
             const IkeMessageSeen& event) {
  const auto frame = event.datagram.frame;
  const auto hops = std::abs(first.ttl - event.datagram.ip.ttl);
  Finding& finding = bench.about(Subject(event.sa));
  finding.certainty = Certainty::inferred;
  finding.add({frame});
  twice.sa = &event.sa;
  ++twice.copies;
  if (hops == 0) {
    finding.evidence.set("assumption", copy_of_the_capture);
    finding.say(frame,
                "message {0}, an exact copy of one that came less than 5 ms before, made by the "
                "capture or the network",
                event.message.header().message_id);
    return;
  }
  twice.both_sides = true;
  twice.between.add(event.datagram.time.nanoseconds - first.time.nanoseconds);
  finding.evidence.set("other_side", finding.evidence.number("other_side") + 1);
  finding.evidence.raise_to("hops", static_cast<std::uint64_t>(hops));
  finding.evidence.set("assumption", router_between_points);
  finding.say(frame,
              hops == 1 ? MarkFormat("message {0}, captured before on the other side of a hop")
                        : MarkFormat("message {0}, captured before on the other side of {1} hops"),
              event.message.header().message_id, static_cast<std::uint64_t>(hops));
}

void install(const Bench& bench) {
  const auto firsts = std::make_shared<Firsts>();
  const auto sas = bench.table<std::uint32_t, Twice>("IKE SAs");
  bench.events.to<IkeMessageSeen>([bench, firsts, sas](const IkeMessageSeen& event) {
    const auto sight = Firsts::of(event);
    if (!event.second_sighting) return firsts->add(sight);
    // Where it was is not known without the first sighting: nothing is said.
    if (const auto* first = firsts->of_copy(sight))
      on_copy(bench, (*sas)[event.sa.id], *first, event);
  });
  bench.events.to<sessions::CaptureEnded>([bench, sas](const sessions::CaptureEnded&) {
    for (const auto& [id, twice] : *sas) {
      if (!twice.both_sides) continue;
      const std::uint64_t messages = twice.sa->messages;
      twice.between.conclude(bench.about(Subject(*twice.sa)).evidence,
                             messages > twice.copies ? messages - twice.copies : 0);
    }
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-capture-duplicate",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::ike_clear,
    .title = "The capture holds the same IKE message twice",
    .why =
        "The same octets with the same IP identification and TTL came again within a few "
        "milliseconds: a mirror port that sees both directions, two interfaces in one capture, "
        "or a network that duplicates. With another TTL the capture saw both sides of a router: "
        "then the time between the two is what that path took, and a message that only one side "
        "has was lost between them, or passed one of them while nobody looked.",
    .advice =
        "Nothing was sent again: the copies are no retransmissions. To measure a hop, capture on "
        "both sides and audit the two files with --same-traffic, which tells loss from what one "
        "capture missed.",
    .specs = {"RFC 7296 section 2.1", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_capture_duplicate
