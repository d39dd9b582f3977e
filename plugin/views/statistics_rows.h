// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/capture_audit.h"
#include "plugin/wireshark/compat.h"

// The rows of the statistics tables. The columns stand in statistics.cpp, in the same order. A
// table has what the packets that it was told of belong to, and counts those packets, so that a
// filter holds for everything in it.
namespace espect::plugin {

// A packet that passed a table's filter; without a packet, a frame that did.
struct Tapped {
  const PacketResult& result;
  std::uint32_t frame;
};

// What a table has counted; gone when the table is emptied.
class TableCounts {
 public:
  virtual ~TableCounts() = default;
  virtual void on(stat_tap_table* table, const CaptureAudit& audit, const Tapped& tapped) = 0;
};

using MakeCounts = std::unique_ptr<TableCounts> (*)();
std::unique_ptr<TableCounts> ike_counts();
std::unique_ptr<TableCounts> child_counts();
std::unique_ptr<TableCounts> flow_counts();
std::unique_ptr<TableCounts> echo_counts();
// Of the whole capture, once it is read: worst first.
std::unique_ptr<TableCounts> finding_counts();
std::unique_ptr<TableCounts> tunnel_counts();
std::unique_ptr<TableCounts> coverage_counts();

}  // namespace espect::plugin
