// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  const auto times = fmt::format("{} time{}", finding.count, finding.count == 1 ? "" : "s");
  if (!finding.subject.ike_sa && !finding.subject.protocol) {
    const auto spi = evidence.text("unknown_spi");
    return fmt::format(
        "{}{} came {} in the clear, of no SA that this capture shows; {} sent the first",
        evidence.text("notify"), spi.empty() ? "" : fmt::format(" (SPI {})", spi), times,
        evidence.text("sender"));
  }
  if (evidence.number("unknown") == 0)
    return fmt::format("{} sent {} about {} in the clear, {}", evidence.text("sender"),
                       evidence.text("notify"), to_text(finding.subject), times);
  return fmt::format(
      "{} says that it does not know {} ({}, unprotected), {}: it lost its state, or somebody "
      "pretends",
      evidence.text("sender"), to_text(finding.subject), evidence.text("notify"), times);
}

void install(const Bench& bench) {
  bench.events.to<sessions::UnprotectedNotifySeen>(
      [bench](const sessions::UnprotectedNotifySeen& event) {
        Subject subject;
        if (event.ike_sa != nullptr) subject = Subject(*event.ike_sa);
        if (event.flow != nullptr) subject = Subject(*event.flow);
        Finding& finding = bench.about(subject);
        const registry::NotifyType type{event.notify};
        const bool unknown = type.means(registry::notify::invalid_ike_spi) ||
                             type.means(registry::notify::invalid_spi);
        if (finding.count == 0) {
          finding.evidence.set("sender", to_text(event.datagram.path.source));
          finding.evidence.set(
              "notify", registry::display_name(registry::NotifyType::registry(), event.notify));
          finding.evidence.set("unknown", std::uint64_t{unknown ? 1U : 0U});
          if (event.spi) finding.evidence.set("unknown_spi", fmt::format("0x{:08x}", *event.spi));
        }
        finding.add({event.datagram.frame});
      });
}

}  // namespace

extern const RuleInfo ike_unprotected_notify;
const RuleInfo ike_unprotected_notify{
    .id = "ike-unprotected-notify",
    .family = Family::negotiation,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "An error notify came in the clear, outside any IKE SA",
    .why =
        "A host that receives IKE or ESP for an SA that it does not know may say so, but nothing "
        "protects that message: the peer restarted or deleted the SA, or somebody else wrote it. "
        "It answers no encrypted request and ends no SA; a peer takes it as a hint to send a "
        "liveness check.",
    .advice =
        "Look at the sender's log for a restart or a deleted SA at that time. If both ends still "
        "have the SA, find out who sends these messages.",
    .specs = {"RFC 7296 section 1.5", "RFC 7296 section 2.21.4", "RFC 6290", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
