// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/experimental_profile.h"
#include "plugin/wireshark/compat.h"

// Where espect's registry and Wireshark's fields meet: the names that a field shows.
namespace espect::plugin {

// How many of the registry's numbers a field of Wireshark names itself.
std::size_t names_known_to(const header_field_info& info, const registry::Registry& names);

// Gives a built-in field the names of a registry; what it named before and the registry does not
// stays. Fields of the same name that belong to IKEv1 keep theirs and get these behind them,
// because Wireshark 4.0 looks a name in a filter up in the first field only. Once per field.
void overlay(int field, const registry::Registry& names);

// The whole registry as a table for a field of our own. Lives as long as the process.
const range_string* range_strings(const registry::Registry& names);

// What `make` says (a std::string), in packet memory. Safe where nothing may throw.
template <class Make>
const char* packet_text(wmem_allocator_t* pool, Make&& make) noexcept {
  try {
    return wmem_strdup(pool, make().c_str());
  } catch (...) {
    return "?";
  }
}

// registry::display_name() in packet memory.
const char* name_text(wmem_allocator_t* pool, const registry::Registry& names, std::uint32_t value,
                      const registry::ExperimentalProfile* profile = nullptr) noexcept;

}  // namespace espect::plugin
