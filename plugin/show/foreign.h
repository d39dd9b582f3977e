// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/show/tree_builder.h"

// What Wireshark dissects itself inside a payload: certificates and EAP.
namespace espect::plugin {

// When all built-in dissectors are there.
void find_foreign();

// Inside the payload that is open.
void show_foreign(TreeBuilder& builder, const ike::Payload& payload);

}  // namespace espect::plugin
