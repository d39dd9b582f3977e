// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "ipsec/registry/tables.h"
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ike/payloads.h"

// IKEv2 messages written with the Encoder, for tests of everything above the wire.
namespace espect::test {

struct TransformSpec {
  std::uint8_t type;
  std::uint16_t id;
  std::uint16_t key_bits = 0;
};

std::vector<std::uint8_t> sa_payload(std::initializer_list<std::vector<TransformSpec>> proposals);

std::vector<std::uint8_t> ke_payload(std::uint16_t method, std::size_t octets = 32);

std::vector<std::uint8_t> notify_payload(std::uint16_t type, std::vector<std::uint8_t> data = {});

struct PayloadSpec {
  std::uint8_t type;
  std::vector<std::uint8_t> body;
};

struct MessageSpec {
  std::uint64_t spi_i = 0x1111111111111111;
  std::uint64_t spi_r = 0;
  std::uint8_t exchange = registry::exchange::ike_sa_init;
  bool from_initiator = true;
  bool response = false;
  std::uint32_t message_id = 0;
  std::vector<PayloadSpec> payloads;
};

std::vector<std::uint8_t> ike_message(const MessageSpec& spec);

}  // namespace espect::test
