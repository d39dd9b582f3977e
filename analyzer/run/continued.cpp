// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/continued.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "analyzer/run/interruption.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/rotation.h"

namespace espect::run {
namespace {

constexpr std::uint64_t most_frames = std::numeric_limits<std::uint32_t>::max();

std::vector<Input> files_of(const Inputs& inputs) {
  auto files = expand_inputs(inputs.paths);
  if (files.size() == 1 && files.front().named)
    files = expand_inputs(rotated_with(files.front().path));
  return in_order_of_time(std::move(files));
}

// One file after the other, into one stack.
class ContinuedRun {
 public:
  ContinuedRun(DatagramListener& listener, const Inputs& inputs)
      : stack_(listener, inputs.ports, inputs.limits) {}

  // False when its frames have no numbers any more.
  bool read(CaptureRun& run) {
    run.connect(stack_, frames_);
    while (run.read()) {
      if (frames_ + run.packet().frame > most_frames) return false;
      run.take();
    }
    run.finish();
    frames_ += run.file().packets;
    dropped_ += run.dropped().value_or(0);
    return true;
  }
  void finish() { stack_.finish(); }
  const network::NetworkFacts& facts() const { return stack_.facts(); }
  std::uint64_t dropped() const { return dropped_; }

 private:
  network::Stack stack_;
  std::uint64_t frames_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace

void add_file(report::CaptureReport& whole, report::CaptureFile file) {
  if (whole.files.empty()) whole.path = file.path;
  if (whole.format.empty()) whole.format = file.format;
  if (whole.problem.empty()) whole.problem = file.problem;
  if (file.packets != 0) {
    whole.first_time =
        whole.packets == 0 ? file.first_time : std::min(whole.first_time, file.first_time);
    whole.last_time =
        whole.packets == 0 ? file.last_time : std::max(whole.last_time, file.last_time);
  }
  whole.packets += file.packets;
  whole.octets += file.octets;
  whole.ipsec_packets += file.ipsec_packets;
  whole.snaplen_cut_packets += file.snaplen_cut_packets;
  for (const auto& [what, packets] : file.not_looked_into) whole.not_looked_into[what] += packets;
  whole.files.push_back(std::move(file));
}

Audited audit_continued(const Inputs& inputs, const AuditBasis& basis) {
  Audited audited;
  AuditedCapture audit(basis);
  ContinuedRun reading(audit.listener(), inputs);
  report::CaptureReport whole;
  for (const auto& input : files_of(inputs)) {
    if (interrupted()) break;
    CaptureRun run(input, inputs.ports);
    if (run.passed_over()) {
      ++audited.inputs.passed_over;
      if (inputs.verbose) tell(run.file().problem + "; passed over");
      continue;
    }
    const bool numbered = reading.read(run);
    auto file = run.file();
    if (!numbered)
      file.problem =
          fmt::format("{}: frames beyond {} of captures that continue one another have no number",
                      file.path, most_frames);
    ++audited.inputs.captures;
    if (!file.problem.empty()) {
      ++audited.inputs.problems;
      audited.inputs.memory_short = audited.inputs.memory_short || file.memory_short;
      whole.memory_short = whole.memory_short || file.memory_short;
      tell(file.problem);
    }
    add_file(whole, std::move(file));
    if (!numbered) break;
  }
  if (audited.inputs.captures == 0 && !interrupted()) tell("none of the inputs is a capture");
  reading.finish();
  if (!whole.files.empty())
    audited.report.captures.push_back(
        audit.finish(std::move(whole), reading.facts(), reading.dropped()));
  audited.report.keys_given = basis.keys != nullptr;
  audited.report.passed_over = audited.inputs.passed_over;
  audited.report.interrupted = interrupted();
  return audited;
}

}  // namespace espect::run
