// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/rules/findings.h"
#include "ipsec/sessions/sessions.h"

// What became of each pair of peers, in the order in which one asks who looks for a fault.
namespace espect::story {

enum class Step : std::uint8_t {
  heard,          // IKE, or ESP where there is no IKE
  agreed,         // IKE_SA_INIT, main or aggressive mode
  authenticated,  // IKE_AUTH
  child_sa,
  traffic,  // ESP or AH; authentic where keys say so
  large_packets,
  stays,  // up at the end, or ended in order
};
inline constexpr std::size_t step_count = 7;
std::string_view to_text(Step step);  // "child_sa"

enum class Answer : std::uint8_t {
  yes,
  no,
  unknown,
  both,
  one_way,
  none,
  pass,
  fragmented,
  vanish
};
std::string_view to_text(Answer answer);  // "one way"

// Who has to look.
enum class Category : std::uint8_t { network, configuration, software };
std::string_view to_text(Category category);

// Two peers, whatever addresses they moved to, in one capture. A capture that starts late or ends
// early answers unknown, never no.
struct Tunnel {
  std::array<Address, 2> peers;  // the initiator of the first IKE SA first
  std::vector<std::uint32_t> ike_sas;
  std::vector<std::uint32_t> flows;
  std::array<Answer, step_count> steps{};
  std::optional<Step> broken_at;
  std::optional<Category> category;
  std::vector<Address> who;  // whose side has to look, where that is certain
  rules::Certainty certainty = rules::Certainty::observed;
  std::string outcome;                          // "Not authenticated"
  const rules::Finding* reason = nullptr;       // whose sentence says why; null without one
  std::vector<const rules::Finding*> findings;  // of what broke; empty when nothing did

  Answer at(Step step) const { return steps[static_cast<std::size_t>(step)]; }
};

// "10.2.0.10"; "not known" where something broke and nothing names a side, empty where nothing did.
std::string who_has_to_look(const Tunnel& tunnel);

// In order of appearance.
std::vector<Tunnel> tunnels(const sessions::Sessions& sessions, const rules::Findings& findings);

}  // namespace espect::story
