// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/signature_algorithm.h"

#include <algorithm>

#include "ipsec/bytes/reader.h"

namespace espect::registry {
namespace {

constexpr std::uint8_t sequence = 0x30;
constexpr std::uint8_t object_identifier = 0x06;

}  // namespace

const SignatureAlgorithm* find_signature_algorithm(Bytes algorithm_identifier) {
  Reader in(algorithm_identifier);
  // The length of method 14 has one octet, so a long form of DER has at most one more.
  const auto outer = in.number<std::uint8_t>("tag");
  if (in.number<std::uint8_t>("length") == 0x81) in.number<std::uint8_t>("length");
  const auto inner = in.number<std::uint8_t>("tag");
  const auto octets = in.take(in.number<std::uint8_t>("length"), "object identifier");
  if (!in.ok() || outer != sequence || inner != object_identifier) return nullptr;
  const auto known = all_signature_algorithms();
  const auto found = std::ranges::find_if(known, [&](const SignatureAlgorithm& algorithm) {
    return std::ranges::equal(algorithm.object_identifier, octets);
  });
  return found != known.end() ? &*found : nullptr;
}

}  // namespace espect::registry
