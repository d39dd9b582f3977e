// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/shared.h"

#include <charconv>
#include <cstdlib>

#include <unistd.h>

namespace espect::options {

namespace {

std::string port_problem(const std::string& text) {
  unsigned port = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  return error == std::errc{} && rest == end && port >= 1 && port <= 65'535
             ? ""
             : "'" + text + "' is no UDP port";
}

std::string memory_problem(const std::string& text) {
  std::uint32_t mebibytes = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, mebibytes);
  return error == std::errc{} && rest == end ? "" : "'" + text + "' is no number of MiB";
}

}  // namespace

void add(Arguments& arguments, Confinement& confinement) {
  arguments.value("--max-memory", confinement.max_memory,
                  "Stop reading when this much is taken, report what was read and end with 4 "
                  "(default: half of what there is)",
                  {.placeholder = "MIB", .problem = memory_problem});
  add_no_sandbox(arguments, confinement.no_sandbox);
}

void add_no_sandbox(Arguments& arguments, bool& no_sandbox) {
  arguments.flag_by_hand(
      "--no-sandbox", no_sandbox,
      "Keep the right to open other files than those that are named, to use the network "
      "and to start programs, which is given up where the kernel allows");
}

void add(Arguments& arguments, Ports& ports) {
  arguments.values("--ike-port", ports.ike,
                   "UDP port of IKE beside 500; without it IKE is recognised by its messages; "
                   "repeatable",
                   {.placeholder = "PORT", .problem = port_problem});
  arguments.values("--natt-port", ports.nat_traversal,
                   "UDP port of NAT traversal (IKE and ESP) beside 4500; repeatable",
                   {.placeholder = "PORT", .problem = port_problem});
}

void add(Arguments& arguments, Captures& captures) {
  arguments.positionals("FILE", captures.paths,
                        "pcap or pcapng captures, folders of them, or - for standard input");
  arguments.flag("--verbose,-v", captures.verbose,
                 "Name the files of folders that are no captures; an audit as text: each of many "
                 "captures in full");
  add(arguments, captures.ports);
  add(arguments, captures.confinement);
}

void add_keys(Arguments& arguments, std::vector<std::string>& keys, bool required) {
  arguments.values("--keys,-k", keys,
                   "Key file or folder of them: espect keys, Wireshark tables, ip xfrm state, "
                   "charon and pluto logs, ...; repeatable",
                   {.placeholder = "PATH", .required = required});
}

void add_codepoints(Arguments& arguments, std::string& path) {
  arguments.value("--codepoints", path,
                  "CSV file preference,value: other numbers for drafts that have none yet, "
                  "ShangMi presets, readings of VPN-IDs (docs/extensions)",
                  {.placeholder = "FILE"});
}

void add_vpn_names(Arguments& arguments, std::string& path) {
  arguments.value("--vpn-names", path,
                  "CSV file vpn_id,name: what the VPNs of packets with a VPN-ID are called",
                  {.placeholder = "FILE"});
}

void add_output(Arguments& arguments, std::string& path) {
  arguments.value("--output,-o", path, "File to write (default: -)", {.placeholder = "FILE"});
}

void add_colour(Arguments& arguments, std::string& when) {
  arguments.value("--colour,--color", when, "auto (a terminal and no NO_COLOR), always or never",
                  {.placeholder = "WHEN", .choices = {"auto", "always", "never"}});
}

bool colour_wanted(const std::string& when) {
  if (when != "auto") return when == "always";
  const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
  return isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
}

bool links_wanted(const std::string& when) {
  const char* terminal = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe)
  return when != "never" && isatty(STDOUT_FILENO) != 0 && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

std::vector<std::string> all_inputs(std::vector<std::string> captures,
                                    const std::vector<std::string>& keys,
                                    const std::vector<std::string>& others) {
  captures.insert(captures.end(), keys.begin(), keys.end());
  for (const auto& path : others)
    if (!path.empty()) captures.push_back(path);
  return captures;
}

}  // namespace espect::options
