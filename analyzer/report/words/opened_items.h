// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/vpn_names.h"
#include "ipsec/sessions/events.h"
#include "ipsec/wire/printer.h"

namespace espect::report {

// What keys opened of a datagram, as `espect dump` prints it below what was in the clear. Offsets
// count from the start of the opened octets.
wire::Item opened_item(const sessions::IkeMessageOpened& opened);
wire::Item opened_item(const sessions::Ikev1MessageOpened& opened);
wire::Item opened_item(const sessions::EspOpened& opened,
                       const registry::ExperimentalProfile* profile);
wire::Item opened_item(const sessions::EspDecrypted& opened,
                       const registry::ExperimentalProfile* profile);
// An ESP echo in the clear; `payload`: what follows the sequence number.
wire::Item clear_echo_item(bool reply, Bytes payload, const registry::ExperimentalProfile* profile);
wire::Item inner_item(const sessions::InnerPacket& inner);

// Puts their names behind the numbers of VPNs, also in structures below.
void name_vpns(std::vector<wire::Item>& items, const registry::VpnNames& names);

}  // namespace espect::report
