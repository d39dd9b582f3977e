// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "analyzer/report/words/audit_report.h"

namespace espect::run {

// Numbers that are missing between those in the names of a rotation, a sentence each: "trace.pcap1
// is not among the files: what it held was not seen". What a ring took away at its ends is none.
std::vector<std::string> rotation_holes(const std::vector<report::CaptureFile>& files);

}  // namespace espect::run
