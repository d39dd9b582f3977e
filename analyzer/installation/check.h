// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace espect::installation {

enum class State : std::uint8_t {
  fits,
  missing,  // and can be had; nothing that is there is wrong
  wrong,    // it is there and does not fit
  unknown,  // it is there, and whether it fits cannot be found out here
};

struct Check {
  std::string name;  // "plugin"
  State state = State::fits;
  std::string text;    // what is there, or what for it would be
  std::string remedy;  // a command that mends or brings it; empty when there is none
};
using Checks = std::vector<Check>;

const char* to_text(State state);

void check_program(Checks& checks);
void check_libraries(Checks& checks);
// The module for formats of captures that only Wireshark's library reads.
void check_wiretap(Checks& checks);
// Wireshark, its plugin folders and what lies in them.
void check_wireshark(Checks& checks);
// For espect watch.
void check_dumpcap(Checks& checks);
// Those that `paths` name, and the tables in Wireshark's own folder.
void check_key_sources(const std::vector<std::string>& paths, Checks& checks);
// What of the kernel keeps a process away from what it does not need.
void check_sandbox(Checks& checks);

// Of the program, for --version: a line each of build, libraries and schema.
std::string version_text();

}  // namespace espect::installation
