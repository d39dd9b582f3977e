// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wireshark/builtin_names.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace espect::plugin {
namespace {

constexpr std::string_view protocol = "isakmp";
constexpr std::string_view later_protocol = "ike";

struct Renamed {
  std::string_view suffix;
  std::string_view later;
};
constexpr std::array renamed = {
    Renamed{".tf.id.dh", ".tf.id.ke"},
    Renamed{".key_exchange.dh_group", ".key_exchange.method"},
    Renamed{".notify.data.accepted_dh_group", ".notify.data.accepted_ke_method"},
};

bool is_of(std::string_view name, std::string_view owner) {
  return name.starts_with(owner) && (name.size() == owner.size() || name[owner.size()] == '.');
}

std::string_view later_suffix(std::string_view suffix) {
  const auto* found = std::ranges::find(renamed, suffix, &Renamed::suffix);
  return found != renamed.end() ? found->later : suffix;
}

}  // namespace

std::string later_name(std::string_view name) {
  if (!is_of(name, protocol)) return std::string(name);
  return std::string(later_protocol).append(later_suffix(name.substr(protocol.size())));
}

std::vector<std::string> renamed_fields() {
  std::vector<std::string> names;
  names.reserve(renamed.size());
  for (const auto& one : renamed) names.push_back(std::string(protocol).append(one.suffix));
  return names;
}

bool is_named(std::string_view found, std::string_view name) {
  if (found == name) return true;
  return is_of(name, protocol) && is_of(found, later_protocol) &&
         found.substr(later_protocol.size()) == later_suffix(name.substr(protocol.size()));
}

bool is_named_below(std::string_view found, std::string_view name) {
  if (is_of(found, name)) return true;
  return is_of(name, protocol) && is_of(found, later_protocol) &&
         is_of(found.substr(later_protocol.size()), name.substr(protocol.size()));
}

}  // namespace espect::plugin
