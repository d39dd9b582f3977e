// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/capture/packet.h"
#include "analyzer/capture/walk.h"

struct EspectWiretap;
struct EspectWiretapFile;

namespace espect::capture {

// A capture in a format that Wireshark's libwiretap knows and nobody here does. libwiretap is in a
// module (analyzer/wiretap), which is loaded when the first such file is opened.
class Wiretap {
 public:
  enum class Opened : std::uint8_t {
    yes,
    no_module,
    unknown,  // none of its formats, or one without packets of a network
    failed,   // the reason is in `walk`
  };
  // A file, not a pipe: libwiretap opens it anew.
  Opened open(const std::string& path, Walk& walk);
  bool next(Packet& packet, Walk& walk);

  std::string_view format() const;  // "netmon2"
  std::uint64_t octets() const;     // read so far

 private:
  struct Close {
    void operator()(EspectWiretapFile* file) const;
  };
  std::unique_ptr<EspectWiretapFile, Close> file_;
};

// The module, where it is installed or stands beside the program; empty: nowhere.
const std::string& wiretap_module();
// Of Wireshark, with which the module was built; nothing: it is not there or does not fit. Loads
// it.
std::optional<std::string> wiretap_version();

}  // namespace espect::capture
