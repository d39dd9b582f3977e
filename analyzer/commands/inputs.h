// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/options/shared.h"
#include "analyzer/run/inputs.h"
#include "analyzer/run/memory_limit.h"
#include "analyzer/run/sandbox.h"

namespace espect::commands {

inline ip::IpsecPorts ports_of(const options::Ports& named) {
  ip::IpsecPorts ports;
  for (const unsigned port : named.ike) ports.name_ike(static_cast<std::uint16_t>(port));
  for (const unsigned port : named.nat_traversal)
    ports.name_nat_traversal(static_cast<std::uint16_t>(port));
  return ports;
}

inline run::Inputs inputs_of(const options::Captures& captures) {
  return {captures.paths, captures.verbose, ports_of(captures.ports)};
}

// Before anything that a stranger may have written is read. Of `needs`, reads: see
// options::all_inputs.
inline void confine(bool no_sandbox, const run::Needs& needs) {
  if (!no_sandbox) run::enter_sandbox(needs);
}
inline void confine(const options::Confinement& confinement, const run::Needs& needs) {
  run::MemoryLimit::set(static_cast<std::uint32_t>(std::stoul(confinement.max_memory)));
  confine(confinement.no_sandbox, needs);
}

}  // namespace espect::commands
