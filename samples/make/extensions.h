// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "samples/make/payloads.h"

// Notifies and selectors of the experimental profile, whose sections are named.
namespace espect::samples {

// Section 2.1: a selector that stands beside the address selectors; and the form of an address
// range for one VPN.
Selector vpn_ids(const std::vector<std::uint32_t>& ids);
Selector vpn_address_range(std::uint32_t id, std::string_view first, std::string_view last);

// Section 2.2, mode 1: a field of the ESP or AH header. `authenticated`: covered by the ICV.
Payload vpn_id_in_header(bool authenticated = true);

// Section 3. In INFORMATIONAL with the SA of which the sender speaks: that on which it receives.
Payload replay_status(std::uint8_t flags);
Payload replay_status(std::uint8_t flags, std::uint8_t protocol, std::uint32_t spi);

// Section 4.
Payload path_mtu_support(std::uint8_t flags);
// LINK_MAX_ATOMIC_PACKET of one ESP SA, with flags.
Payload link_max_atomic_packet(std::uint32_t spi, std::uint8_t flags, std::uint32_t mtu);
// PTB of all SAs, in two octets.
Payload packet_too_big(std::uint16_t mtu);

// Section 6.
Selector dscp_selector(const std::vector<std::uint8_t>& values);
Payload dscp_notify(const std::vector<std::uint8_t>& values);

// Section 7. It has no data, as long as nobody makes a mistake.
Payload esp_echo_supported(Bytes data = {});

}  // namespace espect::samples
