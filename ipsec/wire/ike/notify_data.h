// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

// What stands in the data of a notify, by its type.
namespace espect::wire::ike {

// INVALID_KE_PAYLOAD, RFC 7296 section 1.2: the method the responder wants instead.
struct AcceptedKeyExchange {
  static constexpr const char* name = "accepted_key_exchange";
  static constexpr const char* title = "Accepted key exchange";
  registry::KeyExchangeMethod method{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("method"_f, {"Accepted key exchange method", "isakmp.notify.data.accepted_dh_group"},
               self.method);
  }
};

// UNSUPPORTED_CRITICAL_PAYLOAD, RFC 7296 section 2.5.
struct UnsupportedPayload {
  static constexpr const char* name = "unsupported_payload";
  static constexpr const char* title = "Unsupported payload";
  registry::PayloadType type{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("type"_f, {"Payload type"}, self.type);
  }
};

// INVALID_MESSAGE_ID, RFC 7296 section 2.3.
struct MessageIdValue {
  static constexpr const char* name = "invalid_message_id";
  static constexpr const char* title = "Invalid message ID";
  std::uint32_t message_id = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("message_id"_f, {"Message ID"}, self.message_id);
  }
};

// SET_WINDOW_SIZE, RFC 7296 section 2.3: requests that may be outstanding.
struct WindowSize {
  static constexpr const char* name = "window_size";
  static constexpr const char* title = "Window size";
  std::uint32_t requests = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("requests"_f, {"Window size in requests"}, self.requests);
  }
};

// AUTH_LIFETIME, RFC 4478 section 3.
struct Lifetime {
  static constexpr const char* name = "auth_lifetime";
  static constexpr const char* title = "Authentication lifetime";
  std::uint32_t seconds = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("seconds"_f, {"Lifetime in seconds", "isakmp.notify.data.auth_lifetime"},
               self.seconds);
  }
};

// SIGNATURE_HASH_ALGORITHMS, RFC 7427 section 4.
struct SignatureHashAlgorithm {
  static constexpr const char* name = "hash";
  static constexpr const char* title = "Signature hash algorithm";
  registry::HashAlgorithm id{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field(
        "id"_f,
        {"Supported signature hash algorithm", "isakmp.notify.data.signature_hash_algorithms"},
        self.id);
  }
};
struct SignatureHashAlgorithms {
  static constexpr const char* name = "signature_hash_algorithms";
  static constexpr const char* title = "Signature hash algorithms";
  List<SignatureHashAlgorithm> algorithms{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.list("algorithms"_f, {"Signature hash algorithm"}, self.algorithms);
  }
};

// SUPPORTED_AUTH_METHODS, RFC 9593 section 3.2. Empty in an IKE_SA_INIT response: the list follows
// in IKE_INTERMEDIATE.
struct AuthMethodAnnouncement {
  static constexpr const char* name = "announcement";
  static constexpr const char* title = "Announcement";
  static constexpr std::uint8_t without_link = 2;  // octets
  std::uint8_t length = without_link;
  registry::AuthenticationMethod method{};
  Bytes link{};  // position of a CA in CERTREQ, one octet
  Bytes algorithm{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("length"_f, {"Length"}, self.length);
    wire.field("method"_f, {"Authentication method"}, self.method);
    const unsigned rest = self.length > without_link ? self.length - without_link : 0;
    wire.bytes("link"_f, {"Certificate link", nullptr, Display::number}, self.link,
               rest != 0 ? 1 : 0);
    wire.bytes("algorithm"_f, {"AlgorithmIdentifier", nullptr, Display::signature}, self.algorithm,
               rest != 0 ? rest - 1 : 0);
  }
};
struct SupportedAuthMethods {
  static constexpr const char* name = "supported_auth_methods";
  static constexpr const char* title = "Supported authentication methods";
  List<AuthMethodAnnouncement> announcements{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.list("announcements"_f, {"Announcement"}, self.announcements);
  }
};

// IPCOMP_SUPPORTED, RFC 7296 section 3.10.1.
struct IpcompSupported {
  static constexpr const char* name = "ipcomp_supported";
  static constexpr const char* title = "IPComp";
  std::uint16_t cpi = 0;
  registry::IpcompTransform transform{};
  Bytes attributes{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("cpi"_f, {"CPI", "isakmp.notify.data.ipcomp.cpi"}, self.cpi);
    wire.field("transform"_f, {"IPComp transform", "isakmp.notify.data.ipcomp.transform_id"},
               self.transform);
    wire.rest("attributes"_f, {"Attributes"}, self.attributes);
  }
};

// NAT_DETECTION_*_IP, RFC 7296 section 2.23: SHA-1 over SPIs, address and port.
struct NatDetection {
  static constexpr const char* name = "nat_detection";
  static constexpr const char* title = "NAT detection";
  Bytes hash{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("hash"_f, {"Hash of SPIs, address and port"}, self.hash);
  }
};

// ADDITIONAL_IP4_ADDRESS and ADDITIONAL_IP6_ADDRESS, RFC 4555 section 4.2.2.
struct AdditionalIp4Address {
  static constexpr const char* name = "additional_ip4";
  static constexpr const char* title = "Additional IPv4 address";
  Bytes address{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.bytes("address"_f, {"Address", nullptr, Display::ipv4}, self.address, 4);
  }
};
struct AdditionalIp6Address {
  static constexpr const char* name = "additional_ip6";
  static constexpr const char* title = "Additional IPv6 address";
  Bytes address{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.bytes("address"_f, {"Address", nullptr, Display::ipv6}, self.address, 16);
  }
};

// USE_AGGFRAG, RFC 9347 section 5.1.
struct UseAggfrag {
  static constexpr const char* name = "use_aggfrag";
  static constexpr const char* title = "AGGFRAG (IP-TFS)";
  std::uint8_t requirements = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.flags("requirements"_f, {"Requirements", nullptr, Display::hex}, self.requirements,
               part<0x02>("congestion_control"_f, {"Congestion information required"}),
               part<0x01>("dont_fragment"_f, {"Cannot receive fragments"}));
  }
};

}  // namespace espect::wire::ike
