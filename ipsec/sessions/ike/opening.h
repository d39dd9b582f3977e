// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "ipsec/registry/signature_algorithm.h"
#include "ipsec/registry/tables.h"

// What key sources made readable of an IKE SA. Records: the keys themselves stay in IkeOpener.
namespace espect::sessions {

enum class AuthVerdict : std::uint8_t {
  not_seen,      // no AUTH payload was opened
  not_verified,  // the material does not allow it: no PSK or certificate, EAP, method not known
  verified,
  failed,  // the material that belongs to it gives another value
};

// Which IKE_SA_INIT messages an AUTH covers: draft-ietf-ipsecme-ikev2-downgrade-prevention.
enum class Transcript : std::uint8_t { unknown, own_message, both_messages };

// What one side proved in IKE_AUTH.
struct PeerAuthentication {
  AuthVerdict verdict = AuthVerdict::not_seen;
  registry::AuthenticationMethod method;
  std::vector<std::uint8_t> id;           // body of its ID payload
  std::vector<std::uint8_t> certificate;  // DER, of its first CERT payload of encoding 4
  // Of method 14; null when it is unknown.
  const registry::SignatureAlgorithm* signature = nullptr;
  bool eap = false;  // its AUTH is keyed by what an EAP method made
  // Known once an AUTH was computed that is equal. `failed` beside it: it is right for what this
  // side sent and heard, which is not what the capture shows.
  Transcript transcript = Transcript::unknown;
  // Its AUTH covers a notify 16447 that its IKE_SA_INIT message in the capture lacks.
  bool notify_removed = false;
};

struct Opening {
  bool keys_known = false;        // for this IKE SA; known from its first encrypted message on
  std::uint32_t generations = 0;  // of keys, under which a message verified
  std::string why_closed = "no key source names it";  // why a message stays closed, for people
  std::array<PeerAuthentication, 2> auth;             // of the initiator, of the responder

  const PeerAuthentication& initiator() const { return auth[0]; }
  const PeerAuthentication& responder() const { return auth[1]; }
};

// The keys that opened a message, without the keys.
struct OpenedBy {
  std::uint32_t generation =
      0;  // 0 from IKE_SA_INIT or the rekey that made the SA, then counted up
  std::uint8_t iv_octets = 0;
  std::uint8_t icv_octets = 0;
};

}  // namespace espect::sessions
