// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "tests/support/audit_bench.h"
#include "tests/support/ike_builder.h"

// Trouble on a path, for the rules of the family fragmentation.
namespace espect::test {

// What a router says about a packet from alice to bob.
IcmpError too_big(std::uint32_t mtu, Carried carried = Carried::esp);

BrokenFragments broken(bool overlap, std::uint8_t ip_protocol);

// An SKF message of IKE_AUTH, message id 1 (RFC 7383); `filling` stands for the ciphertext.
std::vector<std::uint8_t> ike_fragment(std::uint16_t number, std::uint16_t total,
                                       std::uint8_t filling = 0x5a, bool response = false);

}  // namespace espect::test
