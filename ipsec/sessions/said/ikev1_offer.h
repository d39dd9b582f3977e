// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "ipsec/sessions/said/proposal.h"
#include "ipsec/wire/ikev1/security_association.h"

namespace espect::sessions {

// How long an SA may live, as far as it was said.
struct Lifetime {
  std::optional<std::uint64_t> seconds;
  std::optional<std::uint64_t> kilobytes;
  friend bool operator==(const Lifetime&, const Lifetime&) = default;
};

// One transform of IKEv1, which is a whole suite: as a proposal in IKEv2's names, and what those do
// not say. What IKEv2 has no name for is left out of the proposal.
struct Ikev1Offer {
  Proposal proposal;
  registry::Ikev1AuthenticationMethod authentication;  // of phase 1
  Lifetime lifetime;
  std::uint16_t encapsulation = 0;                   // of phase 2, RFC 2407 section 4.5
  std::optional<registry::KeyExchangeMethod> group;  // of phase 2: of its own key exchange
  friend bool operator==(const Ikev1Offer&, const Ikev1Offer&) = default;
};

// One for each transform, in order. IPComp's are left out.
std::vector<Ikev1Offer> ikev1_offers_of(const wire::ikev1::SecurityAssociation& payload);
std::vector<Proposal> proposals_of(const std::vector<Ikev1Offer>& offers);
// A proposal of IPComp beside those of ESP or AH.
bool offers_ipcomp(const wire::ikev1::SecurityAssociation& payload);

// "3600 s", "3600 s or 4608000 kB"; empty when nothing was said.
std::string to_text(const Lifetime& lifetime);

}  // namespace espect::sessions
