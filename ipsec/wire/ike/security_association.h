// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

// RFC 7296 section 3.3: SA payload = proposals = transforms = attributes.
namespace espect::wire::ike {

// Section 3.3.5. The top bit chooses the short form (value in two octets) or length and value.
struct Attribute {
  static constexpr const char* name = "attribute";
  static constexpr const char* title = "Transform attribute";

  std::uint16_t format_and_type = 0;
  std::uint16_t value = 0;   // short form
  std::uint16_t length = 0;  // long form
  Bytes data{};

  constexpr std::uint16_t type() const { return format_and_type & 0x7fff; }
  constexpr bool short_form() const { return (format_and_type & 0x8000) != 0; }
  constexpr bool is_key_length() const {
    return short_form() && type() == registry::attribute_type::key_length;
  }

  static constexpr void describe(auto& wire, auto& self) {
    wire.bits("format_and_type"_f, {"Format and type", nullptr, Display::hex}, self.format_and_type,
              part<0x8000>("format"_f, {"Short form", "isakmp.ike2.attr.format"}),
              part<0x7fff>("type"_f, {"Type", "isakmp.ike2.attr.type"}));
    wire.when(self.is_key_length(), [&](auto& w) {
      w.field("key_length"_f, {"Key length in bits", "isakmp.ike2.attr.key_length"}, self.value);
    });
    wire.when(self.short_form() && !self.is_key_length(),
              [&](auto& w) { w.field("value"_f, {"Value"}, self.value); });
    wire.when(!self.short_form(), [&](auto& w) {
      w.field("length"_f, {"Length", "isakmp.ike2.attr.length"}, self.length);
      w.bytes("data"_f, {"Value", "isakmp.ike2.attr.value"}, self.data, self.length);
    });
  }
};

// Section 3.3.2. ADDKE1-7 (RFC 9370) take their ids from the key exchange registry.
struct TransformSubstructure {
  static constexpr const char* name = "transform";
  static constexpr const char* title = "Transform";

  std::uint8_t more = 0;  // 3 when another follows, 0 in the last
  std::uint16_t length = 0;
  registry::TransformType type{};
  std::uint16_t id = 0;
  std::uint32_t meaning = 0;  // of the id, in the registry of the type; see registry::Code
  List<Attribute> attributes{};

  constexpr bool is_additional_key_exchange() const {
    return type.value >= registry::transform_type::addke1 &&
           type.value <= registry::transform_type::addke7;
  }
  constexpr bool is(std::uint8_t wanted) const { return type.value == wanted; }

  static constexpr void describe(auto& wire, auto& self) {
    namespace types = registry::transform_type;
    wire.field("more"_f, {"More transforms", "isakmp.nextpayload"}, self.more);
    wire.reserved(1, reserved_octets);
    wire.length16(
        "length"_f, {"Transform length", "isakmp.payloadlength"}, self.length, [&](auto& body) {
          body.field("type"_f, {"Transform type", "isakmp.tf.type"}, self.type);
          body.reserved(1, reserved_octets);
          body.when(self.is(types::encr), [&](auto& w) {
            w.field("encr"_f, {"Transform ID (ENCR)", "isakmp.tf.id.encr"},
                    as<registry::EncryptionAlgorithm>(self.id, self.meaning));
          });
          body.when(self.is(types::prf), [&](auto& w) {
            w.field("prf"_f, {"Transform ID (PRF)", "isakmp.tf.id.prf"},
                    as<registry::PseudorandomFunction>(self.id, self.meaning));
          });
          body.when(self.is(types::integ), [&](auto& w) {
            w.field("integ"_f, {"Transform ID (INTEG)", "isakmp.tf.id.integ"},
                    as<registry::IntegrityAlgorithm>(self.id, self.meaning));
          });
          body.when(self.is(types::ke), [&](auto& w) {
            w.field("ke"_f, {"Transform ID (KE)", "isakmp.tf.id.dh"},
                    as<registry::KeyExchangeMethod>(self.id, self.meaning));
          });
          body.when(self.is(types::sn), [&](auto& w) {
            w.field("sn"_f, {"Transform ID (SN)", "isakmp.tf.id.esn"},
                    as<registry::SequenceNumbers>(self.id, self.meaning));
          });
          body.when(self.is_additional_key_exchange(), [&](auto& w) {
            w.field("addke"_f, {"Transform ID (ADDKE)", "isakmp.tf.id"},
                    as<registry::KeyExchangeMethod>(self.id, self.meaning));
          });
          body.when(self.type.means(types::sskdf), [&](auto& w) {
            w.field("sskdf"_f, {"Transform ID (SSKDF)", "isakmp.tf.id"},
                    as<registry::Sskdf>(self.id, self.meaning));
          });
          body.when(!self.is_additional_key_exchange() && !self.type.means(types::sskdf) &&
                        (self.type.value < types::encr || self.type.value > types::sn),
                    [&](auto& w) { w.field("id"_f, {"Transform ID", "isakmp.tf.id"}, self.id); });
          body.list("attributes"_f, {"Transform attribute", "isakmp.ike2.attr"}, self.attributes);
        });
  }
};

// Section 3.3.1.
struct ProposalSubstructure {
  static constexpr const char* name = "proposal";
  static constexpr const char* title = "Proposal";

  std::uint8_t more = 0;  // 2 when another follows, 0 in the last
  std::uint16_t length = 0;
  std::uint8_t number = 0;  // 1, 2, ... in a request; the chosen one in a response
  registry::ProtocolId protocol{};
  std::uint8_t spi_size = 0;  // 0 for IKE in IKE_SA_INIT, 8 for an IKE rekey, 4 for ESP and AH
  std::uint8_t transform_count = 0;
  Bytes spi{};
  List<TransformSubstructure> transforms{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("more"_f, {"More proposals", "isakmp.nextpayload"}, self.more);
    wire.reserved(1, reserved_octets);
    wire.length16(
        "length"_f, {"Proposal length", "isakmp.payloadlength"}, self.length, [&](auto& body) {
          body.field("number"_f, {"Proposal number", "isakmp.prop.number"}, self.number);
          body.field("protocol"_f, {"Protocol ID", "isakmp.prop.protoid"}, self.protocol);
          body.field("spi_size"_f, {"SPI size", "isakmp.spisize"}, self.spi_size);
          body.field("transform_count"_f, {"Number of transforms", "isakmp.prop.transforms"},
                     self.transform_count);
          body.bytes("spi"_f, {"SPI", "isakmp.spi"}, self.spi, self.spi_size);
          body.list("transforms"_f, {"Transform"}, self.transforms, self.transform_count);
        });
  }
};

struct SecurityAssociation {
  static constexpr const char* name = "sa";
  static constexpr const char* title = "Security Association";

  List<ProposalSubstructure> proposals{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.list("proposals"_f, {"Proposal"}, self.proposals);
  }
};

}  // namespace espect::wire::ike
