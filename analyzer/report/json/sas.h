// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "analyzer/report/json/json.h"
#include "ipsec/sessions/sessions.h"

// The objects of SAs and flows in the JSON report. `capture`: index in "captures"; the offsets turn
// ids of one capture into ids of the report.
namespace espect::report {

struct IdOffsets {
  std::size_t capture = 0;
  std::uint32_t ike_sa = 0;
  std::uint32_t child_sa = 0;
};

Json spi_text(std::uint32_t spi);  // "0xcb17561b"
Json ike_sa_object(const sessions::IkeSa& sa, const IdOffsets& offsets);
Json child_sa_object(const sessions::ChildSa& child, const IdOffsets& offsets);
Json flow_object(const sessions::EspFlow& flow, const sessions::Sessions& sessions,
                 const IdOffsets& offsets);

}  // namespace espect::report
