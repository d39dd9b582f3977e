// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/child_program.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace espect::run {
namespace {

constexpr std::size_t most_output = 4U << 20;

class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  int out() const { return ends_[0]; }
  int in() const { return ends_[1]; }
  void close_in() { close_end(1); }

 private:
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) close(ends_[end]);
    ends_[end] = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

// -1 when it cannot be run.
pid_t spawn(const std::vector<std::string>& words, int output, bool with_messages) {
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  if (!with_messages)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = -1;
  const int error =
      posix_spawnp(&process, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? process : -1;
}

bool ended_well(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// kill(2) by the name that the sandbox knows.
void send(pid_t process, int signal) {
  syscall(SYS_tgkill, process, process, signal);
}

}  // namespace

std::optional<std::string> program_in_path(const std::string& name) {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    const auto place = std::string(rest.substr(0, end)) + '/' + name;
    if (end != 0 && access(place.c_str(), X_OK) == 0) return place;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

std::optional<std::string> output_of(const std::vector<std::string>& words,
                                     std::chrono::milliseconds longest) {
  using Clock = std::chrono::steady_clock;
  Pipe pipe;
  if (pipe.out() < 0) return std::nullopt;
  const auto process = spawn(words, pipe.in(), false);
  if (process < 0) return std::nullopt;
  pipe.close_in();
  const auto latest = Clock::now() + longest;
  std::string output;
  std::array<char, 16 * 1024> piece;
  bool all = false;
  while (!all && output.size() < most_output) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(latest - Clock::now()).count();
    pollfd wanted{pipe.out(), POLLIN, 0};
    if (left <= 0 || poll(&wanted, 1, static_cast<int>(left)) == 0) break;
    const auto got = read(pipe.out(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got > 0) output.append(piece.data(), static_cast<std::size_t>(got));
    all = got <= 0;
  }
  if (!all) send(process, SIGKILL);
  return ended_well(process) && all ? std::optional(std::move(output)) : std::nullopt;
}

bool InputProgram::start(const std::vector<std::string>& words) {
  Pipe pipe;
  if (pipe.out() < 0) return false;
  process_ = spawn(words, pipe.in(), true);
  return process_ >= 0 && dup2(pipe.out(), STDIN_FILENO) >= 0;
}

bool InputProgram::end(bool ask) {
  if (process_ < 0) return false;
  close(STDIN_FILENO);
  if (ask) send(process_, SIGINT);
  return ended_well(process_) || ask;
}

}  // namespace espect::run
