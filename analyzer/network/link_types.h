// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>

#include "analyzer/network/inside.h"

// LINKTYPE_ numbers, as pcap and pcapng files have them (draft-ietf-opsawg-pcaplinktype).
namespace espect::network {

// What the frame carries; `closed` when the link type is not one that is read.
Inside by_link_type(std::uint16_t link_type, Bytes frame);
bool reads_link_type(std::uint16_t link_type);

// "239 (NFLOG)"; the number alone where it has no name.
std::string link_type_text(std::uint16_t link_type);

}  // namespace espect::network
