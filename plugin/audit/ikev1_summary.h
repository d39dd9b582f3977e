// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/wire/ikev1/payload_chain.h"

// An IKEv1 message on one line, as ike_summary.h does it for IKEv2.
namespace espect::plugin {

// "Main Mode", "Quick Mode", "Informational".
std::string ikev1_title(const wire::ikev1::Header& header);

// "AES-CBC-256/HMAC-SHA2-256-128/MODP-2048, PSK", "ESP AES-CBC-256/HMAC-SHA2-256-128, TS
// 192.168.1.0/24 == 192.168.2.0/24", "DELETE ESP 0xc4d1e2f3", "N(R-U-THERE)". Empty when there is
// nothing worth saying.
std::string ikev1_summary(const wire::ikev1::Header& header, registry::Ikev1PayloadType first,
                          Bytes payloads, wire::Origin origin);

}  // namespace espect::plugin
