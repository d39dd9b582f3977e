// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/packet_result.h"

#include <algorithm>

namespace espect::plugin {

Bytes IkeResult::contents() const {
  if (!has_contents) return {};
  if (!reassembled.empty() || plaintext.empty()) return reassembled;
  const std::size_t padding = std::size_t{1} + plaintext.back();
  return Bytes(plaintext).first(plaintext.size() - std::min(plaintext.size(), padding));
}

}  // namespace espect::plugin
