// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/wire/ike/payload_chain.h"

// An IKEv2 message on one line, short forms. Knows no Wireshark. Hostile octets are escaped, and
// the length is bounded.
namespace espect::plugin {

// "IKE_AUTH request".
std::string message_title(const wire::ike::Header& header);

// What its payloads say, in the clear or opened: "IDi=alice.example, AUTH ECDSA, ESP AES-GCM-256,
// TS 192.168.1.0/24 == 192.168.2.0/24", "DELETE ESP 0xc4d1e2f3", "liveness check". Empty when there
// is nothing worth saying.
std::string payload_summary(const wire::ike::Header& header, registry::PayloadType first,
                            Bytes payloads);

// Of an encrypted message, by its own payloads: "fragment 2 of 4"; else empty.
std::string fragment_text(const wire::ike::Payload& payload);

}  // namespace espect::plugin
