// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/policy/extension_breach.h"
#include "ipsec/sessions/child/path_mtu_announcement.h"
#include "ipsec/wire/ike/extensions/path_mtu.h"
#include "ipsec/wire/ike/extensions/replay_status.h"
#include "ipsec/wire/ike/extensions/vpn_id.h"

// What one notify of the experimental profile must look like, whatever surrounds it.
namespace espect::rules {

inline bool names_no_sa(const sessions::ExtensionNotify& notify) {
  return notify.protocol == 0 && notify.spi.empty();
}
inline bool names_an_sa(const sessions::ExtensionNotify& notify) {
  return (notify.protocol == registry::protocol::esp ||
          notify.protocol == registry::protocol::ah) &&
         notify.spi.size() == 4;
}

inline void check_vpn_id_mode(const sessions::ExtensionNotify& notify,
                              std::vector<Breach>& breaches) {
  using wire::ike::VpnIdMode;
  if (notify.data.size() != VpnIdMode::octets || !names_no_sa(notify)) {
    breaches.push_back({"XVPN-10", "VPN_ID_MODE is not 4 octets about no SA"});
    return;
  }
  const auto mode = wire::decode_all<VpnIdMode>(notify.data);
  const unsigned last = mode.mode == VpnIdMode::flow_label ? 20
                        : mode.mode == VpnIdMode::spi_bits ? 32
                                                           : 0;
  bool right = mode.mode <= VpnIdMode::destination_option;
  if (mode.mode == VpnIdMode::selectors_only) right = mode.width == 0 && mode.shift == 0;
  if (mode.mode == VpnIdMode::header_field || mode.mode == VpnIdMode::destination_option)
    right = mode.width == 32 && mode.shift == 0;
  if (last != 0)
    right = mode.width >= 1 && mode.width <= (last == 20 ? 20 : 24) &&
            unsigned{mode.width} + mode.shift <= last;
  if (!right)
    breaches.push_back({"XVPN-10", fmt::format("VPN_ID_MODE {} with width {} and shift {}",
                                               mode.mode, mode.width, mode.shift)});
  const bool covered = (mode.flags & VpnIdMode::authenticated) != 0;
  if (mode.mode == VpnIdMode::header_field && !covered)
    breaches.push_back({"XVPN-12", "the VPN-ID in the header is not to be authenticated"});
}

inline void check_replay_status(const sessions::ExtensionNotify& notify, bool informational,
                                std::vector<Breach>& breaches) {
  using wire::ike::ReplayStatus;
  constexpr unsigned known = ReplayStatus::replay_protection | ReplayStatus::esn_without_it;
  if (notify.data.size() != ReplayStatus::octets)
    breaches.push_back(
        {"XAR-01", fmt::format("the replay status has {} octets", notify.data.size())});
  else if ((notify.data[0] & ~known) != 0)
    breaches.push_back(
        {"XAR-01",
         fmt::format("reserved bits of the replay status are set: 0x{:02x}", notify.data[0])});
  if (informational ? !names_an_sa(notify) : !names_no_sa(notify))
    breaches.push_back({"XAR-01", informational
                                      ? "a replay status in INFORMATIONAL names no SA"
                                      : "a replay status beside an SA payload names an SA"});
}

inline void check_path_mtu(const sessions::ExtensionNotify& notify, std::vector<Breach>& breaches) {
  if (notify.type == registry::notify::lmap_ptb_supported) {
    if (notify.data.size() != wire::ike::PathMtuSupport::octets || !names_no_sa(notify))
      breaches.push_back({"XPM-01", "LMAP_PTB_SUPPORTED is not one octet about no SA"});
    return;
  }
  if (!sessions::announced_mtu(notify.data))
    breaches.push_back(
        {"XPM-01", fmt::format("a path MTU of {} octets of data", notify.data.size())});
  if (!names_no_sa(notify) && !names_an_sa(notify))
    breaches.push_back({"XPM-01", "a path MTU about neither an SA nor all of them"});
}

inline void check_echo_supported(const sessions::ExtensionNotify& notify,
                                 std::vector<Breach>& breaches) {
  if (!notify.data.empty() || !names_no_sa(notify))
    breaches.push_back({"XEC-01", "ESP_ECHO_SUPPORTED has data or names an SA"});
}

inline void check_notify(const sessions::ExtensionNotify& notify, bool informational,
                         std::vector<Breach>& breaches) {
  namespace types = registry::notify;
  switch (notify.type) {
    case types::vpn_id_mode:
      return check_vpn_id_mode(notify, breaches);
    case types::replay_prot_and_esn_status:
      return check_replay_status(notify, informational, breaches);
    case types::lmap_ptb_supported:
    case types::link_max_atomic_packet:
    case types::ptb:
      return check_path_mtu(notify, breaches);
    case types::esp_echo_supported:
      return check_echo_supported(notify, breaches);
    default:  // DSCP: dscp-selector-invalid
      return;
  }
}

}  // namespace espect::rules
