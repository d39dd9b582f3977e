// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/spi_text.h"

namespace espect::rules::sn_mismatch {
namespace {

constexpr std::uint64_t all_numbers = std::uint64_t{1} << 32;
constexpr std::uint64_t shortest_use = 8 * 3600;  // seconds that 32 bits have to last

std::string sentence(const Finding& finding) {
  if (const auto peak = finding.evidence.number("peak_per_second"))
    return fmt::format(
        "{} has 32-bit sequence numbers and used {} of them in its busiest second: at that rate "
        "they last {:.1f} hours",
        to_text(finding.subject), peak,
        static_cast<double>(all_numbers) / static_cast<double>(peak) / 3600);
  return fmt::format(
      "{} Child SA{} of {} use{} 32-bit unspecified sequence numbers: no replay protection",
      finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
      finding.count == 1 ? "s" : "");
}

// The most sequence numbers that authentic packets used up within one second. A second starts with
// the first packet after the one before ended, so that idle time does not thin a peak out.
class PeakRate {
 public:
  void add(Time time, std::uint64_t sequence) {
    if (!started_ || seconds_between(start_, time) >= 1) {
      started_ = true;
      start_ = time;
      first_ = highest_ = std::max(highest_, sequence);
    }
    highest_ = std::max(highest_, sequence);
    peak_ = std::max(peak_, highest_ - first_ + 1);
  }
  std::uint64_t peak() const { return peak_; }

 private:
  bool started_ = false;
  Time start_{};
  std::uint64_t first_ = 0;
  std::uint64_t highest_ = 0;
  std::uint64_t peak_ = 0;
};

void judge_rates(const Bench& bench) {
  const auto rates = std::make_shared<std::vector<PeakRate>>();  // by flow id
  bench.events.to<sessions::EspOpened>([rates](const sessions::EspOpened& event) {
    if (event.flow.esn) return;
    if (rates->size() <= event.flow.id) rates->resize(event.flow.id + 1);
    (*rates)[event.flow.id].add(event.datagram.time, event.sequence);
  });
  bench.events.to<sessions::EspFlowEnded>([bench, rates](const sessions::EspFlowEnded& event) {
    const auto* sn = event.child != nullptr
                         ? event.child->selection.first(registry::transform_type::sn)
                         : nullptr;
    if (sn == nullptr || sn->id != registry::sequence_numbers::sequential_numbers_32 ||
        event.flow.id >= rates->size())
      return;
    const auto peak = (*rates)[event.flow.id].peak();
    if (peak == 0 || all_numbers / peak >= shortest_use) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("peak_per_second", peak);
    finding.evidence.set("measured",
                         "the most sequence numbers that authentic packets used in one second");
    finding.add({event.flow.first_frame, event.flow.last_frame});
    if (heard(finding))
      say_at_ends(finding, event.flow, fmt::format("up to {} numbers used in a second", peak));
  });
}

void install(const Bench& bench) {
  judge_rates(bench);
  // Group SAs come from GSA_AUTH and GSA_REKEY, never from these exchanges.
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    const auto* sn = event.child.selection.first(registry::transform_type::sn);
    if (sn == nullptr || sn->id != registry::sequence_numbers::unspecified_numbers_32) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("spis", spis_text(event.child));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(
          finding, event.request_frame,
          fmt::format("asks for {}, which got unspecified numbers", spi_text(event.child.spi_i)),
          event.response_frame,
          fmt::format("selects unspecified numbers for it and {}", spi_text(event.child.spi_r)));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "sn-mismatch",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "The sequence numbers of an SA do not fit its use",
    .why =
        "An SA may use each sequence number once. At a high rate 32 bits are used up within hours, "
        "and then the SA stops or has to be rekeyed ever sooner: 64-bit numbers are for that. "
        "32-bit unspecified numbers (SN 2) are for group SAs with several senders, where the "
        "receiver cannot check them. On an SA between two peers they mean that there is no "
        "protection against replay.",
    .advice =
        "Offer 32-bit sequential (SN 0) or, for fast links, 64-bit sequential numbers (SN 1) for "
        "SAs between two peers.",
    .specs = {"RFC 9827", "RFC 9838", "RFC 4303 section 2.2.1", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::sn_mismatch
