// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace espect::sessions {

// Pieces of work, numbered from 0 on, that threads begin in their order while their owner, one
// thread, goes on. Each is done at most once. What the owner wrote before add() the threads see,
// and what they wrote the owner sees after wait_for().
class WorkAhead {
 public:
  static constexpr std::uint32_t most_added = 128;  // since forget() was called last

  // Does not throw. Worker 0 is the owner, the threads are 1, 2, ...
  using DoPiece = std::function<void(unsigned worker, std::uint64_t piece)>;

  // Threads begin with the first piece.
  WorkAhead(unsigned threads, DoPiece do_piece);
  WorkAhead(const WorkAhead&) = delete;
  WorkAhead& operator=(const WorkAhead&) = delete;
  ~WorkAhead();

  std::uint64_t added() const { return added_.load(std::memory_order_relaxed); }
  void add();
  // Until that piece is done. While others do it the owner does pieces that nobody has begun.
  void wait_for(std::uint64_t piece);
  // What nobody has begun is not done any more; returns when nothing is being done.
  void forget();

 private:
  bool any_to_begin() const { return begun_.load() < added_.load(); }
  std::optional<std::uint64_t> begin();
  void do_begun(unsigned worker, std::uint64_t piece);
  bool is_done(std::uint64_t piece) const { return done_[piece % most_added].load() == piece + 1; }
  void wait_until_done(std::uint64_t piece);
  void begin_threads();
  void work(unsigned worker);

  unsigned wanted_threads_;
  DoPiece do_piece_;
  std::uint64_t remembered_ = 0;  // pieces before it were forgotten
  // Who sleeps is counted before it looks for the last time, and who has news looks there behind
  // them: so nobody sleeps through them, and where nobody sleeps no lock is taken.
  std::mutex mutex_;
  std::condition_variable more_;
  std::condition_variable finished_;
  std::atomic<unsigned> sleeping_ = 0;
  std::atomic<bool> owner_sleeps_ = false;
  std::atomic<bool> ended_ = false;
  // On lines of their own: every piece changes both, on different processors.
  alignas(64) std::atomic<std::uint64_t> added_ = 0;
  alignas(64) std::atomic<std::uint64_t> begun_ = 0;
  std::array<std::atomic<std::uint64_t>, most_added> done_{};  // number of the piece + 1
  std::vector<std::thread> threads_;
};

}  // namespace espect::sessions
