// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/progress.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <iterator>

#include <fmt/format.h>
#include <unistd.h>

#include "analyzer/capture/input_file.h"

namespace espect::run {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto first_pause = std::chrono::seconds(1);
constexpr auto pause = std::chrono::milliseconds(250);
constexpr const char* clear_line = "\r\x1b[K";

std::mutex line;
bool line_is_shown = false;  // under `line`

// 0 when one of them is a pipe.
std::uint64_t octets_of(const std::vector<Input>& inputs) {
  std::uint64_t sum = 0;
  for (const auto& input : inputs) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(input.path, error)) return 0;
    sum += std::filesystem::file_size(input.path, error);
  }
  return sum;
}

std::string amount(double octets) {
  constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (octets >= 999.5 && unit + 1 < std::size(units)) {
    octets /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", octets, octets < 10 && unit != 0 ? 1 : 0, units[unit]);
}

std::string duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace

std::string progress_text(std::uint64_t read, std::uint64_t all, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(read) / seconds : 0;
  const auto rate_text = amount(rate) + "/s";
  if (all == 0 || read > all)
    return fmt::format("{}, {}", amount(static_cast<double>(read)), rate_text);
  auto text =
      fmt::format("{} % of {}, {}", read * 100 / all, amount(static_cast<double>(all)), rate_text);
  if (rate > 0) text += fmt::format(", {} left", duration(static_cast<double>(all - read) / rate));
  return text;
}

Progress::Progress(const std::vector<Input>& inputs) {
  if (isatty(STDERR_FILENO) == 0) return;
  all_ = octets_of(inputs);
  before_ = capture::octets_read();
  // Signals are for the thread that reads.
  sigset_t every{}, usual{};
  sigfillset(&every);
  pthread_sigmask(SIG_SETMASK, &every, &usual);
  shows_ = std::thread([this] { show(); });
  pthread_sigmask(SIG_SETMASK, &usual, nullptr);
}

Progress::~Progress() {
  if (!shows_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  shows_.join();
  const WithoutProgress taken_away;
}

void Progress::show() {
  const auto begin = Clock::now();
  std::unique_lock lock(mutex_);
  for (auto wait = std::chrono::milliseconds(first_pause);
       !ended_.wait_for(lock, wait, [this] { return end_; }); wait = pause) {
    const std::chrono::duration<double> seconds = Clock::now() - begin;
    const auto text = progress_text(capture::octets_read() - before_, all_, seconds.count());
    const std::lock_guard shown(line);
    std::cerr << clear_line << "espect: " << text << std::flush;
    line_is_shown = true;
  }
}

WithoutProgress::WithoutProgress() : lock_(line) {
  if (line_is_shown) std::cerr << clear_line << std::flush;
  line_is_shown = false;
}

}  // namespace espect::run
