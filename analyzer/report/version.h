// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

namespace espect::report {

// From project(VERSION) of the build.
inline constexpr std::string_view version = ESPECT_VERSION;

}  // namespace espect::report
