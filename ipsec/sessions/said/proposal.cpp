// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/said/proposal.h"

#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"

namespace espect::sessions {
namespace {

namespace types = registry::transform_type;

bool quantum_resistant_method(std::uint32_t id) {
  const auto* parameters = registry::key_exchange_parameters(id);
  return parameters != nullptr && parameters->quantum_resistant();
}

// As the tables have it, where the experimental profile has another one.
template <class Code>
std::uint8_t number_of(Code code) {
  return code.meaning == registry::no_number ? code.value : static_cast<std::uint8_t>(code.meaning);
}

}  // namespace

bool Transform::is_key_exchange() const {
  return type == types::ke || (type >= types::addke1 && type <= types::addke7);
}

const Transform* Proposal::first(std::uint8_t type) const {
  for (const auto& transform : transforms)
    if (transform.type == type) return &transform;
  return nullptr;
}

bool Proposal::quantum_resistant() const {
  for (const auto& transform : transforms)
    if (transform.is_key_exchange() && quantum_resistant_method(transform.meaning)) return true;
  return false;
}

crypto::SaAlgorithms Proposal::algorithms() const {
  crypto::SaAlgorithms chosen;
  if (const auto* encr = first(types::encr)) {
    chosen.encr = encr->as<registry::EncryptionAlgorithm>();
    const auto* parameters = registry::encryption_parameters(encr->meaning);
    if (encr->key_bits != 0)
      chosen.encr_key_octets = encr->key_bits / 8;
    else if (parameters != nullptr && !parameters->key_octets.empty())
      chosen.encr_key_octets = parameters->key_octets.front().first;
  }
  if (const auto* integ = first(types::integ))
    chosen.integ = integ->as<registry::IntegrityAlgorithm>();
  if (const auto* sskdf = first(types::sskdf)) chosen.sskdf = sskdf->as<registry::Sskdf>();
  return chosen;
}

registry::PseudorandomFunction Proposal::prf() const {
  const auto* prf = first(types::prf);
  if (prf == nullptr) return {};
  return prf->as<registry::PseudorandomFunction>();
}

std::vector<Proposal> proposals_of(const wire::ike::SecurityAssociation& payload) {
  std::vector<Proposal> proposals;
  for (const auto& wire_proposal : payload.proposals) {
    Proposal proposal{wire_proposal.number,
                      number_of(wire_proposal.protocol),
                      {wire_proposal.spi.begin(), wire_proposal.spi.end()},
                      {}};
    for (const auto& wire_transform : wire_proposal.transforms) {
      Transform transform{number_of(wire_transform.type), wire_transform.id, 0,
                          wire_transform.meaning};
      for (const auto& attribute : wire_transform.attributes)
        if (attribute.is_key_length()) transform.key_bits = attribute.value;
      proposal.transforms.push_back(transform);
    }
    proposals.push_back(std::move(proposal));
  }
  return proposals;
}

std::string to_text(const Transform& transform) {
  const auto named = [&](const registry::Registry& names) {
    return registry::display_name(names, transform.id, transform.meaning);
  };
  const auto with_bits = [&](std::string name) {
    return transform.key_bits != 0 ? fmt::format("{}-{}", name, transform.key_bits) : name;
  };
  switch (transform.type) {
    case types::encr:
      return with_bits(named(registry::EncryptionAlgorithm::registry()));
    case types::prf:
      return named(registry::PseudorandomFunction::registry());
    case types::integ:
      return named(registry::IntegrityAlgorithm::registry());
    case types::sn:
      return named(registry::SequenceNumbers::registry());
    case types::sskdf:
      return named(registry::Sskdf::registry());
    default:
      break;
  }
  const auto type = registry::display_name(registry::TransformType::registry(), transform.type);
  if (transform.is_key_exchange())
    return fmt::format("{} {}", type, named(registry::KeyExchangeMethod::registry()));
  return fmt::format("{} {}", type, transform.id);
}

std::string to_text(const Proposal& proposal) {
  std::string text;
  for (const auto& transform : proposal.transforms)
    text += (text.empty() ? "" : ", ") + to_text(transform);
  return text;
}

std::string to_text(const std::vector<Proposal>& proposals) {
  std::string text;
  for (const auto& proposal : proposals)
    text += fmt::format("{}#{}: {}", text.empty() ? "" : "; ", proposal.number, to_text(proposal));
  return text;
}

}  // namespace espect::sessions
