// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/broken_paths.h"

namespace espect::test {

IcmpError too_big(std::uint32_t mtu, Carried carried) {
  IcmpError error;
  error.reason = IcmpReason::fragmentation_needed;
  error.mtu = mtu;
  error.carried = carried;
  error.quoted.source = alice;
  error.quoted.destination = bob;
  error.quoted_packet_octets = 1492;
  return error;
}

BrokenFragments broken(bool overlap, std::uint8_t ip_protocol) {
  BrokenFragments fragments;
  fragments.ip_protocol = ip_protocol;
  fragments.received_octets = 712;
  fragments.overlap = overlap;
  return fragments;
}

std::vector<std::uint8_t> ike_fragment(std::uint16_t number, std::uint16_t total,
                                       std::uint8_t filling, bool response) {
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
