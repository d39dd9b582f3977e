// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/story/sentences.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/story/attempts.h"
#include "ipsec/story/causes.h"

namespace espect::story {
namespace {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string_view what_broke(const Tunnel& tunnel) {
  switch (*tunnel.broken_at) {
    case Step::heard:
      return "Nobody answers";
    case Step::agreed:
      return "No agreement on an IKE SA";
    case Step::authenticated:
      return tunnel.certainty == rules::Certainty::inferred ? "Probably not authenticated"
                                                            : "Not authenticated";
    case Step::child_sa:
      return "The Child SA was refused";
    case Step::traffic:
      return "A Child SA is up, packets of it do not arrive";
    case Step::large_packets:
      return "Large packets vanish";
    case Step::stays:
      return "It was up and fell silent";
  }
  return "";
}

std::string traffic(const Tunnel& tunnel) {
  switch (tunnel.at(Step::traffic)) {
    case Answer::both:
      return "packets both ways";
    case Answer::one_way:
      return "packets one way";
    case Answer::none:
      return "no packets seen";
    default:
      return "";
  }
}

// Who encrypts went on, with answers that this capture does not have.
bool one_side_only(const sessions::IkeSa& sa) {
  return sa.encrypted != 0 && (sa.from_initiator == 0 || sa.from_responder == 0);
}

bool child_sa_seen(const Tunnel& tunnel) {
  return tunnel.at(Step::child_sa) == Answer::yes;
}

std::string whole(const Tunnel& tunnel, const Peers& peers) {
  const auto* sa = deciding(peers);
  std::vector<std::string> parts;
  if (sa == nullptr)
    parts.emplace_back("No IKE seen");
  else if (!came_up(*sa))
    parts.emplace_back(one_side_only(*sa) || child_sa_seen(tunnel)
                           ? "Whether an IKE SA came up is not seen"
                           : "Not up when the capture ends");
  else if (sa->state == sessions::IkeSaState::deleted)
    parts.emplace_back("Was up and ended in order");
  else
    parts.emplace_back("Up");
  if (!peers.child_sas.empty())
    parts.push_back(counted(peers.child_sas.size(), "Child SA", "Child SAs"));
  if (const auto seen = traffic(tunnel); !seen.empty()) parts.push_back(seen);
  if (tunnel.at(Step::large_packets) == Answer::fragmented)
    parts.emplace_back("large ones as IP fragments");
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string outcome(const Tunnel& tunnel, const Peers& peers) {
  return tunnel.broken_at ? std::string(what_broke(tunnel)) : whole(tunnel, peers);
}

const rules::Finding* reason(const Tunnel& tunnel) {
  const auto weight = [](const rules::Finding* finding) {
    const auto* cause = cause_of(*finding);
    return std::pair(cause != nullptr && cause->breaks, finding->severity);
  };
  const auto best = std::ranges::max_element(tunnel.findings, {}, weight);
  return best == tunnel.findings.end() ? nullptr : *best;
}

}  // namespace espect::story
