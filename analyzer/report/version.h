// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

namespace espect::report {

// From project(VERSION) of the build.
inline constexpr std::string_view version = ESPECT_VERSION;
// Of the JSON report (docs/report-json.md).
inline constexpr std::string_view schema_version = "1";

}  // namespace espect::report
