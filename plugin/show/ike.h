// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// Who shows a message: espect what is clear or opened, the built-in dissector the rest.
enum class Handling : std::uint8_t { clear_ikev2, encrypted_ikev2, other };
Handling handling_of(tvbuff_t* tvb);

// Dissects an IKEv2 message; SK and SKF as `ike` has opened them (null: they stay closed). For a
// handle of the protocol isakmp.
int dissect_ikev2(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const IkeResult* ike);

// Puts the registry's names where the built-in dissector writes its own tables into texts: the Info
// column, notifies and transforms in the tree.
void name_delegated(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const IkeResult* ike);

// The Info column: the message, what its payloads say when they are in the clear or opened, and
// tags. `ike` may be null.
void show_info(packet_info* pinfo, Bytes message, const IkeResult* ike);

// When all built-in dissectors are there.
void find_ike_fields();

}  // namespace espect::plugin
