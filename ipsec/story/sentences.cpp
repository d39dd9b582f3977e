// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/story/sentences.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/sessions/dead_peers.h"
#include "ipsec/story/attempts.h"
#include "ipsec/story/causes.h"

namespace espect::story {
namespace {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// What became of peers of which one no longer answered.
std::string_view after_silence(const Peers& peers) {
  using sessions::IkeSaState;
  const auto dead = std::ranges::find(peers.ike_sas, IkeSaState::dead, &sessions::IkeSa::state);
  if (dead == peers.ike_sas.end()) return "It was up and fell silent";
  const bool again = std::any_of(dead + 1, peers.ike_sas.end(), [](const sessions::IkeSa* sa) {
    return came_up(*sa) && sa->state != IkeSaState::dead;
  });
  if (again) return "It was up, fell silent and came up again";
  const bool speaks = std::ranges::any_of(peers.flows, [&](const sessions::EspFlow* flow) {
    return sessions::still_speaks(**dead, *flow);
  });
  return speaks ? "It is up, but IKE requests stay unanswered" : "It was up and fell silent";
}

std::string_view what_broke(const Tunnel& tunnel, const Peers& peers) {
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
      return after_silence(peers);
  }
  return "";
}

std::string traffic_seen(const Tunnel& tunnel) {
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

// Of an IKE SA that came up.
std::string standing(const sessions::IkeSa& sa, const Tunnel& tunnel) {
  const bool deleted = sa.state == sessions::IkeSaState::deleted;
  const bool unsure = !deleted && sa.may_have_ended && tunnel.at(Step::stays) == Answer::unknown;
  if (child_sa_seen(tunnel))
    return deleted  ? "Was up and ended in order"
           : unsure ? "Was up, whether it still is is not seen"
                    : "Up";
  const auto* of_ike_sa = deleted  ? "The IKE SA was up and ended in order"
                          : unsure ? "The IKE SA was up, whether it still is is not seen"
                                   : "The IKE SA is up";
  const bool read = sa.seen_from_start && sa.encrypted != 0 && sa.decrypted == sa.encrypted &&
                    !sa.messages_missing;
  return fmt::format("{}, {}", of_ike_sa,
                     read ? "without a Child SA" : "whether a Child SA came up is not seen");
}

// Of the newest IKE SA.
std::string not_up(const sessions::IkeSa& sa, const Tunnel& tunnel, const Peers& peers) {
  if (!one_side_only(sa) && !child_sa_seen(tunnel)) return "Not up when the capture ends";
  const bool other = std::ranges::any_of(
      peers.ike_sas, [](const sessions::IkeSa* before) { return came_up(*before); });
  return other ? "An IKE SA was up, whether the newest came up is not seen"
               : "Whether an IKE SA came up is not seen";
}

std::string whole(const Tunnel& tunnel, const Peers& peers) {
  const auto* sa = deciding(peers);
  std::vector<std::string> parts;
  if (sa == nullptr)
    parts.emplace_back("No IKE seen");
  else if (!came_up(*sa))
    parts.push_back(not_up(*sa, tunnel, peers));
  else
    parts.push_back(standing(*sa, tunnel));
  if (!peers.child_sas.empty())
    parts.push_back(counted(peers.child_sas.size(), "Child SA", "Child SAs"));
  if (const auto seen = traffic_seen(tunnel); !seen.empty()) parts.push_back(seen);
  if (tunnel.at(Step::large_packets) == Answer::fragmented)
    parts.emplace_back("large ones as IP fragments");
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string outcome(const Tunnel& tunnel, const Peers& peers) {
  return tunnel.broken_at ? std::string(what_broke(tunnel, peers)) : whole(tunnel, peers);
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
