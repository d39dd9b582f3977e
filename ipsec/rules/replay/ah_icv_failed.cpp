// SPDX-License-Identifier: GPL-2.0-or-later
#include <string_view>

#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

// Which of the two is likelier: a sender's packet with flipped bits keeps a number near its
// neighbours, a forger has to choose one.
std::string_view likelier(const sessions::EspFlow& flow, std::uint32_t sequence) {
  const auto number = sessions::extend_sequence(sequence, flow.history.highest());
  if (flow.history.seen(number)) return "like a copy of an earlier packet that was changed";
  if (number > flow.history.highest() + 1) return "forged: its number jumps ahead";
  return "corrupted on the way: its number is the next or a missing one";
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} of {} {} not authentic; the first looks {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.count == 1 ? "is" : "are", finding.evidence.text("first_looks"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IcvFailed>([bench](const sessions::IcvFailed& event) {
    if (event.flow.protocol != sessions::Protocol::ah) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    const auto looks = likelier(event.flow, event.sequence);
    if (finding.count == 0) finding.evidence.set("first_looks", std::string(looks));
    finding.evidence.set(std::string(looks), finding.evidence.number(looks) + 1);
    finding.add({event.datagram.frame});
  });
}

}  // namespace

extern const RuleInfo ah_icv_failed;
const RuleInfo ah_icv_failed{
    .id = "ah-icv-failed",
    .family = Family::replay,
    .severity = Severity::high,
    .needs = Needs::esp_keys,
    .title = "The ICV of AH packets does not verify",
    .why =
        "The SA's key is known, because other packets verify under it. These do not: they were "
        "changed on the way or are forged. A receiver drops them; many of them cost it time, "
        "and a forged sequence number must not move its window.",
    .advice =
        "The evidence says what each looks like. Corruption comes from a faulty link or a "
        "middlebox that rewrites packets (check NAT and MTU clamping); forgery from somebody "
        "who can send to this address.",
    .specs = {"RFC 4302 section 3.4.4", "RFC 4302 section 3.3.3", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
