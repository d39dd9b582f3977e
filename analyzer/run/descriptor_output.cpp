// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/descriptor_output.h"

#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

#include "analyzer/run/interruption.h"

namespace espect::run {

DescriptorOutput::~DescriptorOutput() {
  explicit_bzero(buffer_.data(), buffer_.size());
}

DescriptorOutput::int_type DescriptorOutput::overflow(int_type next) {
  if (sync() != 0) return traits_type::eof();
  if (!traits_type::eq_int_type(next, traits_type::eof())) sputc(traits_type::to_char_type(next));
  return traits_type::not_eof(next);
}

int DescriptorOutput::sync() {
  const char* from = pbase();
  while (from < pptr() && error_ == 0) {
    const auto written = ::write(descriptor_, from, static_cast<std::size_t>(pptr() - from));
    if (written >= 0) {
      from += written;
    } else if (errno == EAGAIN) {  // whoever shares it has made it non-blocking
      pollfd room{descriptor_, POLLOUT, 0};
      poll(&room, 1, -1);
    } else if (errno != EINTR) {
      error_ = errno;
      if (error_ == EPIPE && descriptor_ == STDOUT_FILENO) nobody_reads();
    }
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_ == 0 ? 0 : -1;
}

}  // namespace espect::run
