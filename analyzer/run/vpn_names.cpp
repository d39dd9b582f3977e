// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/vpn_names.h"

#include "analyzer/run/messages.h"

namespace espect::run {

std::optional<registry::VpnNames> load_vpn_names(const std::string& path) {
  if (path.empty()) return registry::VpnNames{};
  auto names = registry::read_vpn_names(path);
  if (names) return std::move(*names);
  tell_lines(names.error());
  return std::nullopt;
}

}  // namespace espect::run
