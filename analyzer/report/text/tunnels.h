// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/text/paint.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// What became of each pair of peers, one or two lines each, broken ones first; nothing without any.
void write_tunnels(std::ostream& out, Paint paint, const CaptureReport& capture,
                   std::uint32_t ike_sa_offset, std::size_t width);

}  // namespace espect::report
