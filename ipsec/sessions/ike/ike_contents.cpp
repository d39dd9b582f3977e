// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_contents.h"

#include <utility>

namespace espect::sessions {

IkeContents::IkeContents(registry::PayloadType first, std::vector<std::uint8_t> octets,
                         const registry::ExperimentalProfile* profile)
    : first_(first), octets_(std::move(octets)) {
  read_chain(first_, Reader(octets_), profile);
}

std::optional<Bytes> without_padding(Bytes plaintext) {
  if (plaintext.empty()) return std::nullopt;
  const std::size_t padding = plaintext.back() + std::size_t{1};
  if (padding > plaintext.size()) return std::nullopt;
  return plaintext.first(plaintext.size() - padding);
}

}  // namespace espect::sessions
