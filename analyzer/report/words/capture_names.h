// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string>
#include <vector>

namespace espect::report {

// The name of each file, with as much of its path as it takes to tell it from the others:
// "capture.pcap", or "a/capture.pcap" and "b/capture.pcap". Of one path given twice, all of it.
std::vector<std::string> told_apart(std::span<const std::string> paths);

}  // namespace espect::report
