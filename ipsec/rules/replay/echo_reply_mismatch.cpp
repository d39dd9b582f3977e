// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "ipsec/rules/replay/echo_subject.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} ESP echo repl{} from {} do{} not fit the request: {}", finding.count,
                     finding.count == 1 ? "y" : "ies", finding.evidence.text("responder"),
                     finding.count == 1 ? "es" : "", finding.evidence.text("what"));
}

// What is wrong with a reply; empty when nothing is. A shorter one may be limited by the MTU of the
// way back.
std::string mismatch(const sessions::EchoSeen& event) {
  const auto& echo = event.echo;
  const auto& request = *event.request;
  if (event.numbers_differ)
    return fmt::format("identifier {} answers {}", echo.identifier, request.identifier);
  const Bytes asked = request.data;
  if (echo.data.size() > asked.size())
    return fmt::format("{} octets of data answer {}: amplification", echo.data.size(),
                       asked.size());
  if (!std::ranges::equal(echo.data, asked.first(echo.data.size())))
    return "its data differs from what was sent";
  return {};
}

void install(const Bench& bench) {
  bench.events.to<sessions::EchoSeen>([bench](const sessions::EchoSeen& event) {
    if (!event.echo.reply || event.request == nullptr) return;
    const auto what = mismatch(event);
    if (what.empty()) return;
    Finding& finding = bench.about(echo_subject(event));
    if (finding.count == 0) {
      finding.certainty = event.numbers_differ    ? Certainty::inferred
                          : event.flow != nullptr ? Certainty::decrypted
                                                  : Certainty::observed;
      finding.evidence.set("responder", to_text(event.datagram.path.source));
      finding.evidence.set("what", what);
      finding.evidence.set("sequence", std::uint64_t{event.echo.sequence});
      if (event.numbers_differ)
        finding.evidence.set("assumption",
                             std::string("it answers the open request with its sequence number"));
    }
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
        "Compare the two frames. In the clear nothing is authenticated, so look for who else "
        "could have sent the reply; inside an SA it is the peer's implementation.",
    .specs = {"draft-ietf-ipsecme-esp-ping", "draft-ietf-ipsecme-encrypted-esp-ping", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
