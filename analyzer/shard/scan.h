// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/report/words/audit_report.h"
#include "analyzer/run/inputs.h"
#include "analyzer/shard/pair.h"

namespace espect::shard {

struct ScannedFile {
  report::CaptureFile facts;  // ipsec_packets is not known yet
  Time start{};               // of its first packet, not its earliest
  Time latest_datagram = earliest_time;
  std::uint64_t dropped = 0;  // while capturing
};

struct PairFacts {
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  Time first = latest_time;
  Time last = earliest_time;
  bool ike = false;
};

// What one or several captures show of who speaks IPsec with whom, and what ties pairs together:
// what an audit would look up across them.
struct Scan {
  std::vector<ScannedFile> files;
  std::map<Pair, PairFacts> pairs;
  // Pairs with the same key belong together: SPIs, what rules say of no SA.
  std::set<std::pair<std::string, Pair>> keys;
  std::set<std::pair<Pair, Pair>> ties;     // seen in one packet
  std::set<std::pair<Pair, Pair>> tunnels;  // the second inside of the first
  std::set<End> ends;                       // of UDP and TCP, on ports that are not IPsec's
};

// Reads one capture. A problem with it stands in the facts.
void scan_file(const run::Input& input, const ip::IpsecPorts& ports, Scan& scan);

void write_scan(const Scan& scan, std::ostream& out);
// Adds a scan that was written; the problem when it is none.
tl::expected<void, std::string> read_scan(const std::string& path, Scan& scan);

}  // namespace espect::shard
