// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "analyzer/report/json/json.h"
#include "analyzer/report/words/audit_report.h"
#include "analyzer/report/words/places.h"
#include "ipsec/registry/vpn_names.h"
#include "ipsec/sessions/sessions.h"

// The objects of SAs and flows in the JSON report. `places` says where their frames stand; the
// offsets turn ids of one capture into ids of the report.
namespace espect::report {

struct IdOffsets {
  Places places;
  std::uint32_t ike_sa = 0;
  std::uint32_t child_sa = 0;
  const registry::VpnNames* vpn_names = nullptr;  // null: none were given
};
std::vector<IdOffsets> id_offsets(const AuditReport& report);  // of every capture

Json spi_text(std::uint32_t spi);  // "0xcb17561b"
// "frames" as first and last; of --continue with "captures" and "frame_refs" besides.
void add_frames(Json& object, const Places& places, std::uint32_t first, std::uint32_t last);
Json ike_sa_object(const sessions::IkeSa& sa, const IdOffsets& offsets);
Json child_sa_object(const sessions::ChildSa& child, const IdOffsets& offsets);
Json flow_object(const sessions::EspFlow& flow, const sessions::Sessions& sessions,
                 const IdOffsets& offsets);

}  // namespace espect::report
