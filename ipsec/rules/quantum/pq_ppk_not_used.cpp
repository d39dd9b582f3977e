// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>
#include <string_view>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::pq_ppk_not_used {
namespace {

namespace notify = registry::notify;
namespace exchange = registry::exchange;

std::string sentence(const Finding& finding) {
  return fmt::format("{} and {} negotiated a PPK in {}, but {} did not use it",
                     finding.evidence.text("initiator"), finding.evidence.text("responder"),
                     finding.evidence.text("notify"), finding.evidence.text("responder"));
}

bool both_said(const sessions::IkeSa& sa, std::uint16_t type) {
  return sa.initiator_said(type) && sa.responder_said(type);
}

void tell(const Bench& bench, const sessions::IkeMessageOpened& event, std::string_view which) {
  Finding& finding = bench.about(Subject(event.sa));
  finding.certainty = Certainty::decrypted;
  finding.evidence.set("initiator", to_text(event.sa.initiator.address));
  finding.evidence.set("responder", to_text(event.sa.responder.address));
  finding.evidence.set("notify", std::string(which));
  finding.add({event.datagram.frame});
  finding.say(event.datagram.frame, "a response that does not use the PPK of {2}, message id {0}",
              event.message.header().message_id, 0, std::string(which));
}

void install(const Bench& bench) {
  // Message ids of IKE_INTERMEDIATE requests that name PPKs, by IKE SA.
  const auto asked = bench.table<std::uint32_t, std::uint32_t>("IKE SAs");
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, asked](const sessions::IkeMessageOpened& event) {
        if (event.contents == nullptr || event.retransmission) return;
        const auto& contents = *event.contents;
        const auto& header = event.message.header();
        const bool used = contents.has_notify(notify::ppk_identity);
        if (header.exchange.value == exchange::ike_intermediate) {
          if (!header.response() && contents.has_notify(notify::ppk_identity_key))
            (*asked)[event.sa.id] = header.message_id;
          const auto request = asked->find(event.sa.id);
          if (header.response() && !used && request != asked->end() &&
              request->second == header.message_id && !contents.error_notify())
            tell(bench, event, "USE_PPK_INT");
          return;
        }
        // The response that carries the responder's AUTH; with EAP that is the last one.
        if (header.exchange.value != exchange::ike_auth || !header.response() || used ||
            contents.first(registry::payload::auth) == nullptr ||
            contents.first(registry::payload::eap) != nullptr)
          return;
        if (both_said(event.sa, notify::use_ppk) && !both_said(event.sa, notify::use_ppk_int))
          tell(bench, event, "USE_PPK");
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "pq-ppk-not-used",
    .family = Family::quantum,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "A post-quantum preshared key was negotiated and not used",
    .why =
        "Both peers know the extension, but the responder does not have the PPK that the initiator "
        "named, or none of several. It went on without it, which NO_PPK_AUTH permits, so the SA "
        "has no quantum resistance from it.",
    .advice =
        "Configure the same PPK and identity at both peers and then make it mandatory, so that a "
        "mismatch fails instead of passing unnoticed.",
    .specs = {"RFC 8784 section 3", "RFC 9867", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::pq_ppk_not_used
