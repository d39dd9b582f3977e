// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include "ipsec/bytes/endian.h"
#include "ipsec/crypto/packet_cipher.h"
#include "tests/support/audit_bench.h"
#include "tests/support/capture_writer.h"
#include "tests/support/negotiation.h"

// Encrypted IKEv2 messages and ESP packets.
namespace espect::test {

Octets big_endian(std::uint64_t value, std::size_t octets);
crypto::Secret secret(std::uint8_t fill, std::size_t octets = 32);

// One proposal with an SPI: of a Child SA (4 octets) or of an IKE rekey (8).
Octets sa_with_spi(std::uint8_t protocol, const Octets& spi,
                   const std::vector<TransformSpec>& transforms);

// All of 10.`network`.0.0/16.
Octets ts_payload(std::uint8_t network);
Octets id_payload(std::string_view name);
Octets auth_payload(std::uint8_t method, const Octets& data);
PayloadSpec notify(std::uint16_t type, const Octets& data = {});
PayloadSpec rekeys_child(std::uint32_t spi, std::uint8_t protocol = registry::protocol::esp);
PayloadSpec deletes_ike();
PayloadSpec deletes_child(std::uint32_t spi, std::uint8_t protocol = registry::protocol::esp);

// The payloads as a chain, without a header.
Octets payload_chain(const std::vector<PayloadSpec>& payloads);
std::uint8_t first_type(const std::vector<PayloadSpec>& payloads);

crypto::PacketCipher ike_cipher(const crypto::Secret& key, std::uint16_t encr = 20,
                                std::uint16_t integ = 0, const crypto::Secret& auth = {});

// SK, or one fragment of SKF, with `inside` sealed; what `spec` holds stands in front of it.
Octets sealed_octets(MessageSpec spec, crypto::PacketCipher& cipher, std::uint8_t first,
                     Octets inside, std::uint16_t number = 0, std::uint16_t total = 0);

// `spec.payloads` go inside SK.
Octets sealed(MessageSpec spec, crypto::PacketCipher& cipher);
// The same in `total` SKF fragments, RFC 7383; only the first names the first payload.
std::vector<Octets> sealed_fragments(MessageSpec spec, crypto::PacketCipher& cipher,
                                     std::uint16_t total);

// An ESP packet. `payload` gets padding to 4 octets, its length and `next_header`.
Octets sealed_esp(crypto::PacketCipher& cipher, std::uint32_t spi, std::uint64_t sequence, bool esn,
                  Octets payload, std::uint8_t next_header = 4);

Address address(std::string_view text);
}  // namespace espect::test
