// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/side_by_side.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "analyzer/run/interruption.h"
#include "analyzer/run/messages.h"

namespace espect::run {
namespace {

struct Done {
  bool passed_over = false;
  std::string problem;
  std::optional<report::CaptureReport> report;
};

Done audit_one(const Input& input, const Inputs& inputs, const AuditBasis& basis) {
  CaptureRun run(input, inputs.ports, inputs.limits);
  Done done;
  done.passed_over = run.passed_over();
  done.problem = run.file().problem;
  if (done.passed_over) return done;
  AuditedCapture audit(basis);
  audit.hear(run);
  done.report = audit.finish(run);
  done.problem = run.file().problem;
  return done;
}

// Captures by number, begun in order.
class Workers {
 public:
  Workers(const std::vector<Input>& all, const Inputs& inputs, const AuditBasis& basis,
          unsigned jobs)
      : all_(all), inputs_(inputs), basis_(basis), done_(all.size()), working_(jobs) {
    for (unsigned i = 0; i < jobs; ++i) threads_.emplace_back([this] { work(); });
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers() {
    for (auto& thread : threads_) thread.join();
  }

  // Waits for it. Nothing when it was not begun because the user interrupted.
  std::unique_ptr<Done> take(std::size_t number) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_[number] != nullptr || working_ == 0; });
    if (failure_) std::rethrow_exception(failure_);
    return std::move(done_[number]);
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (next_ < all_.size() && !reading_is_over() && !failure_) {
      const auto number = next_++;
      lock.unlock();
      std::unique_ptr<Done> done;
      std::exception_ptr failure;
      try {
        done = std::make_unique<Done>(audit_one(all_[number], inputs_, basis_));
      } catch (...) {  // ends in main
        failure = std::current_exception();
      }
      lock.lock();
      done_[number] = std::move(done);
      if (failure) failure_ = failure;
      changed_.notify_all();
    }
    --working_;
    changed_.notify_all();
  }

  const std::vector<Input>& all_;
  const Inputs& inputs_;
  const AuditBasis& basis_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Done>> done_;
  std::size_t next_ = 0;
  std::size_t working_;  // threads
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace

unsigned jobs_of(unsigned asked) {
  return asked != 0 ? asked : std::max(1U, std::thread::hardware_concurrency());
}

Audited audit_side_by_side(const Inputs& inputs, AuditBasis basis, unsigned jobs) {
  Audited audited;
  auto& read = audited.inputs;
  const auto all = expand_inputs(inputs.paths);
  const auto threads = static_cast<unsigned>(std::min<std::size_t>(jobs, all.size()));
  if (threads != 0) basis.spare_threads = jobs / threads - 1;
  Workers workers(all, inputs, basis, threads);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto done = workers.take(i);
    if (done == nullptr) break;
    if (done->passed_over) {
      ++read.passed_over;
      if (inputs.verbose) tell(done->problem + "; passed over");
      continue;
    }
    audited.report.captures.push_back(std::move(*done->report));
    ++read.captures;
    if (done->problem.empty()) continue;
    ++read.problems;
    read.memory_short = read.memory_short || audited.report.captures.back().memory_short;
    tell(done->problem);
  }
  if (read.captures == 0 && !reading_is_over()) tell("none of the inputs is a capture");
  audited.report.keys_given = basis.keys != nullptr;
  audited.report.passed_over = read.passed_over;
  audited.report.interrupted = interrupted();
  return audited;
}

}  // namespace espect::run
