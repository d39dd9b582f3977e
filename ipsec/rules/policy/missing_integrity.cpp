// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/spi_text.h"
#include "ipsec/rules/words.h"

namespace espect::rules::missing_integrity {
namespace {

std::string sentence(const Finding& finding) {
  if (finding.subject.flow != 0)
    return fmt::format("{} is without integrity: {} of {} and no ICV behind it",
                       to_text(finding.subject), finding.evidence.text("encryption"),
                       counted(finding.evidence.number("packets"), "packet"));
  return fmt::format("{} ESP SA{} of {} without integrity: {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.evidence.text("selected"));
}

// An encryption key alone opens packets in which nothing follows the next header.
void judge_flow(const Bench& bench, const sessions::EspFlow& flow) {
  if (flow.decrypted == 0 || !flow.algorithms || flow.algorithms->icv_octets != 0) return;
  Finding& finding = bench.about(Subject(flow));
  finding.certainty = Certainty::decrypted;
  finding.evidence.set("encryption", flow.algorithms->encr.display_name());
  finding.evidence.set("packets", flow.decrypted);
  finding.add({flow.first_frame, flow.last_frame});
  if (heard(finding))
    say_at_ends(finding, flow, finding.evidence.text("encryption") + ", and no ICV behind it");
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    if (event.child == nullptr) judge_flow(bench, event.flow);
  });
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    const auto& child = event.child;
    const auto* encr = child.selection.first(registry::transform_type::encr);
    const auto* integ = child.selection.first(registry::transform_type::integ);
    const auto* cipher = encr != nullptr ? registry::encryption_parameters(encr->meaning) : nullptr;
    // A cipher whose properties nobody knows may be AEAD.
    if (child.protocol != Protocol::esp || cipher == nullptr || cipher->is_aead() ||
        (integ != nullptr && integ->id != 0))
      return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("selected", to_text(child.selection));
    finding.evidence.set("spis", spis_text(child));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame,
                      fmt::format("asks for {}, which got no integrity", spi_text(child.spi_i)),
                      event.response_frame,
                      fmt::format("selects for it and {} {}", spi_text(child.spi_r),
                                  finding.evidence.text("selected")));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "missing-integrity",
    .family = Family::policy,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "An ESP SA without integrity",
    .why =
        "Encryption without authentication lets anybody on the path change what arrives, and most "
        "block and stream ciphers then give their plaintext away to a patient attacker. RFC 8221 "
        "forbids it.",
    .advice =
        "Use an AEAD cipher (AES-GCM, ChaCha20-Poly1305), or add an integrity algorithm to the "
        "proposal of both peers.",
    .specs = {"RFC 8221 section 4", "RFC 4303 section 3.2", "RFC 7296 section 3.3.3", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::missing_integrity
