// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/registry/vendor_id.h"
#include "ipsec/rules/capped.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/names.h"

namespace espect::rules::ikev1_used {
namespace {

namespace auth = registry::ikev1_auth;

std::string sentence(const Finding& finding) {
  const bool asked_only = finding.evidence.number("unanswered") != 0;
  std::string text = fmt::format(
      "{} {} {} {}IKEv1{}", finding.evidence.text("initiator"), asked_only ? "asks" : "and",
      finding.evidence.text("responder"), asked_only ? "for " : "use ",
      finding.evidence.text("mode").empty() ? "" : ", " + finding.evidence.text("mode"));
  for (const auto* side : {"initiator", "responder"})
    if (const auto migration = finding.evidence.text(std::string(side) + "_migration");
        !migration.empty())
      text += fmt::format(". {}: {}", finding.evidence.text(side), migration);
  return text;
}

// How the software that a vendor id names goes over to IKEv2, by the beginning of its name in
// vendor_ids.csv.
struct Migration {
  std::string_view vendor;
  std::string_view what;
};
constexpr Migration migrations[] = {
    {"strongSwan",
     "strongSwan speaks IKEv2: version = 2 in swanctl.conf, or keyexchange = ikev2 in "
     "ipsec.conf"},
    {"Libreswan", "libreswan speaks IKEv2: ikev2 = yes in the connection (the default since 4.0)"},
    {"KAME/racoon",
     "racoon knows no IKEv2 and is not maintained: replace it, by strongSwan or "
     "libreswan"},
    {"Cisco VPN 3000", "the VPN 3000 knows no IKEv2: replace it"},
    {"Cisco Unity",
     "Cisco's Unity extension is for IKEv1 clients; ASA and IOS speak IKEv2, the old "
     "VPN client does not"},
    {"Microsoft Windows", "Windows speaks IKEv2 since Windows 7: choose it in place of L2TP/IPsec"},
    {"Fortinet FortiGate", "FortiGate speaks IKEv2: set ike-version 2 in the phase 1 interface"},
    {"Check Point", "Check Point speaks IKEv2: it is an encryption method of the VPN community"},
    {"SonicWall", "SonicWall speaks IKEv2: the exchange of the policy's proposal"},
    {"Juniper NetScreen", "ScreenOS is not maintained: replace it"},
    {"NetScreen HeartBeat", "ScreenOS is not maintained: replace it"},
    {"Nortel Contivity", "Contivity is not maintained: replace it"},
    {"Apple", "macOS and iOS speak IKEv2: a configuration profile with that type of VPN"},
};

// Of the first vendor id that tells what to do; several products send those of others beside their
// own, so rows that name a product come before those that name an extension.
std::string migration_of(const sessions::Ikev1Peer& peer) {
  for (const auto& migration : migrations)
    for (const auto& id : peer.vendor_ids) {
      const auto* known = registry::find_vendor_id(id);
      if (known != nullptr && std::string_view(known->row->name).starts_with(migration.vendor))
        return std::string(migration.what);
    }
  return {};
}

bool preshared_key(registry::Ikev1AuthenticationMethod method) {
  return method.value == auth::pre_shared_key || method.value == auth::xauthinitpreshared ||
         method.value == auth::xauthresppreshared;
}

// The responder of aggressive mode proves itself before it knows who asks, with the preshared key
// when that is the method.
bool gives_hash_away(const sessions::Ikev1Sa& phase1) {
  if (phase1.selected) return preshared_key(phase1.authentication);
  return std::ranges::any_of(phase1.offers, [](const sessions::Ikev1Offer& offer) {
    return preshared_key(offer.authentication);
  });
}

void judge_phase1(Finding& finding, const sessions::Ikev1Sa& phase1) {
  for (const auto& [side, peer] :
       {std::pair{"initiator", &phase1.initiator()}, {"responder", &phase1.responder()}})
    if (auto migration = migration_of(*peer); !migration.empty())
      finding.evidence.set(std::string(side) + "_migration", std::move(migration));
  if (phase1.mode != sessions::Ikev1Mode::aggressive) return;
  if (gives_hash_away(phase1)) {
    finding.judge(Severity::high);
    finding.evidence.set("mode", std::string("aggressive mode with a preshared key"));
  } else if (finding.evidence.text("mode").empty()) {
    finding.evidence.set("mode", std::string("aggressive mode"));
  }
}

void install(const Bench& bench) {
  // One side's question says nothing of the other.
  const auto asked = bench.table<std::uint32_t, bool>("IKE SAs");
  bench.events.to<sessions::CaptureEnded>([bench, asked](const sessions::CaptureEnded&) {
    for (const auto& [ike_sa, unused] : *asked) {
      Subject subject;
      subject.ike_sa = ike_sa;
      if (Finding* finding = bench.findings.find(bench.rule, subject); finding != nullptr)
        finding->evidence.set("unanswered", std::uint64_t{1});
    }
  });
  bench.events.to<sessions::IkeMessageSeen>([bench, asked](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    // A peer that answers IKEv2 so is told by ike-init-refused.
    if (header.major_version() != 1 || event.sa.version == 2) return;
    Finding& finding = bench.about(Subject(event.sa));
    if (finding.count == 0) {
      finding.evidence.set("initiator", to_text(event.sa.initiator.address));
      finding.evidence.set("responder", to_text(event.sa.responder.address));
      finding.add({event.datagram.frame});
    } else {
      finding.add_frames(std::array{event.datagram.frame});
    }
    if (event.sa.from_responder == 0 && !event.message.encrypted())
      asked->insert(event.sa.id);
    else
      asked->erase(event.sa.id);
    if (heard(finding))
      finding.say(event.datagram.frame, "{2} of IKEv1, message {0} of this IKE SA",
                  std::uint64_t{event.sa.from_initiator} + event.sa.from_responder, 0,
                  sessions::ikev1_exchange_name(header.exchange.value, 1));
    if (event.sa.ikev1 != nullptr && header.message_id == 0) judge_phase1(finding, *event.sa.ikev1);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ikev1-used",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "IKEv1 is in use",
    .why =
        "IKEv1 is historic: no fragmentation standard, no AEAD, no protection against a quantum "
        "computer, weak protection against denial of service. Aggressive mode with a preshared key "
        "gives a hash of the key to anyone who asks, to be guessed offline.",
    .advice =
        "Move the peers to IKEv2; where vendor ids tell the software, the evidence says how. Until "
        "then use main mode, never aggressive mode with a preshared key.",
    .specs = {"RFC 9395", "RFC 2409 section 5.4", "RFC 7296", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ikev1_used
