// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::esp_readable {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format(
      "{} of {} can be read without a key: the payload is in the clear ({}, ICV of {})",
      counted(evidence.number("packets"), "packet"), to_text(finding.subject),
      evidence.text("cipher"), counted(evidence.number("icv_octets"), "octet"));
}

// null-encryption tells it where the negotiation was read.
bool negotiation_says_so(const sessions::ChildSa* child) {
  const auto* encr =
      child != nullptr ? child->selection.first(registry::transform_type::encr) : nullptr;
  const auto* cipher = encr != nullptr ? registry::encryption_parameters(encr->meaning) : nullptr;
  return cipher != nullptr && !cipher->encrypts();
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    if (!flow.in_clear || flow.icv_ok != 0 || negotiation_says_so(event.child)) return;
    Finding& finding = bench.about(Subject(flow));
    finding.certainty = Certainty::inferred;
    finding.evidence.set("packets", flow.packets);
    finding.evidence.set("cipher",
                         flow.in_clear->iv_octets == 0 ? "ENCR_NULL" : "ENCR_NULL_AUTH_AES_GMAC");
    finding.evidence.set("icv_octets", std::uint64_t{flow.in_clear->icv_octets});
    finding.evidence.set(
        "assumption",
        "what ends in padding, names its contents and has their length is no ciphertext");
    finding.add({flow.first_frame, flow.last_frame});
    if (heard(finding))
      say_at_ends(finding, flow,
                  fmt::format("everybody can read them ({})", finding.evidence.text("cipher")));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-readable",
    .family = Family::policy,
    .severity = Severity::low,
    .needs = Needs::headers,
    .title = "ESP that everybody can read",
    .why =
        "The packets end in valid padding and hold headers whose lengths fit, which ciphertext "
        "does not do: ENCR_NULL or AES-GMAC protects their integrity and nothing else. Everybody "
        "on the path reads the traffic. Some networks do so on purpose (VoLTE signalling).",
    .advice =
        "Remove NULL from the ESP proposals of both peers, or from the keys that were set by hand, "
        "unless integrity alone is what you want.",
    .specs = {"RFC 5879", "RFC 2410", "RFC 4543", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_readable
