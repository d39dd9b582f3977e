// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/phase1_attribute.h"
#include "ipsec/wire/ikev1/phase2_attribute.h"
#include "ipsec/wire/ikev1/situation.h"

// RFC 2408 sections 3.4 to 3.6: SA payload = DOI, situation and proposals = transforms =
// attributes.
namespace espect::wire::ikev1 {

// The protocol of the proposal says in which registry the transform ids and the attributes are.
template <class TransformId, class AttributeOfIt>
struct Transform {
  static constexpr const char* name = "transform";
  static constexpr const char* title = "Transform";

  std::uint8_t more = 0;  // 3 when another follows, 0 in the last
  std::uint16_t length = 0;
  std::uint8_t number = 0;
  TransformId id{};
  List<AttributeOfIt> attributes{};

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("more"_f, {"More transforms", "isakmp.nextpayload"}, self.more);
    wire.reserved(1, reserved_octets);
    wire.length16(
        "length"_f, {"Transform length", "isakmp.payloadlength"}, self.length, [&](auto& body) {
          body.field("number"_f, {"Transform number", "isakmp.trans.number"}, self.number);
          body.field("id"_f, {"Transform ID", "isakmp.trans.id"}, self.id);
          body.reserved(2, reserved_octets);
          body.list("attributes"_f, {"Attribute"}, self.attributes);
        });
  }
};
using Phase1Transform = Transform<registry::Ikev1Phase1Transform, Phase1Attribute>;
using AhTransform = Transform<registry::Ikev1AhTransform, Phase2Attribute>;
using EspTransform = Transform<registry::Ikev1EspTransform, Phase2Attribute>;
using IpcompTransform = Transform<registry::Ikev1IpcompTransform, Phase2Attribute>;

// Section 3.5. Proposals of one number belong together (ESP and IPComp, AH and ESP); those of
// different numbers are a choice.
struct Proposal {
  static constexpr const char* name = "proposal";
  static constexpr const char* title = "Proposal";

  std::uint8_t more = 0;  // 2 when another follows, 0 in the last
  std::uint16_t length = 0;
  std::uint8_t number = 0;
  registry::Ikev1ProtocolId protocol{};
  std::uint8_t spi_size = 0;  // 0, or 8 or 16 with ignored octets, in phase 1; 4 of ESP and AH
  std::uint8_t transform_count = 0;
  Bytes spi{};
  // One of these has octets, by protocol.
  List<Phase1Transform> phase1{};
  List<AhTransform> ah{};
  List<EspTransform> esp{};
  List<IpcompTransform> ipcomp{};
  Bytes other{};

  constexpr bool is(std::uint8_t wanted) const { return protocol.value == wanted; }

  static constexpr void describe(auto& wire, auto& self) {
    namespace protocols = registry::ikev1_protocol;
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
          bool known = false;
          const auto transforms = [&](std::uint8_t protocol, auto called, auto& list) {
            known = known || self.is(protocol);
            body.when(self.is(protocol),
                      [&](auto& w) { w.list(called, {"Transform"}, list, self.transform_count); });
          };
          transforms(protocols::isakmp, "transforms"_f, self.phase1);
          transforms(protocols::ah, "ah_transforms"_f, self.ah);
          transforms(protocols::esp, "esp_transforms"_f, self.esp);
          transforms(protocols::ipcomp, "ipcomp_transforms"_f, self.ipcomp);
          body.when(!known, [&](auto& w) { w.rest("other"_f, {"Transforms"}, self.other); });
        });
  }
};

struct SecurityAssociation {
  static constexpr const char* name = "sa";
  static constexpr const char* title = "Security Association";

  registry::Ikev1Doi doi{};
  Situation situation{};
  List<Proposal> proposals{};
  Bytes other{};  // situation and proposals of another DOI

  static constexpr void describe(auto& wire, auto& self) {
    const auto ipsec = [&] { return self.doi.value == registry::ikev1_doi::ipsec; };
    wire.field("doi"_f, {"Domain of interpretation", "isakmp.sa.doi"}, self.doi);
    wire.when(ipsec(), [&](auto& w) {
      w.structure("situation"_f, {"Situation"}, self.situation);
      w.list("proposals"_f, {"Proposal"}, self.proposals);
    });
    wire.when(!ipsec(), [&](auto& w) {
      w.rest("other"_f, {"Situation and proposals", "isakmp.sa.situation"}, self.other);
    });
  }
};

}  // namespace espect::wire::ikev1
