// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/story/tunnel.h"

#include <algorithm>
#include <set>

#include "ipsec/story/attempts.h"
#include "ipsec/story/causes.h"
#include "ipsec/story/sentences.h"
#include "ipsec/story/steps.h"

namespace espect::story {
namespace {

constexpr std::array<std::string_view, step_count> step_words{
    "heard", "agreed", "authenticated", "child_sa", "traffic", "large_packets", "stays"};
constexpr std::array<std::string_view, 9> answer_words{
    "yes", "no", "unknown", "both", "one way", "none", "pass", "fragmented", "vanish"};
constexpr std::array<std::string_view, 3> category_words{"network", "configuration", "software"};

// Who reports by ICMP that packets do not arrive, the peer's own host or a router on the way; and
// who refused the other's authentication.
void name_who_has_to_look(Tunnel& tunnel, std::set<Address>& named, const rules::Finding& finding) {
  const auto reporter = address_from(finding.evidence.text("reporter"));
  const auto who = reporter ? reporter : refused_authentication(finding);
  if (!who || !named.insert(*who).second) return;
  tunnel.who.push_back(*who);
  if (reporter && std::ranges::count(tunnel.peers, *reporter) == 0)
    tunnel.category = Category::network;
}

// The findings of the step that broke, and what they say about who has to look. Causes of several
// categories leave that open.
void collect_evidence(Tunnel& tunnel, const Peers& peers) {
  bool several = false;
  std::set<Address> named;
  for (const auto* finding : peers.findings) {
    const auto* cause = cause_of(*finding);
    if (cause == nullptr || step_of(*finding, *cause, peers) != tunnel.broken_at) continue;
    tunnel.findings.push_back(finding);
    if (cause->breaks && cause->category) {
      several = several || (tunnel.category && tunnel.category != cause->category);
      tunnel.category = cause->category;
    }
    name_who_has_to_look(tunnel, named, *finding);
  }
  if (several) tunnel.category.reset();
}

Tunnel tunnel_of(const Peers& peers) {
  Tunnel tunnel;
  tunnel.peers = peers.addresses;
  for (const auto* sa : peers.ike_sas) tunnel.ike_sas.push_back(sa->id);
  for (const auto* flow : peers.flows) tunnel.flows.push_back(flow->id);
  const auto judged = judge(peers);
  tunnel.steps = judged.answers;
  tunnel.broken_at = judged.broken_at;
  tunnel.certainty = judged.certainty;
  if (tunnel.broken_at) collect_evidence(tunnel, peers);
  tunnel.outcome = outcome(tunnel, peers);
  tunnel.reason = reason(tunnel);
  return tunnel;
}

}  // namespace

std::string_view to_text(Step step) {
  return step_words.at(static_cast<std::size_t>(step));
}

std::string_view to_text(Answer answer) {
  return answer_words.at(static_cast<std::size_t>(answer));
}

std::string_view to_text(Category category) {
  return category_words.at(static_cast<std::size_t>(category));
}

std::string who_has_to_look(const Tunnel& tunnel) {
  if (!tunnel.broken_at) return {};
  std::string text;
  for (const auto& address : tunnel.who) text += (text.empty() ? "" : ", ") + to_text(address);
  return text.empty() ? "not known" : text;
}

std::vector<Tunnel> tunnels(const sessions::Sessions& sessions, const rules::Findings& findings) {
  const auto pairs = peers_of(sessions, findings);
  std::vector<Tunnel> made;
  made.reserve(pairs.size());
  pairs.for_each([&](const Peers& peers) { made.push_back(tunnel_of(peers)); });
  return made;
}

}  // namespace espect::story
