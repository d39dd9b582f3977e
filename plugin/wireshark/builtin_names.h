// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

// Wireshark's IKE dissector bears the filter name "isakmp" up to 4.6 and "ike" afterwards; a few
// fields got other names as well. This plugin says "isakmp". Knows no Wireshark.
namespace espect::plugin {

// "ike.tf.id.ke" of "isakmp.tf.id.dh"; other protocols keep their names.
std::string later_name(std::string_view name);

// The fields whose later names are more than "ike" before the same: "isakmp.tf.id.dh" and the like.
std::vector<std::string> renamed_fields();

// Whether `found`, a name of this Wireshark, is what the plugin calls `name`.
bool is_named(std::string_view found, std::string_view name);
// Whether `found` is `name` or a field below it.
bool is_named_below(std::string_view found, std::string_view name);

// The name under which `exists` knows it; empty when under none.
template <class Exists>
std::string name_here(std::string_view name, Exists&& exists) {
  std::string known(name);
  if (exists(known)) return known;
  known = later_name(name);
  return exists(known) ? known : std::string();
}

}  // namespace espect::plugin
