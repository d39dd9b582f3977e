// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/registry/policy.h"
#include "ipsec/registry/promises.h"

// Configurations of IKE daemons: what they promise about algorithms.
namespace espect::registry {

// A value of a configuration file, with the place that says it.
struct Setting {
  std::string value;
  std::string file;
  unsigned line = 0;
};
using Settings = std::map<std::string, Setting>;

// One ike=, esp_proposals= and the like.
struct ConfiguredProposals {
  PolicyScope scope;
  Setting said;
};

struct ConfiguredChild {
  std::string name;
  Settings settings;
};

struct ConfiguredConnection {
  std::string name;
  std::string file;                       // without its folder
  Settings settings;                      // those of local and remote sections as "local.id"
  std::vector<ConfiguredChild> children;  // of strongSwan
  bool libreswan = false;
  std::vector<ConfiguredProposals> proposals;  // as they are written; without: the daemon's own
  std::vector<std::uint16_t> versions;         // of IKE
  bool child_sas = false;                      // says any
};

using Configured = tl::expected<std::vector<ConfiguredConnection>, std::vector<std::string>>;

// strongSwan's swanctl.conf: sections, references, include, comments. `text` is that of `path`.
Configured parse_swanctl_conf(const std::string& text, const std::string& path);
// libreswan's ipsec.conf: conn sections, %default, also=, include.
Configured parse_ipsec_conf(const std::string& text, const std::string& path);
// Which of the two it is, by what it says.
Configured read_configuration(const std::string& path);

// Everything that a proposal of the connections has is acceptable, an additional key exchange that
// every IKE proposal has is required, all else is forbidden. What the daemon's own proposals would
// decide is not in it. An error for each word that is not known.
tl::expected<std::vector<PolicyRow>, std::vector<std::string>> policy_of(
    const std::vector<ConfiguredConnection>& connections, const std::string& name);

// What each connection promises. `unheld`: by connection, the settings that no promise holds.
std::vector<PromisedConnection> promises_of(const std::vector<ConfiguredConnection>& connections,
                                            std::vector<std::vector<std::string>>& unheld);

// How many sections may be copied into others: names that lead to names make many of few.
inline constexpr std::size_t most_inherited = 1'000'000;

// How many files a configuration may consist of.
inline constexpr std::size_t most_files = 64;

// Files that an include names, relative to the file that says it; `*` and `?` in the last part.
std::vector<std::string> included_files(const std::string& pattern, const std::string& from);

}  // namespace espect::registry
