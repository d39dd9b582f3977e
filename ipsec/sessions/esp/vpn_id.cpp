// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/vpn_id.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/reader.h"
#include "ipsec/ip/headers.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/child/child_sa.h"

namespace espect::sessions {
namespace {

using wire::ike::VpnIdMode;

constexpr std::uint32_t option_type = 30;  // of the tables

std::uint32_t bits_of(std::uint32_t number, unsigned width, unsigned shift) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  return static_cast<std::uint32_t>((std::uint64_t{number} >> shift) & mask);
}

std::optional<std::uint32_t> option_in(Bytes options,
                                       const registry::ExperimentalProfile* profile) {
  Reader in(options);
  while (!in.empty()) {
    const auto type = in.number<std::uint8_t>("option");
    if (type == 0) continue;  // Pad1
    const auto length = in.number<std::uint8_t>("option length");
    const Bytes data = in.take(length, "option data");
    const auto meaning = registry::meaning_of(profile, registry::tables::ipv6_dst_option, type);
    if (in.ok() && meaning == option_type && data.size() == 4)
      return load_be<std::uint32_t>(data.data());
  }
  return std::nullopt;
}

}  // namespace

std::optional<VpnIdReading> read_vpn_id(const Datagram& datagram, std::uint32_t spi,
                                        const ChildSa* child,
                                        const registry::ExperimentalProfile* profile) {
  const bool agreed = child != nullptr && child->vpn_id_mode.has_value();
  const auto mode = agreed ? *child->vpn_id_mode : VpnIdMode{};
  if (mode.mode == VpnIdMode::spi_bits && mode.width <= 24 && mode.shift < 32)
    return VpnIdReading{mode.mode, bits_of(spi, mode.width, mode.shift)};
  if (mode.mode == VpnIdMode::flow_label && mode.width <= 20 && mode.shift < 20)
    return VpnIdReading{mode.mode, bits_of(datagram.ip.flow_label, mode.width, mode.shift)};
  if (!agreed || mode.mode == VpnIdMode::destination_option)
    if (const auto id = vpn_id_option(datagram.extension_headers, profile))
      return VpnIdReading{VpnIdMode::destination_option, *id};
  if (agreed || profile == nullptr) return std::nullopt;
  if (profile->vpn_id_spi_width != 0)
    return VpnIdReading{VpnIdMode::spi_bits,
                        bits_of(spi, profile->vpn_id_spi_width, profile->vpn_id_spi_shift)};
  if (profile->vpn_id_flow_width != 0 && datagram.path.source.v6)
    return VpnIdReading{
        VpnIdMode::flow_label,
        bits_of(datagram.ip.flow_label, profile->vpn_id_flow_width, profile->vpn_id_flow_shift)};
  return std::nullopt;
}

std::optional<std::uint32_t> vpn_id_option(Bytes ipv6_header,
                                           const registry::ExperimentalProfile* profile) {
  if (ipv6_header.size() <= ip::ip6_header_octets) return std::nullopt;
  for (auto place = ip::first_header(ipv6_header); ip::is_extension_header(place.protocol);) {
    const Bytes header = ip::header_at(ipv6_header, place);
    if (header.empty()) return std::nullopt;
    if (place.protocol == ip::protocol::destination_options)
      if (const auto id = option_in(header.subspan(2), profile)) return id;
    place = ip::behind(place, header);
  }
  return std::nullopt;
}

}  // namespace espect::sessions
