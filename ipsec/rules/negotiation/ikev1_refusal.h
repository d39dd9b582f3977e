// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/names.h"

// What the rules about refused negotiations say of IKEv1, whose notifies have names and meanings of
// their own (RFC 2408 section 3.14.1).
namespace espect::rules {

// How far a refused negotiation had come.
enum class Ikev1Phase : std::uint8_t { offer, proof, quick_mode };

inline Ikev1Phase phase_of(const sessions::Ikev1Refused& event) {
  namespace types = registry::ikev1_exchange;
  if (event.exchange == types::quick_mode) return Ikev1Phase::quick_mode;
  return event.step > 1 || event.sa.selection ? Ikev1Phase::proof : Ikev1Phase::offer;
}

inline std::string cause_of_refusal(const sessions::Ikev1Refused& event, const std::string& by) {
  namespace types = registry::ikev1_notify;
  const bool preshared = event.sa.ikev1 != nullptr && event.sa.ikev1->authentication.value ==
                                                          registry::ikev1_auth::pre_shared_key;
  switch (event.notify->value) {
    case types::no_proposal_chosen:
    case types::bad_proposal_syntax:
    case types::attributes_not_supported:
      return phase_of(event) == Ikev1Phase::offer
                 ? by + " accepts none of the offered suites, authentication methods or groups, or "
                        "has no connection for this peer."
                 : by + " accepts none of the offered algorithms, encapsulations or PFS groups, or "
                        "has no policy for these networks.";
    case types::invalid_id_information:
      return phase_of(event) == Ikev1Phase::quick_mode
                 ? by + " has no policy for these networks: both sides must name the same two, "
                        "mirrored."
                 : by + " does not know this identity.";
    case types::payload_malformed:
    case types::invalid_payload_type:
    case types::unequal_payload_lengths:
      return phase_of(event) == Ikev1Phase::proof && preshared
                 ? "What was decrypted is no payload in the eyes of " + by +
                       ": the preshared keys differ, most likely."
                 : "A payload is malformed in the eyes of " + by + ".";
    case types::invalid_hash_information:
    case types::authentication_failed:
      return preshared ? "The preshared keys differ, or " + by + " does not know the identity."
                       : by + " does not accept the proof of the peer's identity.";
    case types::invalid_signature:
    case types::invalid_certificate:
    case types::invalid_cert_encoding:
    case types::invalid_cert_authority:
    case types::cert_type_unsupported:
    case types::certificate_unavailable:
      return by + " does not accept the peer's certificate or signature.";
    case types::invalid_key_information:
      return by + " wants another group than that of the KE payload.";
    case types::unsupported_exchange_type:
    case types::invalid_exchange_type:
      return by + " does not do " + sessions::ikev1_exchange_name(event.exchange, 1) +
             ", for this peer or at all.";
    case types::invalid_major_version:
    case types::invalid_minor_version:
      return by + " does not speak this version of IKE.";
    case types::invalid_cookie:
    case types::invalid_spi:
      return by + " does not know this SA: it restarted, or gave it up before.";
    default:
      break;
  }
  return "Only the log of " + by + " says why.";
}

// What all of them have in common; the sentence is the rule's own.
inline Finding& about_refusal(const Bench& bench, const sessions::Ikev1Refused& event) {
  const auto& sa = event.sa;
  const auto& by = event.from_initiator ? sa.initiator : sa.responder;
  const auto& peer = event.from_initiator ? sa.responder : sa.initiator;
  Finding& finding = bench.about(Subject(sa));
  if (event.opened) finding.certainty = Certainty::decrypted;
  finding.evidence.set("refused_by", to_text(by.address));
  finding.evidence.set("peer", to_text(peer.address));
  finding.evidence.set("exchange", event.step != 0 || event.exchange != 0
                                       ? sessions::ikev1_exchange_name(event.exchange, event.step)
                                       : std::string("phase 1"));
  if (event.notify) {
    finding.evidence.set("notify", event.notify->display_name());
    finding.evidence.set("why", cause_of_refusal(event, to_text(by.address)));
  }
  finding.add({event.response_frame});
  finding.add_frames(event.request_frames);
  if (!heard(finding)) return finding;
  for (const auto frame : event.request_frames)
    finding.say(frame,
                event.notify ? MarkFormat("{2}, refused in frame {0}")
                             : MarkFormat("{2}, most likely refused in frame {0}"),
                event.response_frame, 0, finding.evidence.text("exchange"));
  if (event.notify)
    finding.say(
        event.response_frame,
        event.request_frames.empty() ? MarkFormat("refuses {2}")
                                     : MarkFormat("refuses {2}, asked for in frame {0}"),
        event.request_frames.empty() ? 0 : event.request_frames.front(), 0,
        fmt::format("{} with {}", finding.evidence.text("exchange"), event.notify->display_name()));
  else
    finding.say(event.response_frame,
                "an encrypted Informational in the place of the answer to {2}", 0, 0,
                finding.evidence.text("exchange"));
  return finding;
}

}  // namespace espect::rules
