// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace espect::plugin {

// That of every packet; "espect" is that of Export PDUs.
inline constexpr const char* statistics_tap = "espect audit";

// tshark -z espect,findings[,FILTER]: tunnels, findings and what could not be seen, as a text, in
// one pass too. With a filter, the findings on frames that pass it. While taps are registered.
void register_audit_text();

}  // namespace espect::plugin
