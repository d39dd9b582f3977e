// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/other_formats.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace espect::capture {
namespace {

struct OtherFormat {
  std::string_view magic;
  const char* name;
};

// As Wireshark's wiretap recognises them.
constexpr OtherFormat others[] = {
    {"RTSS", "Microsoft Network Monitor 1.x"},
    {"GMBU", "Microsoft Network Monitor 2.x"},
    {{"btsnoop\0", 8}, "btsnoop, of Bluetooth"},
    {{"TRSNIFF data    ", 16}, "DOS Sniffer"},
    {{"XCP\0", 4}, "NetXRay or Windows Sniffer"},
    {{"TR\0d", 4}, "nettl of HP-UX"},
    {{"\x05VNF", 4}, "Visual Networks"},
    {{"\xaa\xaa\xaa\xaa", 4}, "Accellent 5Views"},
    {{"\x7fver", 4}, "Savvius *Peek"},
    {"\x01\x10\x4c", "Novell LANalyzer"},
    {{"\x00\x00\x02\x00\x12\x05\x00\x10", 8}, "Tektronix K12xx"},
    {"NetS", "Citrix NetScaler"},
};

}  // namespace

const char* other_format(Bytes start) {
  constexpr std::size_t asked_for = 8;
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  const auto found = std::find_if(std::begin(others), std::end(others), [&](const auto& other) {
    return text.starts_with(other.magic.substr(0, asked_for));
  });
  return found != std::end(others) ? found->name : nullptr;
}

}  // namespace espect::capture
