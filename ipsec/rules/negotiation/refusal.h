// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/said/sa_payloads.h"

// What the rules about refused negotiations have in common: the likeliest cause, and what was asked
// for.
namespace espect::rules {

// The likeliest cause of an error notify that stands in the place of an SA (RFC 7296 section
// 3.10.1).
inline std::string cause_of_refusal(registry::NotifyType type, const std::string& by) {
  namespace notify = registry::notify;
  switch (type.meaning) {
    case notify::unsupported_critical_payload:
      return by + " does not know a payload that is marked critical: an extension that it lacks.";
    case notify::invalid_ike_spi:
      return by + " does not know these SPIs: it restarted, or gave the IKE SA up before.";
    case notify::invalid_major_version:
      return by + " does not speak this version of IKE.";
    case notify::invalid_syntax:
      return "A payload is malformed or out of place in the eyes of " + by +
             ", or the two implementations disagree about an extension. It ends the IKE SA.";
    case notify::invalid_message_id:
      return by + " got a message id outside its window.";
    case notify::invalid_spi:
      return by + " got a packet on an SPI that it does not have.";
    case notify::no_proposal_chosen:
      return by + " accepts none of the offered algorithms, or has no connection for this peer.";
    case notify::single_pair_required:
      return by + " wants selectors of a single pair of addresses.";
    case notify::no_additional_sas:
      return by + " makes no more SAs under this IKE SA: a limit of its configuration.";
    case notify::internal_address_failure:
      return by + " has no address left to assign, or none of the family that was asked for.";
    case notify::failed_cp_required:
      return by + " wants to assign an address, and the initiator asked for none.";
    case notify::ts_unacceptable:
      return by + " has no policy that covers the offered selectors.";
    case notify::invalid_selectors:
      return by + " got a packet that does not fit the selectors of its SA.";
    case notify::unacceptable_addresses:
      return by + " does not accept the addresses of this update (MOBIKE).";
    case notify::temporary_failure:
      return by + " is in the middle of another exchange and wants to be asked again.";
    case notify::child_sa_not_found:
      return by + " does not have the Child SA that is to be rekeyed: it was deleted before.";
    case notify::authorization_failed:
      return by + " authenticated the peer and does not allow it what it asked for.";
    case notify::state_not_found:
      return by + " had given up the half-made SA before the exchange came.";
    default:
      break;
  }
  constexpr std::uint16_t first_private_error = 8192;
  if (type.value >= first_private_error)
    return "The number is private: only the documents of " + by + " say what it means.";
  return "Only the log of " + by + " says why.";
}

// Proposals and selectors of a request.
inline std::string asked_text(const sessions::SaPayloads& asked) {
  std::string text;
  if (!asked.proposals.empty()) text = to_text(asked.proposals);
  if (!asked.ts_i.empty() || !asked.ts_r.empty())
    text += fmt::format("{}TSi {}, TSr {}", text.empty() ? "" : "; ", to_text(asked.ts_i),
                        to_text(asked.ts_r));
  return text;
}

}  // namespace espect::rules
