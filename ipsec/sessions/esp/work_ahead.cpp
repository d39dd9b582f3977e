// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/work_ahead.h"

#include <system_error>
#include <utility>

namespace espect::sessions {
namespace {

// News come soon, most often, and waking takes longer than some packets. Looks for so long without
// giving the processor away: who yields on a busy machine comes back much later.
template <class News>
bool soon(const News& news) {
  constexpr int looks = 2000;
  for (int look = 0; look < looks; ++look) {
    if (news()) return true;
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
  }
  return false;
}

}  // namespace

WorkAhead::WorkAhead(unsigned threads, DoPiece do_piece)
    : wanted_threads_(threads), do_piece_(std::move(do_piece)) {}

WorkAhead::~WorkAhead() {
  forget();
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  more_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void WorkAhead::add() {
  ++added_;
  if (sleeping_ != 0) {
    const std::lock_guard lock(mutex_);
    more_.notify_one();
  }
  if (threads_.size() < wanted_threads_) begin_threads();
}

void WorkAhead::begin_threads() {
  try {
    while (threads_.size() < wanted_threads_)
      threads_.emplace_back(
          [this, worker = static_cast<unsigned>(threads_.size() + 1)] { work(worker); });
  } catch (const std::system_error&) {  // there can be no more: those and the owner do the work
    wanted_threads_ = static_cast<unsigned>(threads_.size());
  }
}

std::optional<std::uint64_t> WorkAhead::begin() {
  auto piece = begun_.load();
  while (piece < added_.load())
    if (begun_.compare_exchange_weak(piece, piece + 1)) return piece;
  return std::nullopt;
}

void WorkAhead::do_begun(unsigned worker, std::uint64_t piece) {
  do_piece_(worker, piece);
  done_[piece % most_added] = piece + 1;
  if (owner_sleeps_) {
    const std::lock_guard lock(mutex_);
    finished_.notify_one();
  }
}

void WorkAhead::wait_for(std::uint64_t piece) {
  while (!is_done(piece)) {
    const auto other = begin();
    if (!other) return wait_until_done(piece);
    do_begun(0, *other);
  }
}

void WorkAhead::wait_until_done(std::uint64_t piece) {
  const auto done = [&] { return is_done(piece); };
  if (soon(done)) return;
  std::unique_lock lock(mutex_);
  owner_sleeps_ = true;
  finished_.wait(lock, done);
  owner_sleeps_ = false;
}

void WorkAhead::forget() {
  const auto end = added();
  const auto begun = begun_.exchange(end);
  for (auto piece = remembered_; piece < begun; ++piece) wait_until_done(piece);
  remembered_ = end;
}

void WorkAhead::work(unsigned worker) {
  const auto news = [this] { return ended_ || any_to_begin(); };
  while (!ended_) {
    if (const auto piece = begin()) {
      do_begun(worker, *piece);
    } else if (!soon(news)) {
      std::unique_lock lock(mutex_);
      ++sleeping_;
      more_.wait(lock, news);
      --sleeping_;
    }
  }
}

}  // namespace espect::sessions
