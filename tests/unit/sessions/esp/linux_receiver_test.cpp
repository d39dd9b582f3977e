// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/linux_receiver.h"

#include <random>
#include <set>

#include "tests/support/catch.h"

namespace espect::sessions {
namespace {

TEST_CASE("without ESN the window is checked before the ICV") {
  LinuxReceiver receiver(32, false);
  for (std::uint32_t number = 1; number <= 100; ++number) receiver.on(number, number);
  receiver.on(100, 100);           // a replay
  receiver.on(100, std::nullopt);  // a damaged copy counts as one, too
  receiver.on(60, 60);             // 40 behind
  receiver.on(107, std::nullopt);  // forged ahead: only the ICV can tell
  CHECK(receiver.counters().replay == 2);
  CHECK(receiver.counters().replay_window == 1);
  CHECK(receiver.counters().icv_failed == 1);
}

TEST_CASE("with ESN a number left of the window is tried in the next epoch and fails") {
  LinuxReceiver receiver(32, true);
  for (std::uint64_t number = 1; number <= 100; ++number)
    receiver.on(static_cast<std::uint32_t>(number), number);
  receiver.on(60, 60);
  receiver.on(100, 100);
  CHECK(receiver.counters().icv_failed == 1);
  CHECK(receiver.counters().replay == 1);
  CHECK(receiver.counters().replay_window == 0);
}

TEST_CASE("ESN is followed over the wrap, late numbers of the former epoch included") {
  LinuxReceiver receiver(32, true);
  constexpr std::uint64_t epoch = std::uint64_t{1} << 32;
  for (std::uint64_t number = epoch - 40; number < epoch + 10; ++number)
    if (number != epoch - 3) receiver.on(static_cast<std::uint32_t>(number), number);
  receiver.on(static_cast<std::uint32_t>(epoch - 3), epoch - 3);
  receiver.on(static_cast<std::uint32_t>(epoch - 3), epoch - 3);
  CHECK(receiver.counters().icv_failed == 0);
  CHECK(receiver.counters().replay == 1);
}

TEST_CASE("a window of 0 lets everything authentic pass") {
  LinuxReceiver receiver(0, false);
  for (const std::uint32_t number : {5U, 5U, 1U, 5U}) receiver.on(number, number);
  receiver.on(9, std::nullopt);
  CHECK(receiver.counters().replay + receiver.counters().replay_window == 0);
  CHECK(receiver.counters().icv_failed == 1);
}

// The rule of RFC 4303 section 3.4.3 with a set of all that was accepted.
struct Model {
  std::uint32_t window;
  std::set<std::uint64_t> accepted;
  std::uint64_t replay = 0, late = 0;
  void on(std::uint64_t number) {
    const std::uint64_t top = accepted.empty() ? 0 : *accepted.rbegin();
    if (number <= top && top - number >= window)
      ++late;
    else if (!accepted.insert(number).second)
      ++replay;
  }
};

TEST_CASE("the window equals a set over every sequence of up to 7 packets") {
  constexpr std::uint32_t numbers = 6;
  for (const std::uint32_t window : {2U, 4U}) {
    for (std::uint32_t length = 1; length <= 7; ++length) {
      std::uint32_t sequences = 1;
      for (std::uint32_t i = 0; i < length; ++i) sequences *= numbers;
      std::uint32_t different = 0;
      for (std::uint32_t code = 0; code < sequences; ++code) {
        LinuxReceiver receiver(window, false);
        Model model{window, {}};
        for (std::uint32_t rest = code, i = 0; i < length; ++i, rest /= numbers) {
          const std::uint32_t number = rest % numbers + 1;
          receiver.on(number, number);
          model.on(number);
        }
        different += receiver.counters().replay != model.replay ||
                     receiver.counters().replay_window != model.late;
      }
      CHECK(different == 0);
    }
  }
}

TEST_CASE("the window equals a set over long random sequences") {
  std::mt19937 engine(7);
  const auto random = [&] { return static_cast<std::uint32_t>(engine()); };
  for (const std::uint32_t window : {32U, 64U, 128U, 1024U}) {
    LinuxReceiver receiver(window, false);
    Model model{window, {}};
    std::uint32_t base = 1;
    for (int i = 0; i < 20000; ++i) {
      base += random() % 3;
      const std::uint32_t back = random() % (2 * window);
      const std::uint32_t number = base > back ? base - back : 1;
      receiver.on(number, number);
      model.on(number);
    }
    CHECK(receiver.counters().replay == model.replay);
    CHECK(receiver.counters().replay_window == model.late);
  }
}

}  // namespace
}  // namespace espect::sessions
