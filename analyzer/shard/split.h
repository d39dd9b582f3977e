// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "analyzer/run/inputs.h"
#include "analyzer/shard/plan.h"
#include "analyzer/shard/records.h"

namespace espect::shard {

// What split tells the audits about one file, beside its packets.
struct SplitFacts {
  std::string path;  // as it was scanned
  std::uint64_t packets = 0;
  NetworkRecord not_in_shards;                        // of the packets that no shard got
  std::map<std::uint32_t, std::uint64_t> packets_in;  // by shard
  // By shard: the latest packet behind the last one that it got.
  std::map<std::uint32_t, Time> clock;
  std::uint64_t clear_packets = 0;  // beside the shards, for all of them
};
void write_facts(const SplitFacts& facts, std::ostream& out);
tl::expected<SplitFacts, std::string> read_facts(const std::string& path);

// Where things lie in a folder of parts.
std::string plan_in(const std::string& folder);
std::string facts_in(const std::string& folder, std::size_t file);
std::string part_in(const std::string& folder, std::uint32_t shard, std::size_t file);
// The beginnings of packets in the clear: with keys their selectors say whether they belong into a
// tunnel, and no scan knows these.
std::string clear_part_in(const std::string& folder, std::size_t file);

// What a part says of a packet in its comment, beside epb_packetid.
struct PacketNote {
  bool context = false;       // heard, audited elsewhere
  std::int64_t behind = 0;    // nanoseconds that its datagrams are earlier than one before them
  std::optional<Time> clock;  // the latest packet since the last one in this part, if later
  bool says_nothing() const { return !context && behind == 0 && !clock; }
};
std::string to_text(const PacketNote& note);
PacketNote note_from(std::string_view comment);
inline constexpr unsigned frame_bits = 40;  // of the packet id; the file stands above them

// Writes the packets of one file that the plan knows into parts. The problem when it cannot. No
// part takes the place of one of `captures`: all that are split.
tl::expected<report::CaptureFile, std::string> split_file(const run::Input& input,
                                                          const ip::IpsecPorts& ports,
                                                          const Plan& plan,
                                                          const std::string& folder,
                                                          const std::vector<std::string>& captures);

}  // namespace espect::shard
