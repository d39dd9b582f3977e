// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/spi_text.h"
#include "ipsec/rules/words.h"

namespace espect::rules::null_encryption {
namespace {

std::string sentence(const Finding& finding) {
  if (finding.subject.flow != 0)
    return fmt::format("{} of {} {} in the clear: {}", counted(finding.count, "packet"),
                       to_text(finding.subject), verb(finding.count, "is", "are"),
                       finding.evidence.text("encryption"));
  return fmt::format("{} ESP SA{} of {} encrypt{} nothing: {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.count == 1 ? "s" : "", finding.evidence.text("negotiated"));
}

// What the key source says and the ICV proved.
void judge_flow(const Bench& bench, const sessions::EspFlow& flow) {
  const auto& used = flow.algorithms;
  const auto* cipher =
      used && flow.icv_ok != 0 ? registry::encryption_parameters(used->encr.meaning) : nullptr;
  if (flow.protocol != Protocol::esp || cipher == nullptr || cipher->encrypts()) return;
  Finding& finding = bench.about(Subject(flow));
  finding.certainty = Certainty::decrypted;
  finding.evidence.set("encryption", fmt::format("{}, ICV of {}", used->encr.display_name(),
                                                 counted(used->icv_octets, "octet")));
  finding.add({flow.first_frame, flow.last_frame});
  finding.count = flow.packets;
  if (heard(finding))
    say_at_ends(finding, flow, "in the clear: " + finding.evidence.text("encryption"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    // A Child SA is told when it is made.
    if (event.child == nullptr) judge_flow(bench, event.flow);
  });
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    const auto& child = event.child;
    if (child.protocol != Protocol::esp) return;
    const auto* encr = child.selection.first(registry::transform_type::encr);
    const auto* cipher = encr != nullptr ? registry::encryption_parameters(encr->meaning) : nullptr;
    if (cipher == nullptr || cipher->encrypts()) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    auto known = finding.evidence.text("negotiated");
    const auto text = fmt::format("{} {}", spis_text(child, " and "), to_text(child.selection));
    finding.evidence.set("negotiated", known.empty() ? text : known + "; " + text);
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame,
                      fmt::format("asks for {}, which got no encryption", spi_text(child.spi_i)),
                      event.response_frame, "negotiated " + text);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "null-encryption",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "An ESP SA without encryption",
    .why =
        "ENCR_NULL and AES-GMAC authenticate but do not encrypt: everybody on the path reads the "
        "traffic. It is allowed, and mostly left over from a test or a list of proposals that was "
        "too long.",
    .advice =
        "Remove NULL from the ESP proposals of both peers, unless integrity alone is what you "
        "want; then AH or a note in the configuration says so.",
    .specs = {"RFC 2410", "RFC 4543", "RFC 8221 section 5", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::null_encryption
