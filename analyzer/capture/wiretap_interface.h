// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>

// Between the program and its module espect_wiretap.so, which alone is linked with Wireshark's
// libwiretap: plain C, because each may be of another build.
extern "C" {

struct EspectWiretapPacket {
  std::int64_t seconds;
  std::uint32_t nanoseconds;
  std::uint32_t wire_octets;
  std::uint16_t link_type;  // LINKTYPE_ number; 65535: has none
  const std::uint8_t* octets;
  std::size_t captured;
};

enum EspectWiretapResult : int {
  espect_wiretap_packet,
  espect_wiretap_end,
  espect_wiretap_problem,
  espect_wiretap_unknown,  // of open(): no format that libwiretap knows, or none with packets
};

struct EspectWiretapFile;

// `problem` has room for `room` octets, and gets a text that ends with 0.
struct EspectWiretap {
  unsigned interface_version;
  const char* library_version;  // of Wireshark, when the module was built
  int (*open)(const char* path, EspectWiretapFile** file, char* problem, std::size_t room);
  int (*next)(EspectWiretapFile* file, EspectWiretapPacket* packet, char* problem,
              std::size_t room);
  const char* (*format)(const EspectWiretapFile* file);  // "netmon2"; static storage
  std::uint64_t (*octets)(const EspectWiretapFile* file);
  void (*close)(EspectWiretapFile* file);
};

inline constexpr unsigned espect_wiretap_interface_version = 1;
// What the module exports.
using EspectWiretapEntry = const EspectWiretap* (*)();
inline constexpr const char* espect_wiretap_entry = "espect_wiretap";

}  // extern "C"
