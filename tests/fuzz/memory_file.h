// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "ipsec/bytes/bytes.h"

namespace espect::fuzz {

// Octets as a file, for what reads by path.
class MemoryFile {
 public:
  explicit MemoryFile(Bytes octets) : file_(memfd_create("input", MFD_CLOEXEC)) {
    if (file_ < 0 ||
        write(file_, octets.data(), octets.size()) != static_cast<ssize_t>(octets.size()))
      __builtin_trap();
  }
  ~MemoryFile() { close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/dev/fd/" + std::to_string(file_); }

 private:
  int file_;
};

}  // namespace espect::fuzz
