// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/overhead.h"

#include <algorithm>

#include "ipsec/ip/protocol.h"
#include "ipsec/registry/algorithms.h"

namespace espect::sessions {
namespace {

constexpr std::uint32_t outer_ipv4 = 20;
constexpr std::uint32_t outer_ipv6 = 40;
constexpr std::uint32_t udp_header = 8;
constexpr std::uint32_t tcp_header = 20;
constexpr std::uint32_t esp_header = 8;  // SPI, sequence number
constexpr std::uint32_t trailer = 2;     // pad length, next header

struct Sizes {
  std::uint32_t iv = 0;
  std::uint32_t icv = 0;
  std::uint32_t alignment = 4;  // RFC 4303 section 2.4
};

std::uint32_t rounded_up(std::uint32_t octets, std::uint32_t multiple) {
  return (octets + multiple - 1) / multiple * multiple;
}

std::optional<Sizes> sizes_by_key(const EspFlow& flow) {
  if (!flow.algorithms || flow.wrong_encryption_key()) return std::nullopt;
  Sizes sizes;
  sizes.iv = flow.algorithms->iv_octets;
  sizes.icv = flow.algorithms->icv_octets;
  sizes.alignment = std::max<std::uint32_t>(sizes.alignment, flow.algorithms->pad_multiple);
  return sizes;
}

std::optional<Sizes> sizes_by_negotiation(const ChildSa& child) {
  const auto algorithms = child.selection.algorithms();
  Sizes sizes;
  const auto* cipher = registry::encryption_parameters(algorithms.encr.meaning);
  if (cipher == nullptr) return std::nullopt;
  sizes.iv = cipher->wire_iv_octets;
  sizes.icv = cipher->icv_octets;
  sizes.alignment = std::max<std::uint32_t>(sizes.alignment, cipher->pad_multiple);
  if (sizes.icv == 0 && algorithms.integ != 0) {
    const auto* integrity = registry::integrity_parameters(algorithms.integ.meaning);
    if (integrity == nullptr) return std::nullopt;
    sizes.icv = integrity->icv_octets;
  }
  return sizes;
}

// What was negotiated, or what Next Header says.
std::optional<ChildSaMode> mode_of(const EspFlow& flow, const ChildSa* child) {
  if (flow.next_header == ip::protocol::ipcomp || (child != nullptr && child->ipcomp))
    return std::nullopt;
  if (child != nullptr) return child->mode;
  if (flow.next_header == 0) return std::nullopt;
  if (flow.next_header == ip::protocol::aggfrag) return ChildSaMode::iptfs;
  if (flow.next_header == ip::protocol::beet) return ChildSaMode::beet;
  return ip::protocol::is_ip(flow.next_header) ? ChildSaMode::tunnel : ChildSaMode::transport;
}

}  // namespace

std::uint32_t Overhead::outer_octets(std::uint32_t inner) const {
  const std::uint32_t payload = inner - std::min(inner, own_header);
  return outer_header + udp + fixed - trailer + rounded_up(payload + trailer, alignment);
}

std::uint32_t Overhead::largest_inner(std::uint32_t mtu) const {
  const std::uint32_t around = outer_header + udp + fixed - trailer;
  if (mtu <= around) return 0;
  const std::uint32_t room = (mtu - around) / alignment * alignment;
  return room > trailer ? room - trailer + own_header : 0;
}

std::optional<Overhead> overhead_of(const EspFlow& flow, const ChildSa* child) {
  if (flow.protocol != Protocol::esp || flow.path.encapsulation == Encapsulation::tcp)
    return std::nullopt;
  const auto mode = mode_of(flow, child);
  if (!mode || (*mode != ChildSaMode::tunnel && *mode != ChildSaMode::transport))
    return std::nullopt;
  auto sizes = sizes_by_key(flow);
  if (!sizes && child != nullptr) sizes = sizes_by_negotiation(*child);
  if (!sizes) return std::nullopt;
  const bool v6 = flow.path.destination.v6;
  Overhead overhead;
  overhead.outer_header = v6 ? outer_ipv6 : outer_ipv4;
  overhead.udp = flow.path.encapsulation == Encapsulation::udp ? udp_header : 0;
  overhead.own_header = *mode == ChildSaMode::transport ? overhead.outer_header : 0;
  overhead.fixed = esp_header + sizes->iv + trailer + sizes->icv;
  overhead.alignment = sizes->alignment;
  return overhead;
}

std::uint32_t tcp_mss(std::uint32_t inner, bool v6) {
  const std::uint32_t headers = (v6 ? outer_ipv6 : outer_ipv4) + tcp_header;
  return inner > headers ? inner - headers : 0;
}

}  // namespace espect::sessions
