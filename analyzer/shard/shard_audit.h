// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include <tl/expected.hpp>

#include "analyzer/run/audited_capture.h"
#include "analyzer/shard/records.h"

namespace espect::shard {

// The audit of one shard, a folder DIR/N of split, over its parts in the order of the plan. Its
// findings name the frames of the original files.
tl::expected<ShardRecords, std::string> audit_shard(const std::string& folder,
                                                    const ip::IpsecPorts& ports,
                                                    const run::AuditBasis& basis);

}  // namespace espect::shard
