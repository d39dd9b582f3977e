// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/datagram/address.h"
#include "ipsec/registry/tables.h"
#include "samples/make/octets.h"

// Payloads of IKEv2, encoded by their descriptions in ipsec/wire.
namespace espect::samples {

struct Payload {
  std::uint8_t type = 0;
  Octets body;  // without the generic header
};
using Payloads = std::vector<Payload>;

inline Payloads operator+(Payloads left, const Payloads& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

struct TransformChoice {
  std::uint8_t type = 0;
  std::uint16_t id = 0;
  std::uint16_t key_bits = 0;  // 0: no Key Length attribute
};
struct ProposalChoice {
  std::uint8_t protocol = 0;
  Octets spi;
  std::vector<TransformChoice> transforms;
};
Payload security_association(const std::vector<ProposalChoice>& proposals);

Payload key_exchange(std::uint16_t method, Bytes data);
Payload nonce(Bytes data);
// `spi` of 4 octets goes with a `protocol`.
Payload notify(std::uint16_t type, Bytes data = {}, std::uint8_t protocol = 0, Bytes spi = {});
Payload identification(std::uint8_t payload_type, std::string_view domain_name);
Payload authentication(std::uint8_t method, Bytes data);
Payload delete_ike_sa();
Payload delete_sa(std::uint8_t protocol, std::uint32_t spi);

using Selector = Octets;
// All protocols and ports; 192.168.1.0 to 192.168.1.255 and the like.
Selector address_range(std::string_view first, std::string_view last);
Payload traffic_selectors(std::uint8_t payload_type, const std::vector<Selector>& selectors);

// Each with its generic header, linked by Next Payload.
Octets payload_chain(const Payloads& payloads);
inline std::uint8_t first_type(const Payloads& payloads) {
  return payloads.empty() ? std::uint8_t{0} : payloads.front().type;
}

}  // namespace espect::samples
