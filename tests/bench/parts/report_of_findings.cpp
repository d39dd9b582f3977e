// SPDX-License-Identifier: GPL-2.0-or-later
// What a finding costs when the report is written, by form.
#include <sstream>

#include <benchmark/benchmark.h>

#include "analyzer/report/formats.h"
#include "analyzer/run/audited_capture.h"
#include "tests/bench/parts/recorded.h"

namespace espect::test {
namespace {

run::Audited audited(const std::string& sample) {
  const run::Inputs inputs{{ESPECT_SAMPLES_FOLDER "/" + sample + "/capture.pcap"}};
  auto audited = run::audit_captures(inputs, {*registry::builtin_policy("default")});
  audited.report.policy = "default";
  return audited;
}

// The time is that of a whole report; findings and octets are counted beside it.
void report(benchmark::State& state, const char* form) {
  const auto made = audited("esp-replay");
  const auto* format = report::format_named(report::audit_formats(), form);
  if (format == nullptr || made.report.captures.empty())
    return state.SkipWithError("no such form, or no sample");
  std::size_t octets = 0;
  for (auto unused : state) {
    static_cast<void>(unused);
    std::ostringstream out;
    format->write(made.report, out, {});
    octets = out.view().size();
  }
  const auto summary = report::summarize(made.report);
  state.counters["findings"] =
      static_cast<double>(summary.high + summary.medium + summary.low + summary.info);
  state.counters["octets"] = static_cast<double>(octets);
}
BENCHMARK_CAPTURE(report, text, "text");
BENCHMARK_CAPTURE(report, json, "json");
BENCHMARK_CAPTURE(report, jsonl, "jsonl");
BENCHMARK_CAPTURE(report, sarif, "sarif");

}  // namespace
}  // namespace espect::test
