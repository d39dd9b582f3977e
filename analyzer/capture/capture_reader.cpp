// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/capture_reader.h"

#include <algorithm>
#include <utility>

#include "ipsec/bytes/hex.h"

namespace espect::capture {

CaptureReader::CaptureReader(const std::string& path, ByteSource source)
    : source_(std::move(source)) {
  walk_.path = path;
}

tl::expected<CaptureReader, CaptureError> CaptureReader::open(const std::string& path,
                                                              StopAsked stop) {
  auto source = ByteSource::open(path, stop);
  if (!source)
    return tl::unexpected(
        CaptureError{path, 0, std::move(source.error()), CaptureProblem::unreadable});
  CaptureReader reader(path, std::move(*source));
  reader.begin();
  if (const auto* fault = reader.fault()) return tl::unexpected(*fault);
  return reader;
}

bool CaptureReader::begin() {
  constexpr std::size_t shown = 8;
  const Bytes start = source_.ensure(shown);
  if (start.size() >= 4 && Pcap::recognises(start)) {
    format_ = Format::pcap;
    return pcap_.open(source_, walk_);
  }
  if (start.size() >= 4 && Pcapng::recognises(start)) {
    format_ = Format::pcapng;
    return pcapng_.open(source_, walk_);
  }
  if (!source_.error().empty()) return walk_.fail(0, source_.error());
  walk_.fail(0, start.empty() ? "the file is empty"
                              : "not a pcap or pcapng capture: it starts with " +
                                    to_hex(start.first(std::min(start.size(), shown))));
  walk_.fault->problem = CaptureProblem::not_a_capture;
  return false;
}

CaptureStatistics CaptureReader::statistics() const {
  CaptureStatistics now = walk_.statistics;
  now.bytes = source_.offset();
  return now;
}

}  // namespace espect::capture
