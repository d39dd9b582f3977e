// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/interruption.h"

#include <csignal>

namespace espect {
namespace {

volatile std::sig_atomic_t asked = 0;

extern "C" void on_signal(int signal) {
  asked = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void ask_before_interruption() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() {
  return asked != 0;
}

}  // namespace espect
