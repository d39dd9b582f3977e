// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "ipsec/bytes/bytes.h"
#include "tests/support/catch.h"

namespace espect::test {

// A file that holds these octets as long as the object lives.
class TemporaryFile {
 public:
  explicit TemporaryFile(Bytes bytes)
      : path_((std::filesystem::temp_directory_path() / "espect_capture_XXXXXX").string()) {
    const int descriptor = ::mkstemp(path_.data());
    REQUIRE(descriptor >= 0);
    std::FILE* file = ::fdopen(descriptor, "wb");
    REQUIRE(file != nullptr);
    const auto written = bytes.empty() ? 0 : std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
    REQUIRE(written == bytes.size());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { ::unlink(path_.c_str()); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace espect::test
