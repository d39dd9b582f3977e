// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/registry/vpn_names.h"
#include "ipsec/story/tunnel.h"

namespace espect::plugin {

// "Not authenticated: 10.2.0.10 refused ...", as the program's report begins.
inline std::string story_text(const story::Tunnel& tunnel, const registry::VpnNames& vpn_names) {
  if (tunnel.reason == nullptr) return tunnel.outcome + ".";
  return tunnel.outcome + ": " + registry::with_vpn_names(tunnel.reason->sentence(), vpn_names) +
         ".";
}

}  // namespace espect::plugin
