// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "ipsec/wire/describe.h"

namespace espect::wire::ikev1 {
using namespace espect::wire::literals;  // NOLINT(google-build-using-namespace): "name"_f

// Reserved octets inside IKE, which Wireshark shows as a field.
inline constexpr Label reserved_octets{"Reserved", "isakmp.reserved"};

// RFC 2408 section 3.1. The layout is that of IKEv2; GM/T 0022 says version 1.1.
struct Header {
  static constexpr const char* name = "header";
  static constexpr const char* title = "IKE header";
  static constexpr std::size_t octets = 28;
  static constexpr std::uint32_t length_at = 24;

  std::uint64_t spi_i = 0;  // the initiator's cookie, never 0
  std::uint64_t spi_r = 0;  // 0 until the responder has chosen one
  registry::Ikev1PayloadType next_payload{};
  std::uint8_t version = 0x10;
  registry::Ikev1ExchangeType exchange{};
  std::uint8_t flags = 0;
  std::uint32_t message_id = 0;  // 0 in phase 1, else chosen at random for each exchange
  std::uint32_t length = 0;      // of the whole message, this header included

  static constexpr std::uint8_t encryption_flag = 0x01;
  static constexpr std::uint8_t commit_flag = 0x02;
  static constexpr std::uint8_t authentication_only_flag = 0x04;
  constexpr bool encrypted() const { return (flags & encryption_flag) != 0; }
  constexpr bool commit() const { return (flags & commit_flag) != 0; }
  constexpr bool authentication_only() const { return (flags & authentication_only_flag) != 0; }
  constexpr unsigned major_version() const { return version >> 4; }

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("initiator_spi"_f, {"Initiator cookie", "isakmp.ispi", Display::hex}, self.spi_i);
    wire.field("responder_spi"_f, {"Responder cookie", "isakmp.rspi", Display::hex}, self.spi_r);
    wire.field("next_payload"_f, {"Next payload", "isakmp.nextpayload"}, self.next_payload);
    wire.bits("version"_f, {"Version", "isakmp.version", Display::hex}, self.version,
              part<0xf0>("major"_f, {"Major version", "isakmp.mjver"}),
              part<0x0f>("minor"_f, {"Minor version", "isakmp.mnver"}));
    wire.field("exchange_type"_f, {"Exchange type", "isakmp.exchangetype"}, self.exchange);
    wire.flags("flags"_f, {"Flags", "isakmp.flags", Display::hex}, self.flags,
               part<0x01>("encryption"_f, {"Encryption", "isakmp.flag_e"}),
               part<0x02>("commit"_f, {"Commit", "isakmp.flag_c"}),
               part<0x04>("authentication_only"_f, {"Authentication only", "isakmp.flag_a"}));
    wire.field("message_id"_f, {"Message ID", "isakmp.messageid", Display::hex}, self.message_id);
    wire.field("length"_f, {"Length", "isakmp.length"}, self.length);
  }
};

// RFC 2408 section 3.2. The body is read by the payload chain, which knows its type from the header
// before.
struct PayloadHeader {
  static constexpr const char* name = "payload";
  static constexpr const char* title = "Payload header";
  static constexpr std::size_t octets = 4;

  registry::Ikev1PayloadType next_payload{};
  std::uint16_t length = 0;  // this header included

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("next_payload"_f, {"Next payload", "isakmp.nextpayload"}, self.next_payload);
    wire.reserved(1, reserved_octets);
    wire.field("length"_f, {"Payload length", "isakmp.payloadlength"}, self.length);
  }
};

// Behind the last payload: what a cipher needed, or fills a message up to a multiple of 4.
struct Padding {
  static constexpr const char* name = "padding";
  static constexpr const char* title = "Padding";
  Bytes octets{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.rest("octets"_f, {"Padding", "isakmp.extradata"}, self.octets);
  }
};

}  // namespace espect::wire::ikev1
