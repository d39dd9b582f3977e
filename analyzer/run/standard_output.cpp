// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/standard_output.h"

#include <cerrno>

#include <unistd.h>

namespace espect::run {

StandardOutput::int_type StandardOutput::overflow(int_type next) {
  if (sync() != 0) return traits_type::eof();
  if (!traits_type::eq_int_type(next, traits_type::eof())) sputc(traits_type::to_char_type(next));
  return traits_type::not_eof(next);
}

int StandardOutput::sync() {
  const char* from = pbase();
  while (from < pptr()) {
    const auto written = ::write(STDOUT_FILENO, from, static_cast<std::size_t>(pptr() - from));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return -1;
    from += written;
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return 0;
}

}  // namespace espect::run
