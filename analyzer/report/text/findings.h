// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>
#include <span>

#include "analyzer/report/text/paint.h"
#include "analyzer/report/words/places.h"

namespace espect::report {

// Of one rule in one capture, the findings that are printed in full.
inline constexpr std::size_t max_findings_per_rule = 10;

// Those that count, grouped by severity and rule, so that the advice stands there once.
void write_findings(std::ostream& out, Paint paint, const CaptureReport& capture, const Gate& gate,
                    std::uint32_t ike_sa_offset, std::size_t width);

// "frame 7", "frames 104, 105, 106 + 20 more".
std::string frames_text(std::span<const std::uint32_t> frames, const Places& places);

}  // namespace espect::report
