// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/authentication.h"

#include "ipsec/registry/tables.h"

namespace espect::report {
namespace {

namespace methods = registry::authentication_method;
using sessions::AuthVerdict;
using sessions::PeerAuthentication;

}  // namespace

std::string authentication_name(const PeerAuthentication& peer) {
  if (peer.signature != nullptr) return peer.signature->row->name;
  return peer.method.display_name();
}

std::optional<bool> quantum_safe(const PeerAuthentication& peer) {
  if (peer.verdict == AuthVerdict::not_seen || peer.eap) return std::nullopt;
  switch (peer.method.meaning) {
    case methods::shared_key_message_integrity_code:
      return true;
    case methods::digital_signature:
      if (peer.signature == nullptr) return std::nullopt;
      return peer.signature->quantum_resistant();
    case methods::rsa_digital_signature:
    case methods::dss_digital_signature:
    case methods::ecdsa_with_sha_256_on_the_p_256_curve:
    case methods::ecdsa_with_sha_384_on_the_p_384_curve:
    case methods::ecdsa_with_sha_512_on_the_p_521_curve:
    case methods::null_authentication:
    case methods::sm2_digital_signature:
      return false;
    default:
      return std::nullopt;
  }
}

std::optional<bool> authentication_quantum_safe(const sessions::IkeSa& sa) {
  if (sa.opening == nullptr) return std::nullopt;
  const auto i = quantum_safe(sa.opening->initiator());
  const auto r = quantum_safe(sa.opening->responder());
  if (i == false || r == false) return false;
  return i && r ? std::optional(true) : std::nullopt;
}

std::string authentication_names(const sessions::IkeSa& sa) {
  std::string text;
  if (sa.opening == nullptr) return text;
  for (const auto& peer : sa.opening->auth) {
    if (peer.verdict == AuthVerdict::not_seen) continue;
    const auto name = authentication_name(peer) + (peer.eap ? " (EAP)" : "");
    if (name != text) text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

}  // namespace espect::report
