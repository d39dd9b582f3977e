// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/interruption.h"

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace espect::run {
namespace {

volatile std::sig_atomic_t asked = 0;
bool reader_gone = false;

void handle(int signal, void (*handler)(int)) {
  struct sigaction action{};  // without SA_RESTART: a read that waits for a pipe returns
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

extern "C" void on_signal(int /*signal*/) {
  asked = 1;
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
}

}  // namespace

void ask_before_interruption() {
  handle(SIGINT, on_signal);
  handle(SIGTERM, on_signal);
}

bool interrupted() {
  return asked != 0;
}

void survive_broken_outputs() {
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);
  // For the other direction, so that using one fails as it would on a closed one.
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) < 0)
      open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);  // the lowest free number
}

void nobody_reads() {
  reader_gone = true;
}

bool reading_is_over() {
  return interrupted() || reader_gone;
}

int ended(int status) {
  if (reader_gone) {
    handle(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
  }
  return status;
}

}  // namespace espect::run
