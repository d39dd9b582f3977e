// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/inner/echoes.h"

namespace espect::rules::echo_unanswered {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} ESP echo request{} to {} had no reply within {:.0f} s; by itself this does not show that "
      "ESP is blocked",
      finding.count, finding.count == 1 ? "" : "s", finding.evidence.text("responder"),
      sessions::Echoes::patience_seconds);
}

void install(const Bench& bench) {
  bench.events.to<sessions::EchoUnanswered>([bench](const sessions::EchoUnanswered& event) {
    const auto& request = event.request;
    Subject subject;
    subject.protocol = Protocol::esp;
    subject.flow = request.flow;
    subject.destination = request.path.destination;
    Finding& finding = bench.about(subject);
    if (finding.count == 0) {
      finding.evidence.set("responder", to_text(request.path.destination));
      finding.evidence.set("carried",
                           std::string(request.flow != 0 ? "inside an SA" : "in the clear"));
    }
    finding.add({request.frame});
    if (heard(finding))
      finding.say(request.frame, "no reply within {0} s to this ESP echo request{2}",
                  static_cast<std::uint64_t>(sessions::Echoes::patience_seconds), 0,
                  request.form != sessions::EchoForm::a
                      ? fmt::format(" with identifier {} and sequence number {}",
                                    request.identifier, request.sequence)
                      : fmt::format(", ESP number {}", request.esp_sequence));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "echo-unanswered",
    .family = Family::replay,
    .severity = Severity::info,
    .needs = Needs::headers,
    .title = "ESP echo requests without a reply",
    .why =
        "A node answers ESP echo only when it implements it and is willing to show that it speaks "
        "ESP. Silence is a hint about the path when the peer is known to answer, for example "
        "because it announced ESP_ECHO_SUPPORTED; without that it says nothing.",
    .advice =
        "See whether the peer announced the capability, whether other requests were answered, and "
        "whether ESP of an SA passes between the same addresses. Never fall back to plaintext.",
    .specs = {"draft-ietf-ipsecme-esp-ping", "draft-ietf-ipsecme-encrypted-esp-ping", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::echo_unanswered
