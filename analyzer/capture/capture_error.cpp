// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/capture_error.h"

#include <fmt/format.h>

namespace espect::capture {

std::string to_text(const CaptureError& error) {
  const std::string name = error.path == "-" ? "standard input" : error.path;
  if (error.offset == 0) return fmt::format("{}: {}", name, error.reason);
  return fmt::format("{}, offset {}: {}", name, error.offset, error.reason);
}

}  // namespace espect::capture
