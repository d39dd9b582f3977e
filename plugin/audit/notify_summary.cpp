// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/notify_summary.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/hex.h"
#include "ipsec/datagram/address.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/child/path_mtu_announcement.h"
#include "plugin/audit/short_names.h"

namespace espect::plugin {
namespace {

namespace ike = wire::ike;
namespace notify_types = registry::notify;
namespace exchanges = registry::exchange;

// Status notifies that change what the exchange does. Capabilities stand in the tree.
constexpr std::array told_statuses = {
    notify_types::initial_contact,    notify_types::cookie,
    notify_types::use_transport_mode, notify_types::update_sa_addresses,
    notify_types::auth_lifetime,      notify_types::redirect,
    notify_types::redirected_from,    notify_types::ticket_lt_opaque,
    notify_types::ticket_opaque,      notify_types::quick_crash_detection,
    notify_types::use_aggfrag,        notify_types::additional_key_exchange,
    notify_types::ipcomp_supported,   notify_types::use_ppk,
    notify_types::ppk_identity,       notify_types::no_ppk_auth,
    notify_types::use_ppk_int,        notify_types::ppk_identity_key,
    notify_types::vpn_id_mode,        notify_types::replay_prot_and_esn_status,
    notify_types::lmap_ptb_supported, notify_types::ike_sa_init_full_transcript_auth,
};

constexpr std::uint16_t first_private_status = 40960;  // RFC 7296 section 3.10.1
constexpr std::size_t most_value_octets = 40;

bool makes_a_child(const ike::Header& header) {
  return header.exchange.value == exchanges::ike_auth ||
         header.exchange.value == exchanges::create_child_sa;
}

// They come with each UPDATE_SA_ADDRESSES and each answer to one (RFC 4555 section 3.5).
bool is_secondary(const ike::Header& header, const ike::Notify& notify) {
  return header.exchange.value == exchanges::informational &&
         (notify.is(notify_types::nat_detection_source_ip) ||
          notify.is(notify_types::nat_detection_destination_ip));
}

bool is_told(const ike::Header& header, const ike::Notify& notify) {
  // An INFORMATIONAL message has nothing else to be told by.
  if (notify.is_error() || header.exchange.value == exchanges::informational) return true;
  if (makes_a_child(header) && notify.type.value >= first_private_status) return true;
  return std::ranges::any_of(told_statuses, [&](auto type) { return notify.is(type); });
}

std::string hex_spi(Bytes spi) {
  if (spi.size() == 4) return fmt::format("0x{:08x}", load_be<std::uint32_t>(spi.data()));
  if (spi.size() == 8) return fmt::format("0x{:016x}", load_be<std::uint64_t>(spi.data()));
  return {};
}

std::string address_text(Bytes octets) {
  if (octets.size() == 4) return to_text(Address::v4_from(octets.data()));
  if (octets.size() == 16) return to_text(Address::v6_from(octets.data()));
  return {};
}

// RFC 5685 section 6: of which kind, how long, and the gateway.
std::string gateway_text(Bytes data) {
  if (data.size() < 2 || data[1] > data.size() - 2) return {};
  const Bytes gateway = data.subspan(2, data[1]);
  constexpr std::uint8_t fully_qualified = 3;
  return data[0] == fully_qualified ? printable(gateway) : address_text(gateway);
}

// RFC 8784 section 5.1: a type, and the name of the key. RFC 9867 has eight octets behind it that
// confirm the key.
std::string ppk_text(Bytes data, std::size_t behind) {
  if (data.size() <= 1 + behind) return {};
  return printable(data.subspan(1, data.size() - 1 - behind), most_value_octets);
}

std::string number_text(Bytes data, const char* unit = "") {
  return data.size() == 4 ? fmt::format("{}{}", load_be<std::uint32_t>(data.data()), unit)
                          : std::string();
}

std::string compression_text(Bytes data) {
  if (data.size() < 3) return {};
  const auto transform =
      registry::display_name(registry::IpcompTransform::registry(), std::uint32_t{data[2]});
  return fmt::format("CPI 0x{:04x} {}", load_be<std::uint16_t>(data.data()),
                     short_label(transform));
}

std::string replay_text(Bytes data) {
  if (data.size() != ike::ReplayStatus::octets) return {};
  return fmt::format("R={} E={}", (data[0] & ike::ReplayStatus::replay_protection) != 0 ? 1 : 0,
                     (data[0] & ike::ReplayStatus::esn_without_it) != 0 ? 1 : 0);
}

// Where packets of the SA carry their VPN-ID: experimental profile section 2.2.
std::string vpn_id_place(Bytes data) {
  if (data.size() != ike::VpnIdMode::octets) return {};
  switch (data[0]) {
    case ike::VpnIdMode::selectors_only:
      return "selectors only";
    case ike::VpnIdMode::header_field:
      return "header field";
    case ike::VpnIdMode::spi_bits:
      return "SPI";
    case ike::VpnIdMode::flow_label:
      return "flow label";
    case ike::VpnIdMode::destination_option:
      return "destination option";
    default:
      return fmt::format("mode {}", data[0]);
  }
}

// What it says beyond its type.
std::string value_of(const ike::Notify& notify) {
  const Bytes data = notify.data;
  if (notify.is(notify_types::additional_ip4_address) ||
      notify.is(notify_types::additional_ip6_address))
    return address_text(data);
  if (notify.is(notify_types::redirect) || notify.is(notify_types::redirected_from))
    return gateway_text(data);
  if (notify.is(notify_types::auth_lifetime)) return number_text(data, " s");
  if (notify.is(notify_types::set_window_size) || notify.is(notify_types::invalid_message_id))
    return number_text(data);
  if (notify.is(notify_types::ppk_identity)) return ppk_text(data, 0);
  if (notify.is(notify_types::ppk_identity_key)) return ppk_text(data, 8);
  if (notify.is(notify_types::ipcomp_supported)) return compression_text(data);
  if (notify.is(notify_types::replay_prot_and_esn_status)) return replay_text(data);
  if (notify.is(notify_types::eesp_max_sub_sa_id) && data.size() == ike::MaximumSubSaId::octets)
    return std::to_string(load_be<std::uint16_t>(data.data()));
  if (notify.is(notify_types::eesp_max_crypt_offset) &&
      data.size() == ike::MaximumCryptOffset::octets)
    return fmt::format("{} octets", 4 * data[0]);
  if (notify.is(notify_types::vpn_id_mode)) return vpn_id_place(data);
  if (notify.is(notify_types::invalid_spi) && notify.spi.empty()) return hex_spi(data);
  if (notify.is(notify_types::unsupported_critical_payload) && data.size() == 1)
    return registry::display_name(registry::PayloadType::registry(), std::uint32_t{data[0]});
  if (notify.is(notify_types::ticket_lt_opaque) && data.size() > 4)
    return number_text(data.first(4), " s");
  return notify.is_error() ? hex_spi(notify.spi) : std::string();
}

}  // namespace

NotifySummary summary_of(const ike::Header& header, const ike::Notify& notify) {
  if (notify.is(notify_types::invalid_ke_payload) && notify.data.size() == 2) {
    const auto wanted = load_be<std::uint16_t>(notify.data.data());
    return {fmt::format("INVALID_KE wants {} ({})", wanted, short_key_exchange(wanted))};
  }
  if (notify.is(notify_types::rekey_sa)) {
    const auto protocol = short_label(registry::display_name(registry::tables::protocol_ids,
                                                             std::uint32_t{notify.protocol.value}));
    return {fmt::format("REKEY {} {}", protocol, hex_spi(notify.spi))};
  }
  const bool lmap = notify.is(notify_types::link_max_atomic_packet);
  if (lmap || notify.is(notify_types::ptb)) {
    const auto mtu = sessions::announced_mtu(notify.data);
    return {(lmap ? "LMAP" : "PTB") + (mtu ? fmt::format(" {}", *mtu) : std::string())};
  }
  if (!is_told(header, notify)) return {};
  const auto value = value_of(notify);
  return {fmt::format("N({}{}{})", short_label(notify.type.display_name()),
                      value.empty() ? "" : " ", value),
          is_secondary(header, notify)};
}

}  // namespace espect::plugin
