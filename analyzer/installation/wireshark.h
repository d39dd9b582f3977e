// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace espect::installation {

// What tshark says of itself, in the words of Wireshark 4.0 to 4.6.
struct Wireshark {
  std::string version;        // "4.0.17"; empty when it says none
  std::string configuration;  // folder of the user
  std::string personal_plugins;
  std::string global_plugins;
  struct Loaded {
    std::string file, version, path;
  };
  std::vector<Loaded> plugins;
};
Wireshark wireshark_from(const std::string& version, const std::string& folders,
                         const std::string& plugins);

// Nothing when there is no tshark in PATH.
std::optional<Wireshark> find_wireshark();

}  // namespace espect::installation
