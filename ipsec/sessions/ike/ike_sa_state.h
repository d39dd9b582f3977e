// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

namespace espect::sessions {

enum class IkeSaState : std::uint8_t {
  half_open,    // no answer to IKE_SA_INIT, or message 1 of IKEv1, but such as ask for another
                // attempt
  refused,      // an error notify ended IKE_SA_INIT, IKE_AUTH or phase 1 of IKEv1
  negotiating,  // IKE_SA_INIT, or message 1, was answered; authentication neither completed nor was
                // refused
  established,
  rekeyed,
  deleted,
  dead,  // established, then a request went unanswered although it was repeated
};

// What a state rests on.
enum class StateCertainty : std::uint8_t {
  observed,   // fields in the clear, and which messages were answered
  decrypted,  // an opened message
  inferred,   // the length and the next payload of a message that stayed closed
};

// What was seen of an IKE SA that may change its state.
enum class IkeSaSeen : std::uint8_t {
  running,        // its first message bears both SPIs: its first message was before the capture
  init_asked,     // another attempt of IKE_SA_INIT, not answered yet
  init_selected,  // a response with SA payload; of IKEv1 too
  init_refused,   // a response with an error notify that ends the attempt

  // Of IKEv1 in the clear; RFC 2408 section 3.14 lets anybody send error notifies, and some go on.
  phase1_refused,
  phase1_goes_on,      // behind such a notify
  quick_mode_in_full,  // its three messages

  // By next payload and shape, of messages that may stay closed.
  auth_answered,          // an IKE_AUTH response that does not begin with N or EAP
  auth_goes_on,           // another IKE_AUTH request, or EAP
  used,                   // an exchange that only an established IKE SA has was answered
  auth_looks_refused,     // IKE_AUTH response that begins with N and is short; no later message
  delete_looks_answered,  // INFORMATIONAL request of nothing but D of an IKE SA, and its answer

  // By opened messages.
  auth_completed,   // AUTH of the responder, and no EAP
  auth_incomplete,  // neither that nor an error
  auth_refused,     // an error notify in its place, EAP-Failure, or AUTHENTICATION_FAILED later
  delete_answered,  // D of this IKE SA; in IKEv1, where nobody answers, D alone
  replaced,         // a CREATE_CHILD_SA made another IKE SA of it
  replaces,         // it was made by a CREATE_CHILD_SA that is over
  opened_in_use,    // a message of an IKE SA that a CREATE_CHILD_SA made

  unanswered,  // at the end: its last request was repeated and nothing came
};

struct IkeSaStanding {
  IkeSaState state = IkeSaState::half_open;
  StateCertainty certainty = StateCertainty::observed;
  friend bool operator==(const IkeSaStanding&, const IkeSaStanding&) = default;
};

// The table of all changes of state: what is not in it changes nothing. What was read inside a
// message is never overruled by what its outside looks like.
IkeSaStanding next(IkeSaStanding now, IkeSaSeen seen);

}  // namespace espect::sessions
