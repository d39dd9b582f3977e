// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/authentication.h"
#include "ipsec/wire/ike/configuration.h"
#include "ipsec/wire/ike/delete.h"
#include "ipsec/wire/ike/eap.h"
#include "ipsec/wire/ike/encrypted.h"
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/ike/identification.h"
#include "ipsec/wire/ike/key_exchange.h"
#include "ipsec/wire/ike/notify.h"
#include "ipsec/wire/ike/opaque.h"
#include "ipsec/wire/ike/security_association.h"
#include "ipsec/wire/ike/traffic_selector.h"

namespace espect::wire::ike {

// Calls `use(Body{})` with the structure that a payload type holds. The one place that knows which
// body belongs to which type: a new payload is a line here.
template <class Use>
constexpr void with_payload_body(std::uint8_t type, Use&& use) {
  namespace payload = registry::payload;
  switch (type) {
    case payload::sa:
      return use(SecurityAssociation{});
    case payload::ke:
      return use(KeyExchange{});
    case payload::idi:
    case payload::idr:
      return use(Identification{});
    case payload::cert:
      return use(Certificate{});
    case payload::certreq:
      return use(CertificateRequest{});
    case payload::auth:
      return use(Authentication{});
    case payload::nonce:
      return use(Nonce{});
    case payload::n:
      return use(Notify{});
    case payload::d:
      return use(Delete{});
    case payload::v:
      return use(VendorId{});
    case payload::tsi:
    case payload::tsr:
      return use(TrafficSelectors{});
    case payload::sk:
      return use(Encrypted{});
    case payload::cp:
      return use(Configuration{});
    case payload::eap:
      return use(Eap{});
    case payload::skf:
      return use(EncryptedFragment{});
    default:
      return use(UnknownPayload{});
  }
}

}  // namespace espect::wire::ike
