// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/authentication.h"
#include "ipsec/wire/ikev1/configuration.h"
#include "ipsec/wire/ikev1/delete.h"
#include "ipsec/wire/ikev1/fragment.h"
#include "ipsec/wire/ikev1/header.h"
#include "ipsec/wire/ikev1/identification.h"
#include "ipsec/wire/ikev1/key_exchange.h"
#include "ipsec/wire/ikev1/nat_traversal.h"
#include "ipsec/wire/ikev1/notify.h"
#include "ipsec/wire/ikev1/opaque.h"
#include "ipsec/wire/ikev1/security_association.h"

namespace espect::wire::ikev1 {

// Calls `use(Body{})` with the structure that a payload type holds. The one place that knows which
// body belongs to which type: a new payload is a line here.
template <class Use>
constexpr void with_payload_body(std::uint8_t type, Use&& use) {
  namespace payload = registry::ikev1_payload;
  switch (type) {
    case payload::sa:
      return use(SecurityAssociation{});
    case payload::ke:
      return use(KeyExchange{});
    case payload::id:
      return use(Identification{});
    case payload::cert:
      return use(Certificate{});
    case payload::cr:
      return use(CertificateRequest{});
    case payload::hash:
      return use(Hash{});
    case payload::sig:
      return use(Signature{});
    case payload::nonce:
      return use(Nonce{});
    case payload::n:
      return use(Notify{});
    case payload::d:
      return use(Delete{});
    case payload::vid:
      return use(VendorId{});
    case payload::attr:
      return use(Configuration{});
    case payload::frag:
      return use(Fragment{});
    default:
      if (is_nat_discovery(type)) return use(NatDiscovery{});
      if (is_nat_original_address(type)) return use(NatOriginalAddress{});
      return use(UnknownPayload{});
  }
}

}  // namespace espect::wire::ikev1
