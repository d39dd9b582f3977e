// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/text_file.h"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace espect {
namespace {

tl::unexpected<std::string> failure() {
  return tl::unexpected(std::generic_category().message(errno));
}

tl::expected<std::string, std::string> read_all(int file, std::size_t most) {
  std::string text;
  std::array<char, 16 * 1024> piece;
  while (true) {
    const auto got = ::read(file, piece.data(), piece.size());
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure();
    if (text.size() + static_cast<std::size_t>(got) > most)
      return tl::unexpected(fmt::format("larger than {} MiB", most >> 20));
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

tl::expected<std::string, std::string> read_text_file(const std::string& path, std::size_t most) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return failure();
  auto text = read_all(file, most);
  ::close(file);
  return text;
}

}  // namespace espect
