// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/network/stack.h"
#include "ipsec/ip/udp.h"

namespace espect::run {

// What a command reads, and how.
struct Inputs {
  std::vector<std::string> paths;  // files, folders, "-" for standard input
  bool verbose = false;            // name the files that are passed over
  ip::IpsecPorts ports = {};
  network::Limits limits = {};
};

// One file to read. Of those found in a folder, which hold other things too, a file that is no
// capture is passed over; everything else that goes wrong is told, as of a file that was named.
struct Input {
  std::string path;
  bool named = true;
  std::string problem;  // why it cannot even be looked at, such as a folder that is closed

  // Called like a capture: then it should be one.
  bool called_a_capture() const;
};

// Folders become the files below them, sorted by path; links to folders are not followed and pipes
// are not read, and both are told. A file counts once, however often and by whatever name it is
// given.
std::vector<Input> expand_inputs(const std::vector<std::string>& arguments);

}  // namespace espect::run
