// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "ipsec/wire/describe.h"

namespace espect::wire::ike {
using namespace espect::wire::literals;  // NOLINT(google-build-using-namespace): "name"_f

// Reserved octets inside IKE, which Wireshark shows as a field.
inline constexpr Label reserved_octets{"Reserved", "isakmp.reserved"};

// RFC 7296 section 3.1. 28 octets; IKEv1's has the same layout with other names and flags.
struct Header {
  static constexpr const char* name = "header";
  static constexpr const char* title = "IKE header";
  static constexpr std::size_t octets = 28;
  static constexpr std::uint32_t length_at = 24;

  std::uint64_t spi_i = 0;  // never 0
  std::uint64_t spi_r = 0;  // 0 until the responder has chosen one
  registry::PayloadType next_payload{};
  std::uint8_t version = 0x20;
  registry::ExchangeType exchange{};
  std::uint8_t flags = 0;
  std::uint32_t message_id = 0;
  std::uint32_t length = 0;  // of the whole message, this header included

  static constexpr std::uint8_t initiator_flag = 0x08;  // sent by the original initiator
  static constexpr std::uint8_t version_flag = 0x10;
  static constexpr std::uint8_t response_flag = 0x20;
  constexpr bool from_initiator() const { return (flags & initiator_flag) != 0; }
  constexpr bool response() const { return (flags & response_flag) != 0; }
  constexpr unsigned major_version() const { return version >> 4; }

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("initiator_spi"_f, {"Initiator SPI", "isakmp.ispi", Display::hex}, self.spi_i);
    wire.field("responder_spi"_f, {"Responder SPI", "isakmp.rspi", Display::hex}, self.spi_r);
    wire.field("next_payload"_f, {"Next payload", "isakmp.nextpayload"}, self.next_payload);
    wire.bits("version"_f, {"Version", "isakmp.version", Display::hex}, self.version,
              part<0xf0>("major"_f, {"Major version", "isakmp.mjver"}),
              part<0x0f>("minor"_f, {"Minor version", "isakmp.mnver"}));
    wire.field("exchange_type"_f, {"Exchange type", "isakmp.exchangetype"}, self.exchange);
    wire.flags("flags"_f, {"Flags", "isakmp.flags", Display::hex}, self.flags,
               part<0x08>("initiator"_f, {"Initiator", "isakmp.flag_i"}),
               part<0x10>("higher_version"_f, {"Version", "isakmp.flag_v"}),
               part<0x20>("response"_f, {"Response", "isakmp.flag_r"}));
    wire.field("message_id"_f, {"Message ID", "isakmp.messageid"}, self.message_id);
    wire.field("length"_f, {"Length", "isakmp.length"}, self.length);
  }
};

// RFC 7296 section 3.2, the generic payload header. The body is read by the payload chain, which
// knows its type from the header before.
struct PayloadHeader {
  static constexpr const char* name = "payload";
  static constexpr const char* title = "Payload header";
  static constexpr std::size_t octets = 4;

  registry::PayloadType next_payload{};
  std::uint8_t critical_and_reserved = 0;
  std::uint16_t length = 0;  // this header included

  constexpr bool critical() const { return (critical_and_reserved & 0x80) != 0; }

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("next_payload"_f, {"Next payload", "isakmp.nextpayload"}, self.next_payload);
    wire.flags("critical_octet"_f, {"Critical and reserved bits", nullptr, Display::hex},
               self.critical_and_reserved,
               part<0x80>("critical"_f, {"Critical", "isakmp.criticalpayload"}),
               part<0x7f>("reserved"_f, {"Reserved", "isakmp.reserved7"}));
    wire.field("length"_f, {"Payload length", "isakmp.payloadlength"}, self.length);
  }
};

}  // namespace espect::wire::ike
