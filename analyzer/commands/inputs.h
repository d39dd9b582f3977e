// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/options/shared.h"
#include "analyzer/run/inputs.h"

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

}  // namespace espect::commands
