// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ipsec/rules/replay/echo_subject.h"

namespace espect::rules {
namespace {

// What can be wrong with a reply, as evidence counts it.
constexpr std::pair<const char*, const char*> kinds[] = {
    {"other_identifier", "another identifier"},
    {"longer", "longer than the request: amplification"},
    {"other_data", "other data"},
};

std::string sentence(const Finding& finding) {
  std::string what;
  for (const auto& [key, text] : kinds)
    if (const auto count = finding.evidence.number(key))
      what += fmt::format("{}{} {}", what.empty() ? "" : ", ", count, text);
  return fmt::format("{} ESP echo repl{} from {} do{} not fit the request: {}", finding.count,
                     finding.count == 1 ? "y" : "ies", finding.evidence.text("responder"),
                     finding.count == 1 ? "es" : "", what);
}

// The kind of mismatch; null when there is none. A shorter reply may be limited by the MTU of the
// way back.
const char* mismatch(const sessions::EchoSeen& event) {
  const Bytes asked = event.request->data;
  const Bytes answered = event.echo.data;
  if (event.numbers_differ) return "other_identifier";
  if (answered.size() > asked.size()) return "longer";
  if (!std::ranges::equal(answered, asked.first(answered.size()))) return "other_data";
  return nullptr;
}

void install(const Bench& bench) {
  bench.events.to<sessions::EchoSeen>([bench](const sessions::EchoSeen& event) {
    if (!event.echo.reply || event.request == nullptr) return;
    const char* kind = mismatch(event);
    if (kind == nullptr) return;
    Finding& finding = bench.about(echo_subject(event));
    if (finding.count == 0) {
      finding.certainty = event.numbers_differ    ? Certainty::inferred
                          : event.flow != nullptr ? Certainty::decrypted
                                                  : Certainty::observed;
      finding.evidence.set("responder", to_text(event.datagram.path.source));
    }
    finding.evidence.set(kind, finding.evidence.number(kind) + 1);
    if (event.numbers_differ)
      finding.evidence.set("assumption",
                           std::string("it answers the open request with its sequence number"));
    finding.add({event.request->frame, event.datagram.frame});
  });
}

}  // namespace

extern const RuleInfo echo_reply_mismatch;
const RuleInfo echo_reply_mismatch{
    .id = "echo-reply-mismatch",
    .family = Family::replay,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "An ESP echo reply does not fit its request",
    .why =
        "A reply repeats identifier, sequence number and data of its request and is never longer. "
        "Other data means that the reply was made up or damaged on the way; a longer one lets an "
        "attacker with a forged source address turn small requests into large answers.",
    .advice =
        "Compare the two frames. In the clear nothing is authenticated, so look for who else could "
        "have sent the reply; inside an SA it is the peer's implementation.",
    .specs = {"draft-ietf-ipsecme-esp-ping", "draft-ietf-ipsecme-encrypted-esp-ping", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
