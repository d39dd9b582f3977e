// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

// Three fields of IKE have names that end otherwise in releases after 4.6, which no alias of the
// protocol covers. Here they are registered a second time, under the name that this Wireshark does
// not give them, so that filters and columns written for one release work in another.
namespace espect::plugin {

// As fields of `protocol`.
void register_other_names(int protocol);
// Behind overlay(): both show the same names of numbers.
void complete_other_names();
// -1: that built-in field has one name.
int other_name_of(int field);

}  // namespace espect::plugin
