// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <string_view>

// What the runners of CI servers obey in the output of a program.
namespace espect::report {

// The second # of "##[error]", "##vso[...]" or "##teamcity[...]", which those of GitHub, Azure and
// TeamCity obey wherever they stand.
bool hash_of_command(std::string_view text, std::size_t at);

// Whether the character there has to be escaped: that one, or the first colon of "::error::" where
// a line may begin, since GitHub's runner passes over blanks. An IPv6 address has hexadecimal
// digits there.
bool commands_runner(std::string_view text, std::size_t at);

}  // namespace espect::report
