// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/shard/records.h"

namespace espect::shard {

// The records in a report of `audit --shard -f json`.
tl::expected<ShardRecords, std::string> records_in(const std::string& path);

// Why these are not all shards of one plan, each once; empty when they are.
std::string shards_missing(const std::vector<ShardRecords>& shards);

// What one audit through all captures would report: records come in the order in which their
// packets did, and all sums are made of them.
report::AuditReport merge(std::vector<ShardRecords> shards);

}  // namespace espect::shard
