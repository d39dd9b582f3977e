// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/registry.h"
#include "plugin/wireshark/compat.h"

// Every built-in protocol, field and dissector that the plugin uses is found here, by the name of
// Wireshark 4 ("isakmp.tf.id.dh") and under the one that it has in the Wireshark that is running.
namespace espect::plugin {

enum class Shape : std::uint8_t { number, octets };

// The built-in field of that name and shape, -1 when this Wireshark has none. IKEv1 and IKEv2 share
// some names: among several fields the one is taken whose own table knows most of the registry.
int builtin_field(const char* name, Shape shape, const registry::Registry* names);
// The one that filters find first, of any shape.
int builtin_field(const char* name);
const header_field_info* builtin_info(const char* name);

// Filters that say ike.x work also where the fields are still called isakmp.x. The releases after
// 4.6 know isakmp.x by themselves.
void register_other_name();

int builtin_protocol(const char* name);
dissector_handle_t builtin_dissector(const char* name);
// As the column Protocol names it.
const char* builtin_short_name(const char* protocol);

// Whether an item in a tree, which may be null, is of that field or protocol; or of a field below.
bool is_builtin(const field_info* item, const char* name);
bool is_below_builtin(const field_info* item, const char* name);

// The first of all fields that have this name here, null when there is none.
header_field_info* first_of_name(const char* name_here);

}  // namespace espect::plugin
