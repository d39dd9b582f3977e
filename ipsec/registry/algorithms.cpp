// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/algorithms.h"

#include <algorithm>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"

namespace espect::registry {
namespace {

template <class Parameters>
const Parameters* find_id(std::span<const Parameters> all, std::uint32_t id) {
  const auto found = std::ranges::lower_bound(all, id, {}, &Parameters::id);
  return found != all.end() && found->id == id ? &*found : nullptr;
}

std::string choices(std::span<const OctetRange> ranges) {
  std::string text;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (i > 0) text += i + 1 == ranges.size() ? " or " : ", ";
    text += ranges[i].first == ranges[i].last
                ? fmt::format("{}", ranges[i].first)
                : fmt::format("{} to {}", ranges[i].first, ranges[i].last);
  }
  return text;
}

std::string_view family_text(KeyExchangeFamily family) {
  switch (family) {
    case KeyExchangeFamily::modp:
      return "MODP";
    case KeyExchangeFamily::ecp:
      return "ECP";
    case KeyExchangeFamily::curve:
      return "Montgomery curve";
    case KeyExchangeFamily::gost:
      return "GOST";
    case KeyExchangeFamily::ml_kem:
      return "ML-KEM";
    case KeyExchangeFamily::frodo_kem:
      return "FrodoKEM";
    case KeyExchangeFamily::sntrup_hybrid:
      return "Streamlined NTRU Prime with Curve25519";
  }
  return "unknown";
}

}  // namespace

bool EncryptionParameters::allows_key_octets(std::size_t octets) const {
  return std::ranges::any_of(key_octets, [octets](const OctetRange& range) {
    return range.first <= octets && octets <= range.last;
  });
}

bool EncryptionParameters::variable_key() const {
  return key_octets.size() > 1 ||
         (key_octets.size() == 1 && key_octets[0].first != key_octets[0].last);
}

const EncryptionParameters* encryption_parameters(std::uint32_t id) {
  return find_id(all_encryption_parameters(), id);
}
const IntegrityParameters* integrity_parameters(std::uint32_t id) {
  return find_id(all_integrity_parameters(), id);
}
const PrfParameters* prf_parameters(std::uint32_t id) {
  return find_id(all_prf_parameters(), id);
}
const KeyExchangeParameters* key_exchange_parameters(std::uint32_t id) {
  return find_id(all_key_exchange_parameters(), id);
}

std::string to_text(const EncryptionParameters& parameters) {
  std::string text = fmt::format("key {} octets", choices(parameters.key_octets));
  if (parameters.salt_octets != 0) text += fmt::format(", salt {}", parameters.salt_octets);
  text += fmt::format(", IV {}", parameters.wire_iv_octets);
  text += parameters.icv_octets != 0 ? fmt::format(", ICV {}", parameters.icv_octets)
                                     : ", ICV from the integrity algorithm";
  if (!parameters.encrypts()) text += ", no confidentiality";
  return text;
}

std::string to_text(const IntegrityParameters& parameters) {
  return fmt::format("key {} octets, ICV {}", parameters.key_octets, parameters.icv_octets);
}

std::string to_text(const PrfParameters& parameters) {
  return fmt::format("key {} octets{}, output {}", parameters.preferred_key_octets,
                     parameters.variable_length_key ? " preferred" : "", parameters.output_octets);
}

std::string to_text(const KeyExchangeParameters& parameters) {
  return fmt::format("{}; initiator sends {} octets, responder {}, shared secret {}{}",
                     family_text(parameters.family), parameters.initiator_octets,
                     parameters.responder_octets, parameters.shared_secret_octets,
                     parameters.quantum_resistant() ? "; quantum resistant" : "");
}

}  // namespace espect::registry
