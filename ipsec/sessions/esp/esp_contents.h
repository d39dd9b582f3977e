// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

#include "ipsec/bytes/bytes.h"
#include "ipsec/datagram/datagram.h"

namespace espect::sessions {

// What an opened ESP packet holds, RFC 4303 section 2: borrows the plaintext.
struct EspContents {
  std::uint8_t next_header = 0;  // 4 and 41 IP, 59 a dummy packet, 108 IPComp, 144 AGGFRAG
  Bytes payload;                 // an inner IP packet is without its TFC padding
  Bytes padding;
  std::uint32_t tfc_octets = 0;  // RFC 4303 section 2.7
};

// Of an opened packet of EESP, in the full or the optimized format (draft-ietf-ipsecme-eesp-03
// section 2.8): the first four bits tell.
std::optional<EspContents> eesp_contents_of(Bytes plaintext);
std::optional<EspContents> contents_of(Protocol protocol, Bytes plaintext);
// Nothing when the pad length does not fit.
std::optional<EspContents> esp_contents_of(Bytes plaintext);

}  // namespace espect::sessions
