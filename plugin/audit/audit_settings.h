// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "ipsec/keys/key_files.h"
#include "ipsec/registry/experimental_profile.h"
#include "ipsec/registry/policy.h"
#include "ipsec/registry/vpn_names.h"
#include "ipsec/rules/selection.h"

namespace espect::plugin {

// What the user has set up for the audit of a capture.
struct AuditSettings {
  keys::KeyFiles keys;
  registry::ExperimentalProfile profile;
  registry::Policy policy = *registry::builtin_policy("default");
  rules::Selection selection;
  registry::VpnNames vpn_names;
  std::vector<std::string> problems;  // settings that could not be used, and why
};

}  // namespace espect::plugin
