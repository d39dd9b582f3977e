// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
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

// How much may be copied out of sections into others: names that lead to names make much of little.
inline constexpr std::size_t most_copied = std::size_t{64} << 20;
// In memory, about.
inline std::size_t octets_of(const Settings& settings) {
  constexpr std::size_t of_entry = 192;
  std::size_t octets = 0;
  for (const auto& [name, setting] : settings)
    octets += of_entry + name.size() + setting.value.size() + setting.file.size();
  return octets;
}

// Of a connection or of a Child SA: each of its promises names it.
inline constexpr std::size_t longest_name = 256;
// Errors that are told of one configuration; one more says that there are others.
inline constexpr std::size_t most_errors = 100;
inline void add_error(std::vector<std::string>& errors, std::string error) {
  if (errors.size() < most_errors)
    errors.push_back(std::move(error));
  else if (errors.size() == most_errors)
    errors.push_back("more errors are not shown");
}

// How many files a configuration may consist of.
inline constexpr std::size_t most_files = 64;

// Files that an include names, relative to the file that says it; `*` and `?` in the last part.
std::vector<std::string> included_files(const std::string& pattern, const std::string& from);

}  // namespace espect::registry
