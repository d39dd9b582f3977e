// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "tests/support/audit_bench.h"
#include "tests/support/ike_builder.h"

// Trouble on a path, for the rules of the family fragmentation.
namespace espect::test {

// What a router says about a packet from alice to bob.
inline IcmpError too_big(std::uint32_t mtu, Carried carried = Carried::esp) {
  IcmpError error;
  error.reason = IcmpReason::fragmentation_needed;
  error.mtu = mtu;
  error.carried = carried;
  error.quoted.source = alice();
  error.quoted.destination = bob();
  error.quoted_packet_octets = 1492;
  return error;
}

inline BrokenFragments broken(bool overlap, std::uint8_t ip_protocol) {
  BrokenFragments fragments;
  fragments.ip_protocol = ip_protocol;
  fragments.received_octets = 712;
  fragments.overlap = overlap;
  return fragments;
}

// An SKF message of IKE_AUTH, message id 1 (RFC 7383); `filling` stands for the ciphertext.
inline std::vector<std::uint8_t> ike_fragment(std::uint16_t number, std::uint16_t total,
                                              std::uint8_t filling = 0x5a, bool response = false) {
  const std::vector<std::uint8_t> data(40, filling);
  return ike_message(
      {.spi_r = 0x22,
       .exchange = registry::exchange::ike_auth,
       .from_initiator = !response,
       .response = response,
       .message_id = 1,
       .payloads = {{registry::payload::skf,
                     wire::encode(wire::ike::EncryptedFragment{number, total, data})}}});
}

}  // namespace espect::test
