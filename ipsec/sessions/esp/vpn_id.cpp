// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/vpn_id.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/experimental_profile.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/child/child_sa.h"

namespace espect::sessions {
namespace {

using wire::ike::VpnIdMode;

constexpr std::uint32_t option_type = 30;  // of the profile; may be another one in force
constexpr std::size_t ipv6_octets = 40;
constexpr std::uint8_t hop_by_hop = 0, routing = 43, destination_options = 60;

std::uint32_t bits_of(std::uint32_t number, unsigned width, unsigned shift) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  return static_cast<std::uint32_t>((std::uint64_t{number} >> shift) & mask);
}

std::optional<std::uint32_t> option_in(Bytes options) {
  for (std::size_t at = 0; at < options.size();) {
    if (options[at] == 0) {  // Pad1
      ++at;
      continue;
    }
    if (at + 2 > options.size() || at + 2 + options[at + 1] > options.size()) return std::nullopt;
    const auto meaning = registry::meaning_of(registry::tables::ipv6_dst_option, options[at]);
    if (meaning == option_type && options[at + 1] == 4)
      return load_be<std::uint32_t>(options.data() + at + 2);
    at += 2U + options[at + 1];
  }
  return std::nullopt;
}

}  // namespace

std::optional<VpnIdReading> read_vpn_id(const Datagram& datagram, std::uint32_t spi,
                                        const ChildSa* child) {
  const auto& profile = registry::profile_in_force();
  const bool agreed = child != nullptr && child->vpn_id_mode.has_value();
  const auto mode = agreed ? *child->vpn_id_mode : VpnIdMode{};
  if (mode.mode == VpnIdMode::spi_bits && mode.width <= 24 && mode.shift < 32)
    return VpnIdReading{mode.mode, bits_of(spi, mode.width, mode.shift)};
  if (mode.mode == VpnIdMode::flow_label && mode.width <= 20 && mode.shift < 20)
    return VpnIdReading{mode.mode, bits_of(datagram.ip.flow_label, mode.width, mode.shift)};
  if (datagram.ip.vpn_id_option && (!agreed || mode.mode == VpnIdMode::destination_option))
    return VpnIdReading{VpnIdMode::destination_option, *datagram.ip.vpn_id_option};
  if (agreed) return std::nullopt;
  if (profile.vpn_id_spi_width != 0)
    return VpnIdReading{VpnIdMode::spi_bits,
                        bits_of(spi, profile.vpn_id_spi_width, profile.vpn_id_spi_shift)};
  if (profile.vpn_id_flow_width != 0 && datagram.path.source.v6)
    return VpnIdReading{
        VpnIdMode::flow_label,
        bits_of(datagram.ip.flow_label, profile.vpn_id_flow_width, profile.vpn_id_flow_shift)};
  return std::nullopt;
}

std::optional<std::uint32_t> vpn_id_option(Bytes ipv6_header) {
  if (ipv6_header.size() < ipv6_octets) return std::nullopt;
  std::uint8_t type = ipv6_header[6];
  for (std::size_t at = ipv6_octets; at + 8 <= ipv6_header.size();) {
    if (type != hop_by_hop && type != routing && type != destination_options) return std::nullopt;
    const std::size_t octets = (ipv6_header[at + 1] + std::size_t{1}) * 8;
    if (at + octets > ipv6_header.size()) return std::nullopt;
    if (type == destination_options)
      if (const auto id = option_in(ipv6_header.subspan(at + 2, octets - 2))) return id;
    type = ipv6_header[at];
    at += octets;
  }
  return std::nullopt;
}

}  // namespace espect::sessions
