// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/run/inputs.h"

// Captures that a program cut into files: tcpdump -C (trace.pcap, trace.pcap1), tcpdump -G (a time
// in the name), dumpcap -b (trace_00001_20261129080000.pcapng).
namespace espect::run {

// What such files have in common in their names; empty when the name shows no rotation.
std::string rotation_of(const std::string& path);

// The files in the folder of `path` that one rotation made with it, and `path`; only `path` when
// the name shows none.
std::vector<std::string> rotated_with(const std::string& path);

// The number in a name that tcpdump -C or dumpcap -b made, and what stands around it; dumpcap's
// time behind the number apart. Nothing when there is none, or a date in its place.
struct NumberedName {
  std::string before;
  std::string digits;  // empty in the first name of tcpdump -C: number 0
  std::string time;    // empty of tcpdump
  std::string behind;
  std::uint64_t number() const { return digits.empty() ? 0 : std::stoull(digits); }
  // "trace.pcap3", "trace_00003_*.pcapng"
  std::string with_number(std::uint64_t number) const;
};
std::optional<NumberedName> numbered_name(const std::string& name);

// "trace.pcap10" comes behind "trace.pcap9".
bool before_by_name(const std::string& a, const std::string& b);

// By the time of the first packet, as captures follow on one another; at one time by name, with
// numbers as numbers. What has no packet, or cannot be read twice, comes behind.
std::vector<Input> in_order_of_time(std::vector<Input> inputs);

}  // namespace espect::run
