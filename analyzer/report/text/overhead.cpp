// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/overhead.h"

#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/text/table.h"
#include "analyzer/report/text/tables.h"

namespace espect::report {
namespace {

std::string range_text(std::uint32_t least, std::uint32_t most) {
  return least == most ? std::to_string(least) : fmt::format("{} to {}", least, most);
}

// ">= 1346" where the path may take more than what was seen.
std::string number_text(std::uint32_t octets, sessions::PathMtuBy by) {
  if (octets == 0) return "-";
  return (by == sessions::PathMtuBy::icmp ? "" : ">= ") + std::to_string(octets);
}

// What every path takes says nothing about this one: 576 octets (RFC 791), 1280 (RFC 8200).
bool tells(const sessions::EspFlow& flow, const sessions::PathMtu& mtu) {
  const std::uint32_t usual = flow.path.destination.v6 ? 1280 : 576;
  return mtu.octets != 0 && (mtu.by == sessions::PathMtuBy::icmp || mtu.octets > usual);
}

}  // namespace

void write_overhead(std::ostream& out, Paint paint, const CaptureReport& capture,
                    std::size_t width) {
  Table table({{"SPI"},
               {"destination"},
               {"adds octets"},
               {"path MTU", true},
               {"known by"},
               {"largest inner packet", true},
               {"TCP MSS IPv4", true},
               {"IPv6", true}});
  const auto& sessions = *capture.sessions;
  std::size_t known = 0;
  sessions.flows().for_each([&](const sessions::EspFlow& flow) {
    const auto* child = flow.child_sa != 0 ? &sessions.child_sas()[flow.child_sa - 1] : nullptr;
    const auto overhead = overhead_of(flow, child);
    if (!overhead) return;
    const auto mtu = sessions.path_mtu(flow);
    if (!tells(flow, mtu) || known++ >= max_table_rows) return;
    const auto inner = overhead->largest_inner(mtu.octets);
    const bool v6 = flow.path.destination.v6;
    const auto mss = [&](bool of_v6) {
      const bool possible = overhead->own_header == 0 || of_v6 == v6;
      return number_text(possible ? sessions::tcp_mss(inner, of_v6) : 0, mtu.by);
    };
    table.add({{fmt::format("0x{:08x}", flow.spi)},
               {to_text(flow.path.destination)},
               {range_text(overhead->least(), overhead->most())},
               {number_text(mtu.octets, mtu.by)},
               {mtu.by == sessions::PathMtuBy::icmp ? "ICMP" : "largest seen"},
               {number_text(inner, mtu.by)},
               {mss(false)},
               {mss(true)}});
  });
  if (known == 0) return;
  out << '\n' << paint(Tone::bold, "What ESP adds, and what fits into the path MTU") << '\n';
  table.write(out, paint, width);
  if (known > max_table_rows)
    out << "  "
        << paint(Tone::dim, fmt::format("... and {} more (JSON has all)", known - max_table_rows))
        << '\n';
}

}  // namespace espect::report
