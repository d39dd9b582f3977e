// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/attribute.h"

namespace espect::wire::ikev1 {

// RFC 2409 appendix A: attributes of transforms of phase 1.
struct Phase1AttributeKind {
  using Type = registry::Ikev1Phase1AttributeType;
  static constexpr const char* title = "Phase 1 attribute";
  static constexpr const char* format = "isakmp.ike.attr.format";
  static constexpr const char* type = "isakmp.ike.attr.type";
  static constexpr const char* length = "isakmp.ike.attr.length";
  static constexpr const char* value = "isakmp.ike.attr.value";

  static constexpr void values(auto&& code, auto&& number, auto&& octets) {
    namespace types = registry::ikev1_phase1_attribute;
    code(types::encryption_algorithm, registry::Ikev1EncryptionAlgorithm{},
         "encryption_algorithm"_f,
         {"Encryption algorithm", "isakmp.ike.attr.encryption_algorithm"});
    code(types::hash_algorithm, registry::Ikev1HashAlgorithm{}, "hash_algorithm"_f,
         {"Hash algorithm", "isakmp.ike.attr.hash_algorithm"});
    code(types::authentication_method, registry::Ikev1AuthenticationMethod{},
         "authentication_method"_f,
         {"Authentication method", "isakmp.ike.attr.authentication_method"});
    code(types::group_description, registry::Ikev1Group{}, "group_description"_f,
         {"Group description", "isakmp.ike.attr.group_description"});
    code(types::group_type, registry::Ikev1GroupType{}, "group_type"_f,
         {"Group type", "isakmp.ike.attr.group_type"});
    octets(types::group_prime, "group_prime"_f, {"Group prime", "isakmp.ike.attr.group_prime"});
    octets(types::group_generator_one, "group_generator_one"_f,
           {"Group generator one", "isakmp.ike.attr.group_generator_one"});
    octets(types::group_generator_two, "group_generator_two"_f,
           {"Group generator two", "isakmp.ike.attr.group_generator_two"});
    octets(types::group_curve_a, "group_curve_a"_f,
           {"Group curve A", "isakmp.ike.attr.group_curve_a"});
    octets(types::group_curve_b, "group_curve_b"_f,
           {"Group curve B", "isakmp.ike.attr.group_curve_b"});
    code(types::life_type, registry::Ikev1LifeType{}, "life_type"_f,
         {"Life type", "isakmp.ike.attr.life_type"});
    number(types::life_duration, "life_duration"_f,
           {"Life duration", "isakmp.ike.attr.life_duration"});
    octets(types::life_duration, "life_duration_long"_f,
           {"Life duration", "isakmp.ike.attr.life_duration", Display::number});
    number(types::key_length, "key_length"_f, {"Key length in bits", "isakmp.ike.attr.key_length"});
    octets(types::group_order, "group_order"_f, {"Group order", "isakmp.ike.attr.group_order"});
    code(types::asymmetric_cryptographic_algorithm_type, registry::Ikev1AsymmetricAlgorithm{},
         "asymmetric_algorithm"_f,
         {"Asymmetric cryptographic algorithm type",
          "isakmp.ike.attr.asymmetric_cryptographic_algorithm_type"});
  }
};
using Phase1Attribute = Attribute<Phase1AttributeKind>;

}  // namespace espect::wire::ikev1
