// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/vpn_names.h"

#include "analyzer/run/messages.h"
#include "ipsec/bytes/text_file.h"

namespace espect::run {

std::optional<report::VpnNames> load_vpn_names(const std::string& path) {
  if (path.empty()) return report::VpnNames{};
  const auto text = read_text_file(path);
  if (!text) {
    tell(path + ": cannot be read: " + text.error());
    return std::nullopt;
  }
  auto names = report::parse_vpn_names(*text, path);
  if (names) return std::move(*names);
  tell_lines(names.error());
  return std::nullopt;
}

}  // namespace espect::run
