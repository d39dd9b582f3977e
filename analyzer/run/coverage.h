// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "analyzer/network/facts.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::run {

// What an audit could not see, a sentence each: "3 packets dropped while capturing".
void note_network(std::vector<std::string>& notes, const network::NetworkFacts& facts);
// All of them about `capture`, whose packets were read. `dropped`: packets, while capturing.
std::vector<std::string> coverage_of(const report::CaptureReport& capture,
                                     const sessions::Sessions& sessions,
                                     const rules::Findings& findings,
                                     const network::NetworkFacts& network, std::uint64_t dropped,
                                     bool keys_given);
// Connections of a policy that no traffic of any capture fits, told with the last of them.
void note_connections(report::AuditReport& report, const registry::Policy& policy,
                      const rules::Selection& selection);

}  // namespace espect::run
