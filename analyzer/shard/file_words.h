// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "analyzer/report/words/audit_report.h"
#include "analyzer/shard/lines.h"

namespace espect::shard {

// What scans and plans say of a capture as a file, in one line with other words.
std::string words_of(const report::CaptureFile& file);
report::CaptureFile file_of(Words& words);

}  // namespace espect::shard
