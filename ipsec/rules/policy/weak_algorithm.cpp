// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

namespace types = registry::transform_type;
using registry::PolicyKind;
using registry::Verdict;

// NONE is judged by missing-integrity and the quantum rules, SN by sn-mismatch.
std::optional<PolicyKind> kind_of(const sessions::Transform& transform) {
  if (transform.type == types::encr) return PolicyKind::encr;
  if (transform.type == types::prf) return PolicyKind::prf;
  if (transform.id == 0) return std::nullopt;
  if (transform.type == types::integ) return PolicyKind::integ;
  if (transform.is_key_exchange()) return PolicyKind::ke;
  return std::nullopt;
}

struct Rated {
  std::string text;  // "ENCR_3DES (forbidden: ...)"
  Severity severity;
};

// Forbidden and negotiated is medium, discouraged low; what was only offered counts one step less.
std::optional<Rated> rate(const registry::Policy& policy, const sessions::Transform& transform,
                          bool negotiated) {
  const auto kind = kind_of(transform);
  if (!kind) return std::nullopt;
  const auto key_bits =
      transform.key_bits != 0 ? std::optional<unsigned>(transform.key_bits) : std::nullopt;
  const auto* row = policy.rate(*kind, transform.id, key_bits, registry::PolicyScope::ike);
  if (row == nullptr ||
      (row->verdict != Verdict::forbidden && row->verdict != Verdict::discouraged))
    return std::nullopt;
  const bool forbidden = row->verdict == Verdict::forbidden;
  const Severity severity = forbidden ? (negotiated ? Severity::medium : Severity::low)
                                      : (negotiated ? Severity::low : Severity::info);
  return Rated{fmt::format("{} ({}: {})", to_text(transform),
                           forbidden ? "forbidden" : "discouraged", row->reason),
               severity};
}

class Collected {
 public:
  void add(const Rated& rated) {
    if (text_.find(rated.text) == std::string::npos)
      text_ += (text_.empty() ? "" : ", ") + rated.text;
    worst_ = std::max(worst_.value_or(rated.severity), rated.severity);
  }
  const std::string& text() const { return text_; }
  std::optional<Severity> worst() const { return worst_; }

 private:
  std::string text_;
  std::optional<Severity> worst_;
};

std::string sentence(const Finding& finding) {
  const auto negotiated = finding.evidence.text("negotiated");
  const auto offered = finding.evidence.text("offered");
  std::string text = fmt::format("{} under policy {}: ", to_text(finding.subject),
                                 finding.evidence.text("policy"));
  if (!negotiated.empty()) text += "negotiated " + negotiated;
  if (!offered.empty())
    text += (negotiated.empty() ? "only offered " : "; also offered ") + offered;
  return text;
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    Collected negotiated;
    Collected offered;
    for (const auto& transform : event.sa.selection->transforms)
      if (const auto rated = rate(bench.policy, transform, true)) negotiated.add(*rated);
    for (const auto& proposal : event.sa.offer)
      for (const auto& transform : proposal.transforms) {
        if (std::ranges::count(event.sa.selection->transforms, transform) > 0) continue;
        if (const auto rated = rate(bench.policy, transform, false)) offered.add(*rated);
      }
    if (!negotiated.worst() && !offered.worst()) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.severity = std::max(negotiated.worst().value_or(Severity::info),
                                offered.worst().value_or(Severity::info));
    finding.evidence.set("policy", bench.policy.name());
    finding.evidence.set("negotiated", negotiated.text());
    finding.evidence.set("offered", offered.text());
    finding.add({event.request_frame, event.response_frame});
  });
}

}  // namespace

extern const RuleInfo weak_algorithm;
const RuleInfo weak_algorithm{
    .id = "weak-algorithm",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "An algorithm is weaker than the policy in force allows",
    .why =
        "The policy forbids or discourages an algorithm that was negotiated or offered. What is "
        "offered can be "
        "selected by the next peer. Forbidden and negotiated is medium, discouraged and negotiated "
        "low; what was "
        "only offered counts one step less.",
    .advice =
        "Remove the named algorithms from both peers' proposals. The default policy follows RFC "
        "8247 and RFC 8221.",
    .specs = {"RFC 8247", "RFC 8221", "RFC 9395", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
