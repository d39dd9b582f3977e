// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/replay/eesp_announced.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::eesp_session_id_invalid {
namespace {

void tell(Finding& finding, const std::string& what, Certainty certainty) {
  if (finding.evidence.text("what").empty()) finding.evidence.set("what", what);
  finding.evidence.set("profile", std::string("experimental"));
  finding.certainty = certainty;
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} on {}: {}", finding.count, finding.count == 1 ? "" : "s",
                     to_text(finding.subject), finding.evidence.text("what"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EespHeadSeen>([bench](const sessions::EespHeadSeen& event) {
    if (event.child == nullptr) return;
    const auto announced = announced_by_receiver(*event.child, event.flow.spi);
    const auto id = event.flow.session_id;
    std::string what;
    if (!announced.sub_sas && id != 0)
      what = fmt::format("Session ID {} although no sub-SAs were agreed on", id);
    else if (announced.sub_sas && announced.max_session_id && id > *announced.max_session_id)
      what = fmt::format("a Session ID above the {} that the receiver announced",
                         *announced.max_session_id);
    if (what.empty()) return;
    Finding& finding = bench.about(Subject(event.flow));
    if (announced.max_session_id)
      finding.evidence.set("announced_maximum", std::uint64_t{*announced.max_session_id});
    tell(finding, what, event.authentic ? Certainty::decrypted : Certainty::observed);
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "Session ID {0} is no sub-SA of this SA", id);
  });
  // The sub-SAs of an SA share the root key: where it verified others, it verifies this one.
  const auto proven = bench.table<std::pair<std::uint32_t, Address>, bool>("EESP SAs");
  bench.events.to<sessions::EspOpened>([proven](const sessions::EspOpened& event) {
    if (event.flow.eesp != nullptr) (*proven)[{event.flow.spi, event.flow.path.destination}] = true;
  });
  bench.events.to<sessions::EspFlowEnded>([bench, proven](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    if (flow.eesp == nullptr || flow.icv_ok != 0 || flow.undecided == 0 ||
        proven->find({flow.spi, flow.path.destination}) == proven->end())
      return;
    Finding& finding = bench.about(Subject(flow));
    const bool told = finding.count != 0;
    tell(finding,
         "no key verifies, while other sub-SAs of this SA open: the Session ID is not the sender's",
         Certainty::decrypted);
    finding.evidence.set("unverified_packets", flow.undecided);
    if (told) return;
    finding.add({flow.first_frame, flow.last_frame});
    finding.count = flow.undecided;
    say_at_ends(finding, flow, "no key verifies, while other sub-SAs of this SA open");
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "eesp-session-id-invalid",
    .family = Family::replay,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "EESP packets with a Session ID that is no sub-SA of theirs",
    .why =
        "The Session ID names the sub-SA: its key, its numbers and its replay window. A "
        "receiver drops an ID above the maximum that it announced, and any but 0 where no "
        "key derivation for sub-SAs was agreed on. An ID that somebody changed on the way "
        "takes a key under which no packet verifies; a receiver that made a window for it "
        "before it checked the ICV gives memory to strangers.",
    .advice =
        "Compare the Session IDs that the sender uses with EESP_MAX_SUB_SA_ID of the "
        "receiver; where the packets verify under no key, look for who injects or changes "
        "them.",
    .specs = {"draft-ietf-ipsecme-eesp-03 section 2.9.2",
              "draft-ietf-ipsecme-eesp-ikev2-02 section 3.5",
              "draft-ietf-ipsecme-eesp-03 section 5"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::eesp_session_id_invalid
