// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <string>

#include <tl/expected.hpp>

namespace espect {

inline constexpr std::size_t largest_text_file = std::size_t{64} << 20;

// All octets of a file or pipe; or why there are none, without its name: "Is a directory",
// "larger than 64 MiB". What could be read before an error counts for nothing.
tl::expected<std::string, std::string> read_text_file(const std::string& path,
                                                      std::size_t most = largest_text_file);

}  // namespace espect
