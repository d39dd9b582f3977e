// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/text/paint.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// A table has at most this many rows; those that a finding is about which counts go first into the
// choice.
inline constexpr std::size_t max_table_rows = 40;

void write_ike_sas(std::ostream& out, Paint paint, const CaptureReport& capture, const Gate& gate,
                   std::uint32_t ike_sa_offset, std::size_t width);
// Those that opened IKE messages show.
void write_child_sas(std::ostream& out, Paint paint, const CaptureReport& capture,
                     std::uint32_t ike_sa_offset, std::size_t width);
void write_flows(std::ostream& out, Paint paint, const CaptureReport& capture, const Gate& gate,
                 std::size_t width);
// What ESP adds to packets and leaves of the path MTU, where that is known.
void write_overhead(std::ostream& out, Paint paint, const CaptureReport& capture,
                    std::size_t width);
// Requests, replies and round trips of ESP echo; packets per VPN-ID. Nothing without any.
void write_echoes(std::ostream& out, Paint paint, const CaptureReport& capture, std::size_t width);
void write_vpn_ids(std::ostream& out, Paint paint, const CaptureReport& capture, std::size_t width);

}  // namespace espect::report
