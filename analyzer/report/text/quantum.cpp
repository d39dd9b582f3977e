// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/quantum.h"

#include <algorithm>
#include <map>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/text/tables.h"
#include "analyzer/report/words/capture_names.h"
#include "analyzer/report/words/places.h"
#include "analyzer/report/words/quantum.h"
#include "ipsec/bytes/counted.h"

namespace espect::report {
namespace {

Tone tone_of(const PeerPair& pair) {
  if (pair.safe == true) return Tone::good;
  if (!pair.safe) return Tone::plain;
  return pair.standing >= QuantumStanding::downgraded ? Tone::bad : Tone::caution;
}

// Two addresses are one pair, in however many captures: safe where all of them say so.
std::string verdict(const std::vector<PeerPair>& rows) {
  std::map<std::pair<std::string, std::string>, std::optional<bool>> pairs;
  for (const auto& row : rows) {
    const auto both = std::minmax(row.initiator, row.responder);
    const auto [at, first] = pairs.try_emplace(both, row.safe);
    auto& safe = at->second;
    if (first || safe == false) continue;
    if (row.safe != true) safe = row.safe;
  }
  const auto count = [&](std::optional<bool> wanted) {
    return static_cast<std::size_t>(
        std::ranges::count_if(pairs, [&](const auto& pair) { return pair.second == wanted; }));
  };
  const auto unknown = count(std::nullopt);
  return fmt::format("{} of {} of addresses", count(true), counted(pairs.size(), "pair")) +
         (unknown != 0 ? fmt::format(", of {} it is not known", unknown) : "");
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

std::vector<std::string> paths_of(const AuditReport& report) {
  std::vector<std::string> paths;
  each_file(report, [&](const CaptureFile& file, const auto&) { paths.push_back(file.path); });
  return paths;
}

}  // namespace

void write_quantum(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  auto pairs = quantum_summary(report);
  if (pairs.empty()) return;
  out << paint(Tone::bold, "Quantum safety of peers") << '\n';
  out << "  " << verdict(pairs) << '\n';
  // Not safe, not known, safe.
  std::ranges::stable_sort(pairs, {}, [](const PeerPair& pair) {
    return pair.safe ? 2 * static_cast<int>(*pair.safe) : 1;
  });
  const auto files = told_apart(paths_of(report));
  const bool several = report.captures.size() > 1;
  std::vector<Column> columns{
      {"peers"}, {"key exchange"}, {"authentication"}, {"why", false, true}};
  if (several) columns.insert(columns.begin(), {"capture"});
  Table table(std::move(columns));
  for (std::size_t i = 0; i < std::min(pairs.size(), max_table_rows); ++i) {
    const auto& pair = pairs[i];
    std::vector<Cell> row{{fmt::format("{} -> {}", pair.initiator, pair.responder)},
                          {std::string(to_text(pair.standing)), tone_of(pair)},
                          authentication_cell(pair),
                          {terminal_text(pair.message)}};
    if (several) row.insert(row.begin(), {terminal_text(files[pair.capture])});
    table.add(std::move(row));
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
