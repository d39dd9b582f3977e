// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/policy/configuration/selection.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"

namespace espect::rules::configuration {
namespace {

namespace types = registry::transform_type;

// The values of each type.
using Types = std::map<std::string, std::set<std::string>, std::less<>>;

std::vector<Types> read(std::string_view text) {
  std::vector<Types> proposals(1);
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" ;"), text.size());
    const auto word = text.substr(0, end);
    const bool next = end < text.size() && text[end] == ';';
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto colon = word.find(':');
    if (word == "*")
      proposals.back()["*"];
    else if (colon != std::string_view::npos)
      proposals.back()[std::string(word.substr(0, colon))].emplace(word.substr(colon + 1));
    if (next) proposals.emplace_back();
  }
  return proposals;
}

std::string type_of(const sessions::Transform& transform) {
  if (transform.type == types::encr) return "encr";
  if (transform.type == types::prf) return "prf";
  if (transform.type == types::integ) return "integ";
  if (transform.type == types::ke) return "ke";
  if (transform.type == types::sn) return "sn";
  if (transform.is_key_exchange()) return fmt::format("ke{}", transform.type - types::addke1 + 1);
  return {};
}

bool among(const std::set<std::string>& values, const sessions::Transform& transform) {
  const auto id = std::to_string(transform.id);
  if (values.contains(id)) return true;
  return transform.key_bits != 0 && values.contains(fmt::format("{}/{}", id, transform.key_bits));
}

bool none_is_missing(std::string_view type) {
  return type == "encr" || type == "prf" || type == "integ" || type == "sn";
}

std::string difference(const Types& proposal, const sessions::Proposal& selection,
                       bool key_exchange) {
  const bool open = proposal.contains("*");
  std::set<std::string> there;
  for (const auto& transform : selection.transforms) {
    const auto type = type_of(transform);
    if (type.empty()) continue;
    if (transform.id != 0) there.insert(type);
    const auto found = proposal.find(type);
    if (found == proposal.end()) {
      // A PRF that is not named is one that the daemon takes itself.
      if (open || type == "prf" || transform.id == 0) continue;
      return to_text(transform);
    }
    if (!among(found->second, transform)) return to_text(transform);
  }
  for (const auto& [type, values] : proposal) {
    if (none_is_missing(type) || type == "*" || values.contains("0") || there.contains(type))
      continue;
    if (key_exchange) return type == "ke" ? "no key exchange" : "no additional key exchange";
  }
  return {};
}

}  // namespace

std::string not_proposed(std::string_view proposals, const sessions::Proposal& selection,
                         bool key_exchange) {
  std::string nearest;
  bool first = true;
  for (const auto& proposal : read(proposals)) {
    auto differs = difference(proposal, selection, key_exchange);
    if (differs.empty()) return {};
    if (first) nearest = std::move(differs);
    first = false;
  }
  return nearest;
}

}  // namespace espect::rules::configuration
