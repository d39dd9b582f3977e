// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/options/arguments.h"

// Arguments that several commands have, under one name and with one meaning.
namespace espect::options {

// UDP ports beside 500 and 4500, each at most 65535.
struct Ports {
  std::vector<unsigned> ike;
  std::vector<unsigned> nat_traversal;
};
void add(Arguments& arguments, Ports& ports);

// How far this process trusts what it reads, and itself.
struct Confinement {
  bool no_sandbox = false;
  std::string max_memory = "0";  // MiB; 0: half of what there is
};
void add(Arguments& arguments, Confinement& confinement);
// For commands that read no capture.
void add_no_sandbox(Arguments& arguments, bool& no_sandbox);

struct Captures {
  std::vector<std::string> paths;  // files, folders, "-" for standard input
  bool verbose = false;            // name the files that are passed over
  Ports ports;
  Confinement confinement;
};
void add(Arguments& arguments, Captures& captures);

void add_keys(Arguments& arguments, std::vector<std::string>& keys, bool required = false);
// File that replaces numbers of the experimental profile; empty = none.
void add_codepoints(Arguments& arguments, std::string& path);
// CSV file of names of VPNs; empty = none.
void add_vpn_names(Arguments& arguments, std::string& path);
void add_output(Arguments& arguments, std::string& path);  // "-" = standard output
void add_colour(Arguments& arguments, std::string& when);  // see `colour_wanted`

// For what goes to standard output: always, never, or else on a terminal without NO_COLOR.
bool colour_wanted(const std::string& when);
// Links in the text on standard output (OSC 8): on a terminal that is not dumb, unless `never`.
bool links_wanted(const std::string& when);

// All of them: an output must be none of these.
std::vector<std::string> all_inputs(std::vector<std::string> captures,
                                    const std::vector<std::string>& keys,
                                    const std::vector<std::string>& others = {});

}  // namespace espect::options
