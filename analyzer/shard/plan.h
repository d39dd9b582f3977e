// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/shard/scan.h"

namespace espect::shard {

inline constexpr std::uint32_t most_shards = 99'999;

// Which shard audits which pairs of addresses. Shards are numbered from 1.
struct Plan {
  struct Of {
    std::uint32_t shard = 0;
    std::uint32_t group = 0;  // what is never cut
    std::uint64_t octets = 0;
    std::uint64_t packets = 0;
    // Shards that hear its IKE messages too: they audit other pairs of one of its addresses, and
    // rules ask what a peer showed elsewhere.
    std::set<std::uint32_t> heard_in;
  };
  std::uint32_t shards = 1;
  bool ike = false;                // somebody speaks it: then selectors may become known
  std::vector<ScannedFile> files;  // as they follow on one another, with frames_before
  std::map<Pair, Of> pairs;
  std::set<End> ends;

  // Where a file stands in `files`, by its path as it was scanned, else by its name alone.
  std::optional<std::size_t> index_of(const std::string& path) const;
  // The newest datagram of the files before this one.
  Time latest_before(std::size_t file) const;
  std::string digest() const;
};

// Groups are what ties hold together; the largest goes first, to the shard with the fewest octets.
// With an older plan its pairs stay where they are; `news` says where a new tie joins two shards.
tl::expected<Plan, std::string> make_plan(const Scan& scan, std::uint32_t shards, const Plan* older,
                                          std::vector<std::string>& news);

void write_plan(const Plan& plan, std::ostream& out);
tl::expected<Plan, std::string> read_plan(const std::string& path);

}  // namespace espect::shard
