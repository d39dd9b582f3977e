// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ipsec/rules/finding.h"
#include "ipsec/sessions/sessions.h"

// The stable identity of a finding: the same test bed recorded again gives the same.
namespace espect::report {

// What a finding is about, without SPIs, ports, frames, times and counts: rule, peers, and of a
// flow its protocol, direction and traffic selectors. Peers are named by the identities that were
// opened, else by their addresses.
std::string identity_of(const rules::Finding& finding, const sessions::Sessions& sessions);

// The addresses of the peers that a finding is about, as they are printed.
std::vector<std::string> addresses_of(const rules::Finding& finding,
                                      const sessions::Sessions& sessions);

// Gives each finding of a report its fingerprint, 32 hexadecimal digits. Findings with one identity
// are counted: ask once for each, in the order of the report.
class Fingerprints {
 public:
  std::string next(const rules::Finding& finding, const sessions::Sessions& sessions);

 private:
  std::map<std::string, std::uint32_t> seen_;  // by identity
};

}  // namespace espect::report
