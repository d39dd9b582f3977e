// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ike {

// RFC 7296 section 3.6.
struct Certificate {
  static constexpr const char* name = "cert";
  static constexpr const char* title = "Certificate";

  registry::CertificateEncoding encoding{};
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("encoding"_f, {"Certificate encoding", "isakmp.cert.encoding"}, self.encoding);
    wire.rest("data"_f, {"Certificate data", "isakmp.cert.data"}, self.data);
  }
};

// RFC 7296 section 3.7: for X.509 a run of SHA-1 hashes of trust anchors' public keys.
struct CertificateRequest {
  static constexpr const char* name = "certreq";
  static constexpr const char* title = "Certificate Request";

  registry::CertificateEncoding encoding{};
  Bytes authorities{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("encoding"_f, {"Certificate encoding", "isakmp.certreq.type"}, self.encoding);
    wire.rest("authorities"_f, {"Certification authorities", "isakmp.ike.certreq.authority"},
              self.authorities);
  }
};

// RFC 7427 section 3: the data of authentication method 14.
struct DigitalSignature {
  static constexpr const char* name = "digital_signature";
  static constexpr const char* title = "Digital signature";

  std::uint8_t algorithm_length = 0;
  Bytes algorithm{};
  Bytes signature{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("algorithm_length"_f, {"ASN.1 length", "isakmp.auth.data.sig.asn1.len"},
               self.algorithm_length);
    wire.bytes("algorithm"_f,
               {"AlgorithmIdentifier", "isakmp.auth.data.sig.asn1.data", Display::signature},
               self.algorithm, self.algorithm_length);
    wire.rest("signature"_f, {"Signature value", "isakmp.auth.data.sig.value"}, self.signature);
  }
};

// RFC 7296 section 3.8.
struct Authentication {
  static constexpr const char* name = "auth";
  static constexpr const char* title = "Authentication";
  static constexpr std::uint8_t digital_signature = 14;

  registry::AuthenticationMethod method{};
  Bytes data{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("method"_f, {"Authentication method", "isakmp.auth.method"}, self.method);
    wire.reserved(3, reserved_octets);
    wire.rest("data"_f, {"Authentication data", "isakmp.auth.data"}, self.data);
    wire.when(self.method.value == digital_signature,
              [&](auto& w) { w.inside(self.data, DigitalSignature{}); });
  }
};

}  // namespace espect::wire::ike
