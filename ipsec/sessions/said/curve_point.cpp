// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/said/curve_point.h"

#include "ipsec/crypto/key_exchange.h"

namespace espect::sessions {

std::optional<bool> is_curve_point(registry::KeyExchangeMethod method, Bytes data) {
  constexpr std::size_t octets = 64;
  constexpr std::uint8_t uncompressed = 0x04;
  if (!method.means(registry::key_exchange_method::curvesm2)) return std::nullopt;
  if (data.size() == octets + 1 && data[0] == uncompressed) data = data.subspan(1);
  if (data.size() != octets) return std::nullopt;
  return crypto::is_sm2_point(data);
}

}  // namespace espect::sessions
