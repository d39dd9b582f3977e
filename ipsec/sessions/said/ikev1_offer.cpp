// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/said/ikev1_offer.h"

#include <algorithm>

#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/ikev2_equivalent.h"
#include "ipsec/sessions/said/ikev1_offer_limit.h"

namespace espect::sessions {
namespace {

namespace ikev1_protocols = registry::ikev1_protocol;
namespace types = registry::transform_type;

template <class Ikev1Code>
Ikev1Code as_code(std::uint64_t number) {
  return Ikev1Code(static_cast<typename Ikev1Code::value_type>(number));
}

// Adds the transform that IKEv2 calls `code`, when it has a name for it.
template <class Ikev2Code, class Ikev1Code>
void add(Proposal& proposal, std::uint8_t type, Ikev1Code code, std::uint64_t key_bits = 0) {
  const auto equivalent = registry::ikev2_equivalent<Ikev2Code>(code);
  if (!equivalent) return;
  proposal.transforms.push_back(
      {type, equivalent->value, static_cast<std::uint16_t>(key_bits), equivalent->meaning});
}

// Life type and duration stand in pairs.
class LifetimeReading {
 public:
  explicit LifetimeReading(Lifetime& lifetime) : lifetime_(lifetime) {}
  void type(std::uint64_t number) { type_ = number; }
  void duration(std::uint64_t number) {
    if (type_ == registry::ikev1_life_type::seconds) lifetime_.seconds = number;
    if (type_ == registry::ikev1_life_type::kilobytes) lifetime_.kilobytes = number;
  }

 private:
  Lifetime& lifetime_;
  std::uint64_t type_ = 0;
};

Ikev1Offer begun(const wire::ikev1::Proposal& wire) {
  Ikev1Offer offer;
  offer.proposal.number = wire.number;
  offer.proposal.protocol = wire.protocol.value;  // 1 to 3 are the same in IKEv2
  offer.proposal.spi.assign(wire.spi.begin(), wire.spi.end());
  return offer;
}

Ikev1Offer phase1_offer(const wire::ikev1::Proposal& wire,
                        const wire::ikev1::Phase1Transform& transform) {
  namespace attributes = registry::ikev1_phase1_attribute;
  Ikev1Offer offer = begun(wire);
  std::uint64_t encryption = 0, hash = 0, group = 0, key_bits = 0;
  LifetimeReading lifetime(offer.lifetime);
  for (const auto& attribute : transform.attributes) {
    const auto number = attribute.number();
    if (!number) continue;
    switch (attribute.type().value) {
      case attributes::encryption_algorithm:
        encryption = *number;
        break;
      case attributes::hash_algorithm:
        hash = *number;
        break;
      case attributes::authentication_method:
        offer.authentication = as_code<registry::Ikev1AuthenticationMethod>(*number);
        break;
      case attributes::group_description:
        group = *number;
        break;
      case attributes::key_length:
        key_bits = *number;
        break;
      case attributes::life_type:
        lifetime.type(*number);
        break;
      case attributes::life_duration:
        lifetime.duration(*number);
        break;
      default:
        break;
    }
  }
  Proposal& proposal = offer.proposal;
  add<registry::EncryptionAlgorithm>(
      proposal, types::encr, as_code<registry::Ikev1EncryptionAlgorithm>(encryption), key_bits);
  add<registry::PseudorandomFunction>(proposal, types::prf,
                                      as_code<registry::Ikev1HashAlgorithm>(hash));
  add<registry::KeyExchangeMethod>(proposal, types::ke, as_code<registry::Ikev1Group>(group));
  return offer;
}

struct Phase2Attributes {
  std::uint64_t authentication = 0;
  std::uint64_t key_bits = 0;
  std::uint64_t group = 0;
  std::uint64_t extended = 0;
};

Phase2Attributes read_phase2(const wire::List<wire::ikev1::Phase2Attribute>& list,
                             Ikev1Offer& offer) {
  namespace attributes = registry::ikev1_phase2_attribute;
  Phase2Attributes said;
  LifetimeReading lifetime(offer.lifetime);
  for (const auto& attribute : list) {
    const auto number = attribute.number();
    if (!number) continue;
    switch (attribute.type().value) {
      case attributes::sa_life_type:
        lifetime.type(*number);
        break;
      case attributes::sa_life_duration:
        lifetime.duration(*number);
        break;
      case attributes::group_description:
        said.group = *number;
        break;
      case attributes::encapsulation_mode:
        offer.encapsulation = static_cast<std::uint16_t>(*number);
        break;
      case attributes::authentication_algorithm:
        said.authentication = *number;
        break;
      case attributes::key_length:
        said.key_bits = *number;
        break;
      case attributes::extended_sequence_number:
        said.extended = *number;
        break;
      default:
        break;
    }
  }
  return said;
}

// A key exchange of its own and the width of sequence numbers.
void add_rest(const Phase2Attributes& said, Ikev1Offer& offer) {
  Proposal& proposal = offer.proposal;
  if (said.group != 0) {
    add<registry::KeyExchangeMethod>(proposal, types::ke,
                                     as_code<registry::Ikev1Group>(said.group));
    offer.group = registry::ikev2_equivalent<registry::KeyExchangeMethod>(
        as_code<registry::Ikev1Group>(said.group));
  }
  if (said.extended != 0)
    add<registry::SequenceNumbers>(proposal, types::sn,
                                   as_code<registry::Ikev1SequenceNumbers>(said.extended));
}

Ikev1Offer esp_offer(const wire::ikev1::Proposal& wire,
                     const wire::ikev1::EspTransform& transform) {
  Ikev1Offer offer = begun(wire);
  const auto said = read_phase2(transform.attributes, offer);
  add<registry::EncryptionAlgorithm>(offer.proposal, types::encr, transform.id, said.key_bits);
  add<registry::IntegrityAlgorithm>(
      offer.proposal, types::integ,
      as_code<registry::Ikev1Phase2AuthenticationAlgorithm>(said.authentication));
  add_rest(said, offer);
  return offer;
}

Ikev1Offer ah_offer(const wire::ikev1::Proposal& wire, const wire::ikev1::AhTransform& transform) {
  Ikev1Offer offer = begun(wire);
  const auto said = read_phase2(transform.attributes, offer);
  add<registry::IntegrityAlgorithm>(offer.proposal, types::integ, transform.id);
  add_rest(said, offer);
  return offer;
}

}  // namespace

std::vector<Ikev1Offer> ikev1_offers_of(const wire::ikev1::SecurityAssociation& payload) {
  std::vector<Ikev1Offer> offers;
  for (const auto& proposal : payload.proposals) {
    for (const auto& transform : proposal.phase1)
      if (offers.size() < most_ikev1_transforms)
        offers.push_back(phase1_offer(proposal, transform));
    for (const auto& transform : proposal.esp)
      if (offers.size() < most_ikev1_transforms) offers.push_back(esp_offer(proposal, transform));
    for (const auto& transform : proposal.ah)
      if (offers.size() < most_ikev1_transforms) offers.push_back(ah_offer(proposal, transform));
  }
  return offers;
}

std::vector<Proposal> proposals_of(const std::vector<Ikev1Offer>& offers) {
  std::vector<Proposal> proposals;
  proposals.reserve(offers.size());
  for (const auto& offer : offers) proposals.push_back(offer.proposal);
  return proposals;
}

bool offers_ipcomp(const wire::ikev1::SecurityAssociation& payload) {
  for (const auto& proposal : payload.proposals)
    if (proposal.is(ikev1_protocols::ipcomp)) return true;
  return false;
}

std::string to_text(const Lifetime& lifetime) {
  std::string text;
  if (lifetime.seconds) text = fmt::format("{} s", *lifetime.seconds);
  if (lifetime.kilobytes)
    text += fmt::format("{}{} kB", text.empty() ? "" : " or ", *lifetime.kilobytes);
  return text;
}

}  // namespace espect::sessions
