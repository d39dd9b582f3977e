// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/compat.h"

namespace espect::plugin {

// Who shows a message. Only clear IKEv2 is espect's own; what holds SK or SKF is opened by the
// built-in dissector, which has the keys.
enum class Handling : std::uint8_t { clear_ikev2, encrypted_ikev2, other };
Handling handling_of(tvbuff_t* tvb);

// Dissects a message for which handling_of() says clear_ikev2. For a handle of the protocol isakmp.
int dissect_clear_ikev2(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree);

// Puts the registry's names where the built-in dissector writes its own tables into texts: the
// exchange in the Info column, notifies and transforms in the tree.
void name_delegated(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree);

}  // namespace espect::plugin
