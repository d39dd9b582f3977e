// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/capture_reader.h"

#include <algorithm>
#include <utility>

#include "analyzer/capture/other_formats.h"
#include "ipsec/bytes/hex.h"

namespace espect::capture {
namespace {

constexpr std::size_t shown = 8;

std::string what_it_is(Bytes start) {
  if (start.empty()) return "the file is empty";
  if (const char* name = other_format(start))
    return std::string("a capture of ") + name +
           ", which is not read: editcap -F pcapng makes one that is";
  return "not a pcap, pcapng or snoop capture: it starts with " +
         to_hex(start.first(std::min(start.size(), shown)));
}

}  // namespace

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
  const Bytes start = source_.ensure(shown);
  if (start.size() >= 4 && Pcap::recognises(start)) {
    format_ = Format::pcap;
    return pcap_.open(source_, walk_);
  }
  if (start.size() >= 4 && Pcapng::recognises(start)) {
    format_ = Format::pcapng;
    return pcapng_.open(source_, walk_);
  }
  if (Snoop::recognises(start)) {
    format_ = Format::snoop;
    return snoop_.open(source_, walk_);
  }
  if (!source_.error().empty()) return walk_.fail(0, source_.error());
  walk_.fail(0, what_it_is(start));
  walk_.fault->problem = CaptureProblem::not_a_capture;
  return false;
}

std::string_view CaptureReader::format() const {
  switch (format_) {
    case Format::pcap:
      return "pcap";
    case Format::pcapng:
      return "pcapng";
    case Format::snoop:
      return "snoop";
  }
  return "";
}

CaptureStatistics CaptureReader::statistics() const {
  CaptureStatistics now = walk_.statistics;
  now.bytes = source_.offset();
  return now;
}

}  // namespace espect::capture
