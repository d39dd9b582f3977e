// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::esp_sequence_gap {
namespace {

// Whoever captured may say that packets or whole files are missing: then nobody knows which of the
// numbers went missing before that.
std::string where_they_went(const Finding& finding) {
  const auto& evidence = finding.evidence;
  if (evidence.text("over") == "TCP")
    return "the capture missed them, or the sender dropped them before its TCP stream";
  const auto dropped = evidence.number("capture_dropped");
  if (dropped == 0 && evidence.number("capture_files_missing") == 0)
    return "packets were lost before the capture point or never sent";
  const auto what = dropped == 0 ? std::string("files of the capture are missing")
                                 : "the capture dropped " + counted(dropped, "packet") + " itself";
  return what + ", so whether the network lost any is not known";
}

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format(
      "{} sequence number{} of {} never came ({:.2f} % of {}; longest run {}): {}", finding.count,
      finding.count == 1 ? "" : "s", to_text(finding.subject),
      100.0 * static_cast<double>(finding.count) /
          static_cast<double>(std::max<std::uint64_t>(evidence.number("numbers_expected"), 1)),
      evidence.number("numbers_expected"), evidence.number("longest_run"),
      where_they_went(finding));
}

void judge(const Bench& bench, const sessions::EspFlow& flow, const sessions::CaptureFacts* facts) {
  const auto& numbers = flow.numbers;
  const auto damaged = flow.failures.numbers_damaged;
  if (numbers.lost() <= damaged || flow.unknown_spi) return;
  Finding& finding = bench.about(Subject(flow));
  finding.certainty = flow.icv_ok != 0 ? Certainty::decrypted : Certainty::inferred;
  finding.evidence.set("numbers_expected", numbers.highest - numbers.lowest + 1 - numbers.awaited);
  finding.evidence.set("longest_run", numbers.longest_gap);
  if (flow.path.encapsulation == Encapsulation::tcp)
    finding.evidence.set("over", std::string("TCP"));
  if (facts != nullptr && facts->packets_dropped != 0)
    finding.evidence.set("capture_dropped", facts->packets_dropped);
  if (facts != nullptr && facts->files_missing != 0)
    finding.evidence.set("capture_files_missing", facts->files_missing);
  if (flow.icv_ok == 0)
    finding.evidence.set("assumption", "every number on the wire is the sender's own");
  finding.add({flow.first_frame, flow.last_frame});
  finding.count = numbers.lost() - damaged;
  if (heard(finding))
    say_at_ends(finding, flow,
                fmt::format("of the numbers {} to {}, {} never came", numbers.lowest,
                            numbers.highest, finding.count));
  if (damaged != 0) finding.evidence.set("arrived_damaged", damaged);
  if (numbers.awaited != 0) finding.evidence.set("may_still_come", numbers.awaited);
}

void install(const Bench& bench) {
  const auto in_tcp = bench.table<std::uint32_t, const sessions::EspFlow*>("SAs in TCP");  // by id
  bench.events.to<sessions::EspFlowEnded>([bench, in_tcp](const sessions::EspFlowEnded& event) {
    if (event.flow.path.encapsulation == Encapsulation::tcp)
      in_tcp->emplace(event.flow.id, &event.flow);
    else
      judge(bench, event.flow, event.facts);
  });
  bench.events.to<sessions::CaptureEnded>([bench, in_tcp](const sessions::CaptureEnded& end) {
    if (end.facts.tcp_streams_given_up != 0) return;  // the numbers may have been in one of those
    for (const auto& [id, flow] : *in_tcp) judge(bench, *flow, &end.facts);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-sequence-gap",
    .family = Family::replay,
    .severity = Severity::low,
    .needs = Needs::headers,
    .title = "Sequence numbers are missing: packets were lost, or never sent",
    .why =
        "A sender counts every packet, so a number that never appears is a packet that was dropped "
        "between the sender and this capture point, that the capture itself missed, or that the "
        "sender counted and could not send. With keys only authentic packets count; without, a "
        "forged number further ahead looks like loss.",
    .advice =
        "Compare with the other end's counters or with a capture closer to the sender. Coverage "
        "says whether the capture dropped packets itself; then the finding does not blame the "
        "network. Bursts point to congestion or rekeying, single losses to a bad link.",
    .specs = {"RFC 4303 section 2.2", "RFC 4303 section 3.3.3", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_sequence_gap
