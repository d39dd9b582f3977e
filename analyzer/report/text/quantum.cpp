// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/quantum.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/text/tables.h"
#include "analyzer/report/words/counted.h"
#include "analyzer/report/words/quantum.h"

namespace espect::report {
namespace {

Tone tone_of(QuantumStanding standing) {
  if (standing <= QuantumStanding::ppk) return Tone::good;
  if (standing == QuantumStanding::unknown) return Tone::plain;
  return standing >= QuantumStanding::downgraded ? Tone::bad : Tone::caution;
}

}  // namespace

void write_quantum(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  auto pairs = quantum_summary(report);
  if (pairs.empty()) return;
  const auto safe = std::ranges::count_if(pairs, &PeerPair::safe);
  out << paint(Tone::bold, "Quantum safety of peers") << '\n';
  out << "  " << fmt::format("{} of {} of addresses\n", safe, counted(pairs.size(), "pair"));
  std::ranges::stable_sort(pairs, {}, &PeerPair::safe);
  Table table({{"peers"}, {"standing"}, {"why", false, true}});
  for (std::size_t i = 0; i < std::min(pairs.size(), max_table_rows); ++i) {
    const auto& pair = pairs[i];
    table.add({{fmt::format("{} -> {}", pair.initiator, pair.responder)},
               {std::string(to_text(pair.standing)), tone_of(pair.standing)},
               {terminal_text(pair.message)}});
  }
  table.write(out, paint, width);
  if (pairs.size() > max_table_rows)
    out << "  "
        << paint(Tone::dim,
                 fmt::format("... and {} more (JSON has all)", pairs.size() - max_table_rows))
        << '\n';
  out << '\n';
}

}  // namespace espect::report
