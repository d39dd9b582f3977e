// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/quantum.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/text/tables.h"
#include "analyzer/report/words/quantum.h"
#include "ipsec/bytes/counted.h"

namespace espect::report {
namespace {

Tone tone_of(const PeerPair& pair) {
  if (pair.safe == true) return Tone::good;
  if (!pair.safe) return Tone::plain;
  return pair.standing >= QuantumStanding::downgraded ? Tone::bad : Tone::caution;
}

// Safe or not, and by what; "?" where no IKE_AUTH was opened.
Cell authentication_cell(const PeerPair& pair) {
  if (pair.authentication.empty()) return {"?"};
  const auto* verdict = !pair.authentication_safe   ? "not known"
                        : *pair.authentication_safe ? "quantum-resistant"
                                                    : "classical";
  return {terminal_text(fmt::format("{}: {}", verdict, pair.authentication)),
          !pair.authentication_safe   ? Tone::plain
          : *pair.authentication_safe ? Tone::good
                                      : Tone::caution};
}

}  // namespace

void write_quantum(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  auto pairs = quantum_summary(report);
  if (pairs.empty()) return;
  const auto safe =
      std::ranges::count_if(pairs, [](const PeerPair& pair) { return pair.safe.value_or(false); });
  const auto unknown =
      std::ranges::count_if(pairs, [](const PeerPair& pair) { return !pair.safe.has_value(); });
  out << paint(Tone::bold, "Quantum safety of peers") << '\n';
  out << "  " << fmt::format("{} of {} of addresses", safe, counted(pairs.size(), "pair"))
      << (unknown != 0 ? fmt::format(", of {} it is not known\n", unknown) : "\n");
  // Not safe, not known, safe.
  std::ranges::stable_sort(pairs, {}, [](const PeerPair& pair) {
    return pair.safe ? 2 * static_cast<int>(*pair.safe) : 1;
  });
  Table table({{"peers"}, {"key exchange"}, {"authentication"}, {"why", false, true}});
  for (std::size_t i = 0; i < std::min(pairs.size(), max_table_rows); ++i) {
    const auto& pair = pairs[i];
    table.add({{fmt::format("{} -> {}", pair.initiator, pair.responder)},
               {std::string(to_text(pair.standing)), tone_of(pair)},
               authentication_cell(pair),
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
