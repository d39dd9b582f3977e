// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/interruption.h"

#include <csignal>

namespace espect::run {
namespace {

volatile std::sig_atomic_t asked = 0;

extern "C" void on_signal(int /*signal*/) {
  asked = 1;
  struct sigaction by_default{};
  by_default.sa_handler = SIG_DFL;
  sigaction(SIGINT, &by_default, nullptr);
  sigaction(SIGTERM, &by_default, nullptr);
}

}  // namespace

void ask_before_interruption() {
  struct sigaction ask{};  // without SA_RESTART: a read that waits for a pipe returns
  ask.sa_handler = on_signal;
  sigemptyset(&ask.sa_mask);
  sigaction(SIGINT, &ask, nullptr);
  sigaction(SIGTERM, &ask, nullptr);
}

bool interrupted() {
  return asked != 0;
}

}  // namespace espect::run
