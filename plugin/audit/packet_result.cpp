// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/packet_result.h"

#include <algorithm>

namespace espect::plugin {

Bytes IkeResult::contents() const {
  if (!has_contents) return {};
  if (!reassembled.empty() || plaintext.empty()) return reassembled;
  return Bytes(plaintext).first(plaintext.size() -
                                std::min<std::size_t>(plaintext.size(), padding_octets));
}

}  // namespace espect::plugin
