// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/input_file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace espect::capture {
namespace {

// A signal that comes just before the wait begins is heard this much later.
constexpr int most_wait_milliseconds = 250;

std::atomic<std::uint64_t> all_octets = 0;

}  // namespace

std::uint64_t octets_read() {
  return all_octets.load(std::memory_order_relaxed);
}

tl::expected<InputFile, std::string> InputFile::open(const std::string& path, StopAsked stop) {
  if (path == "-") return InputFile(STDIN_FILENO, stop);
  int descriptor = -1;
  do {  // a FIFO waits here for somebody who writes
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR && (stop == nullptr || !stop()));
  if (descriptor < 0)
    return tl::unexpected(std::string("cannot be opened: ") + std::strerror(errno));
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);  // pipes refuse it, harmlessly
  return InputFile(descriptor, stop);
}

InputFile::InputFile(int descriptor, StopAsked stop) : descriptor_(descriptor), stop_(stop) {
  struct stat about{};
  may_wait_ = ::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode);
}

InputFile::InputFile(InputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      stop_(other.stop_),
      may_wait_(other.may_wait_) {}

InputFile& InputFile::operator=(InputFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(stop_, other.stop_);
  std::swap(may_wait_, other.may_wait_);
  return *this;
}

InputFile::~InputFile() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

bool InputFile::wait() const {
  pollfd wait{descriptor_, POLLIN, 0};
  while (!stop_asked()) {
    const int ready = ::poll(&wait, 1, most_wait_milliseconds);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
  }
  return false;
}

tl::expected<std::size_t, std::string> InputFile::read(std::span<std::uint8_t> room) {
  for (;;) {
    if (may_wait_ && stop_ != nullptr && !wait()) return 0;
    const auto count = ::read(descriptor_, room.data(), room.size());
    if (count >= 0) {
      all_octets.fetch_add(static_cast<std::uint64_t>(count), std::memory_order_relaxed);
      return static_cast<std::size_t>(count);
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {  // standard input may have been made non-blocking by who shares it
      wait();
      continue;
    }
    return tl::unexpected(std::string("cannot be read: ") + std::strerror(errno));
  }
}

}  // namespace espect::capture
