// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/walk.h"

#include <utility>

#include <fmt/format.h>

namespace espect::capture {

bool Walk::fail(std::uint64_t offset, std::string reason) {
  ended = true;
  fault = CaptureError{path, offset, std::move(reason)};
  return false;
}

bool Walk::stop_short(const ByteSource& source, const char* what, std::uint64_t offset,
                      std::uint64_t wants, std::uint64_t there) {
  ended = true;
  if (there == 0 && source.error().empty()) return false;
  statistics.truncated = true;
  const auto cut = fmt::format("{} cut short: wants {} octets, {} are there", what, wants, there);
  if (source.error().empty()) return fail(offset, cut);
  return fail(offset, there == 0 ? source.error() : fmt::format("{} ({})", cut, source.error()));
}

}  // namespace espect::capture
