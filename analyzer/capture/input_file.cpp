// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/input_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace espect::capture {

tl::expected<InputFile, std::string> InputFile::open(const std::string& path) {
  if (path == "-") return InputFile(STDIN_FILENO);
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0)
    return tl::unexpected(std::string("cannot be opened: ") + std::strerror(errno));
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);  // pipes refuse it, harmlessly
  return InputFile(descriptor);
}

InputFile::InputFile(InputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

InputFile& InputFile::operator=(InputFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

InputFile::~InputFile() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

tl::expected<std::size_t, std::string> InputFile::read(std::span<std::uint8_t> room) {
  for (;;) {
    const auto count = ::read(descriptor_, room.data(), room.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {  // standard input may have been made non-blocking by who shares it
      pollfd wait{descriptor_, POLLIN, 0};
      ::poll(&wait, 1, -1);
      continue;
    }
    return tl::unexpected(std::string("cannot be read: ") + std::strerror(errno));
  }
}

}  // namespace espect::capture
