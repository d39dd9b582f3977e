// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/attribute.h"

namespace espect::wire::ikev1 {

// RFC 2407 section 4.5: attributes of transforms of AH, ESP and IPComp.
struct Phase2AttributeKind {
  using Type = registry::Ikev1Phase2AttributeType;
  static constexpr const char* title = "Phase 2 attribute";
  static constexpr const char* format = "isakmp.ipsec.attr.format";
  static constexpr const char* type = "isakmp.ipsec.attr.type";
  static constexpr const char* length = "isakmp.ipsec.attr.length";
  static constexpr const char* value = "isakmp.ipsec.attr.value";

  static constexpr void values(auto&& code, auto&& number, auto&& octets) {
    namespace types = registry::ikev1_phase2_attribute;
    code(types::sa_life_type, registry::Ikev1LifeType{}, "life_type"_f,
         {"Life type", "isakmp.ipsec.attr.life_type"});
    number(types::sa_life_duration, "life_duration"_f,
           {"Life duration", "isakmp.ipsec.attr.life_duration"});
    octets(types::sa_life_duration, "life_duration_long"_f,
           {"Life duration", "isakmp.ipsec.attr.life_duration", Display::number});
    code(types::group_description, registry::Ikev1Group{}, "group_description"_f,
         {"Group description", "isakmp.ipsec.attr.group_description"});
    code(types::encapsulation_mode, registry::Ikev1EncapsulationMode{}, "encapsulation_mode"_f,
         {"Encapsulation mode", "isakmp.ipsec.attr.encap_mode"});
    code(types::authentication_algorithm, registry::Ikev1Phase2AuthenticationAlgorithm{},
         "authentication_algorithm"_f,
         {"Authentication algorithm", "isakmp.ipsec.attr.auth_algorithm"});
    number(types::key_length, "key_length"_f,
           {"Key length in bits", "isakmp.ipsec.attr.key_length"});
    number(types::key_rounds, "key_rounds"_f, {"Key rounds", "isakmp.ipsec.attr.key_rounds"});
    number(types::compress_dictionary_size, "compress_dictionary_size"_f,
           {"Compress dictionary size", "isakmp.ipsec.attr.cmpr_dict_size"});
    octets(types::compress_private_algorithm, "compress_private_algorithm"_f,
           {"Compress private algorithm", "isakmp.ipsec.attr.cmpr_algorithm"});
    code(types::ecn_tunnel, registry::Ikev1EcnTunnel{}, "ecn_tunnel"_f,
         {"ECN tunnel", "isakmp.ipsec.attr.ecn_tunnel"});
    code(types::extended_sequence_number, registry::Ikev1SequenceNumbers{},
         "extended_sequence_number"_f,
         {"Extended sequence number", "isakmp.ipsec.attr.ext_seq_nbr"});
    number(types::authentication_key_length, "authentication_key_length"_f,
           {"Authentication key length", "isakmp.ipsec.attr.auth_key_length"});
    octets(types::signature_encoding_algorithm, "signature_encoding_algorithm"_f,
           {"Signature encoding algorithm", "isakmp.ipsec.attr.sig_enco_algorithm"});
    code(types::address_preservation, registry::Ikev1AddressPreservation{},
         "address_preservation"_f, {"Address preservation", "isakmp.ipsec.attr.addr_preservation"});
    code(types::sa_direction, registry::Ikev1SaDirection{}, "sa_direction"_f,
         {"SA direction", "isakmp.ipsec.attr.sa_direction"});
  }
};
using Phase2Attribute = Attribute<Phase2AttributeKind>;

}  // namespace espect::wire::ikev1
