// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

// How espect gets IKE messages without breaking what users have set up: which protocols are
// enabled, Decode As, ports in preferences, frame.protocols.
namespace espect::plugin {

// While Wireshark registers protocols. `protocol` is espect's: disabling it leaves all to the
// built-in.
void register_hooks(int protocol);

// When all built-in dissectors are there: takes the places that they have.
void install_hooks();

}  // namespace espect::plugin
