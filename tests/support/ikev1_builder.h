// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ikev1/payloads.h"

// IKEv1 messages written with the Encoder, for tests of everything above the wire.
namespace espect::test::ikev1 {

// In the short form; a value above 65535 takes the long one, in 4 octets.
struct AttributeSpec {
  std::uint16_t type;
  std::uint32_t value;
};

// AES-CBC with 256 bits, SHA2-256, a pre-shared key, group 14, 4 hours.
std::vector<AttributeSpec> phase1_attributes(std::uint16_t authentication = 1);

// An SA payload with one proposal of phase 1, whose transforms are numbered from 1.
std::vector<std::uint8_t> phase1_sa(const std::vector<std::vector<AttributeSpec>>& transforms);
// The same of quick mode: ESP with that SPI.
std::vector<std::uint8_t> esp_sa(std::uint32_t spi, std::uint8_t transform_id,
                                 const std::vector<AttributeSpec>& attributes);

// Of DOI IPSEC and protocol ISAKMP, without an SPI.
std::vector<std::uint8_t> notify(std::uint16_t type, std::vector<std::uint8_t> data = {});

struct PayloadSpec {
  std::uint8_t type;
  std::vector<std::uint8_t> body;
};

// Generic headers and bodies: what stands behind a header, or is encrypted.
std::vector<std::uint8_t> payloads(const std::vector<PayloadSpec>& specs);

struct MessageSpec {
  std::uint64_t spi_i = 0x1111111111111111;
  std::uint64_t spi_r = 0;
  std::uint8_t exchange = registry::ikev1_exchange::identity_protection;
  std::uint8_t flags = 0;
  std::uint32_t message_id = 0;
  std::uint8_t first = 0;  // of an encrypted message, whose body is `closed`
  std::vector<PayloadSpec> payloads;
  std::vector<std::uint8_t> closed;
};
std::vector<std::uint8_t> message(const MessageSpec& spec);

}  // namespace espect::test::ikev1
