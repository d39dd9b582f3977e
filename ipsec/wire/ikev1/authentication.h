// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/header.h"

namespace espect::wire::ikev1 {

// RFC 2408 section 3.9.
struct Certificate {
  static constexpr const char* name = "cert";
  static constexpr const char* title = "Certificate";
  registry::Ikev1CertificateEncoding encoding{};
  Bytes data{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("encoding"_f, {"Certificate encoding", "isakmp.cert.encoding"}, self.encoding);
    wire.rest("data"_f, {"Certificate data", "isakmp.cert.data"}, self.data);
  }
};

// RFC 2408 section 3.10: one distinguished name in DER, empty = any authority.
struct CertificateRequest {
  static constexpr const char* name = "certreq";
  static constexpr const char* title = "Certificate Request";
  registry::Ikev1CertificateEncoding encoding{};
  Bytes authority{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("encoding"_f, {"Certificate type", "isakmp.certreq.type"}, self.encoding);
    wire.rest("authority"_f, {"Certification authority", "isakmp.ike.certreq.authority"},
              self.authority);
  }
};

// RFC 2408 section 3.11: HASH_I and HASH_R of phase 1, HASH(1) to HASH(3) of quick mode and the
// hash of informational and transaction exchanges (RFC 2409 section 5).
struct Hash {
  static constexpr const char* name = "hash";
  static constexpr const char* title = "Hash";
  Bytes data{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"Hash data", "isakmp.hash"}, self.data);
  }
};

// RFC 2408 section 3.12: SIG_I and SIG_R.
struct Signature {
  static constexpr const char* name = "sig";
  static constexpr const char* title = "Signature";
  Bytes data{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("data"_f, {"Signature data", "isakmp.sig"}, self.data);
  }
};

}  // namespace espect::wire::ikev1
