// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/story/causes.h"

#include <algorithm>

#include "ipsec/rules/rule.h"
#include "ipsec/story/attempts.h"

namespace espect::story {
namespace {

using enum Step;

constexpr auto any_step = std::nullopt;
constexpr auto not_known = std::nullopt;
constexpr auto network = Category::network;
constexpr auto configuration = Category::configuration;
constexpr auto software = Category::software;

constexpr Cause causes[] = {
    {"ike-init-refused", agreed, configuration},
    {"ike-no-proposal-chosen", any_step, configuration},
    {"ike-invalid-ke-loop", agreed, configuration},
    {"ike-cookie-loop", agreed, not_known},
    {"ike-selected-not-offered", agreed, software},
    {"ike-key-exchange-size", agreed, software},
    {"ike-authentication-failed", authenticated, configuration},
    {"ike-auth-refused", authenticated, configuration},
    {"ike-eap-failed", authenticated, configuration},
    {"ike-probably-refused", authenticated, not_known},
    {"ike-followup-missing", authenticated, not_known, false},
    {"ike-child-refused", child_sa, configuration},
    {"ike-ts-unacceptable", child_sa, configuration},
    {"esp-unreachable", traffic, network},
    {"selector-traffic-in-clear", traffic, not_known, false},
    {"path-mtu-blackhole", large_packets, network},
    {"path-mtu-exceeded", large_packets, network, false},
    {"ike-dead-peer", stays, not_known, false},
    {"ike-peer-restarted", stays, not_known, false},
    {"ike-temporary-failure-loop", stays, not_known, false},
    {"esp-dead-spi", stays, not_known, false},
    {"ike-unprotected-notify", stays, not_known, false},
    {"ike-unanswered", any_step, not_known, false},
    {"ike-port-unreachable", any_step, not_known, false},
    {"ip-fragments-incomplete", any_step, network, false},
    {"ike-message-ip-fragmented", any_step, not_known, false},
    {"ike-attempts-in-a-row", any_step, not_known, false},
};

// Errors that refuse a Child SA; alone in IKE_AUTH they say nothing of the authentication
// (RFC 7296 section 1.2).
constexpr std::string_view child_errors[] = {"NO_PROPOSAL_CHOSEN", "TS_UNACCEPTABLE",
                                             "SINGLE_PAIR_REQUIRED", "INTERNAL_ADDRESS_FAILURE",
                                             "FAILED_CP_REQUIRED"};

bool refuses_child(const rules::Finding& finding) {
  if (finding.rule->id == "ike-no-proposal-chosen" || finding.rule->id == "ike-probably-refused") {
    const auto exchange = finding.evidence.text("exchange");
    return exchange == "IKE_AUTH" || exchange == "CREATE_CHILD_SA" || exchange == "quick mode";
  }
  const auto notify = finding.evidence.text("notify");
  return finding.rule->id == "ike-auth-refused" &&
         std::ranges::any_of(child_errors,
                             [&](std::string_view error) { return notify.starts_with(error); });
}

}  // namespace

const Cause* cause_of(const rules::Finding& finding) {
  const auto found = std::ranges::find(causes, finding.rule->id, &Cause::rule);
  if (found == std::end(causes)) return nullptr;
  return &*found;
}

std::optional<Address> refused_authentication(const rules::Finding& finding) {
  const bool ikev2 = finding.rule->id == "ike-authentication-failed";
  const bool ikev1 = finding.rule->id == "ike-auth-refused" &&
                     finding.evidence.text("notify").starts_with("AUTHENTICATION-FAILED");
  if (!ikev2 && !ikev1) return std::nullopt;
  return address_from(finding.evidence.text("refused_by"));
}

std::optional<Step> step_of(const rules::Finding& finding, const Cause& cause, const Peers& peers) {
  if (refuses_child(finding)) return Step::child_sa;
  if (cause.step) return cause.step;
  if (!finding.subject.ike_sa) return std::nullopt;
  const auto sa =
      std::ranges::lower_bound(peers.ike_sas, *finding.subject.ike_sa, {}, &sessions::IkeSa::id);
  if (sa == peers.ike_sas.end() || (*sa)->id != *finding.subject.ike_sa) return std::nullopt;
  return stands_at(**sa);
}

}  // namespace espect::story
