// SPDX-License-Identifier: GPL-2.0-or-later
#include <map>
#include <memory>

#include <fmt/format.h>

#include "ipsec/rules/fragmentation/message_key.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/table/digest.h"

namespace espect::rules::ike_fragments_inconsistent {
namespace {

struct Message {
  std::uint16_t total = 0;
  std::map<std::uint16_t, std::uint64_t> digests;  // by fragment number
};

std::string sentence(const Finding& finding) {
  return fmt::format("{} fragment{} of {} contradict{} what came before: {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.count == 1 ? "s" : "", finding.evidence.text("how"));
}

void install(const Bench& bench) {
  const auto seen = bench.table<MessageKey, Message>("fragmented messages");
  bench.events.to<sessions::IkeMessageSeen>([bench, seen](const sessions::IkeMessageSeen& event) {
    const auto& fragment = event.message.fragment();
    if (!fragment) return;
    Message& message = (*seen)[message_key(event)];
    const char* how = nullptr;
    if (fragment->total < message.total) {
      how = "the total went down";
    } else {
      if (fragment->total > message.total) message = {fragment->total, {}};
      const auto digest = sessions::digest_of(event.message.protected_octets());
      const auto [at, is_new] = message.digests.emplace(fragment->number, digest);
      if (!is_new && at->second != digest) how = "the same number with other octets";
      if (fragment->number == 0 || fragment->number > fragment->total)
        how = "a number outside 1 to the total";
    }
    if (how == nullptr) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.set("how", std::string(how));
    finding.evidence.set("fragment", std::uint64_t{fragment->number});
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "fragment {0} contradicts what came before: {2}",
                fragment->number, 0, how);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-fragments-inconsistent",
    .family = Family::fragmentation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "Fragments of one IKE message contradict each other",
    .why =
        "A fragment came again with other octets, or the total went down. A sender repeats a "
        "fragment with the same octets and splits smaller only, never larger: somebody else may be "
        "sending fragments, or the sender is broken.",
    .advice =
        "Compare the frames. Injected fragments fail their ICV; a receiver must drop them and keep "
        "the others.",
    .specs = {"RFC 7383 section 2.5", "RFC 7383 section 2.5.2", "RFC 7296 section 2.1", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_fragments_inconsistent
