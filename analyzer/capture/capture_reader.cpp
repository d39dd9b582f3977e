// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/capture_reader.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
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
                                                              StopAsked stop, AskWiretap ask) {
  auto source = ByteSource::open(path, stop);
  if (!source)
    return tl::unexpected(
        CaptureError{path, 0, std::move(source.error()), CaptureProblem::unreadable});
  CaptureReader reader(path, std::move(*source));
  reader.begin(ask);
  if (const auto* fault = reader.fault()) return tl::unexpected(*fault);
  return reader;
}

bool CaptureReader::begin(AskWiretap ask) {
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
  if (begin_wiretap(start, ask) || walk_.fault) return !walk_.fault;
  walk_.fail(0, what_it_is(start));
  walk_.fault->problem = CaptureProblem::not_a_capture;
  return false;
}

bool CaptureReader::begin_wiretap(Bytes start, AskWiretap ask) {
  const auto head = source_.buffered().first(std::min<std::size_t>(source_.buffered().size(), 512));
  const bool binary = std::ranges::find(head, std::uint8_t{0}) != head.end();
  const bool asks = ask == AskWiretap::always || (ask == AskWiretap::when_binary && binary);
  std::error_code error;
  if (!asks || start.empty() || !std::filesystem::is_regular_file(walk_.path, error)) return false;
  switch (wiretap_.open(walk_.path, walk_)) {
    case Wiretap::Opened::yes:
      format_ = Format::wiretap;
      return true;
    case Wiretap::Opened::failed:
      // Of what has no magic number libwiretap guesses, and finds damage in what is something else.
      if (other_format(start) == nullptr) walk_.forget_fault();
      return false;
    default:
      return false;
  }
}

std::string_view CaptureReader::format() const {
  switch (format_) {
    case Format::pcap:
      return "pcap";
    case Format::pcapng:
      return "pcapng";
    case Format::snoop:
      return "snoop";
    case Format::wiretap:
      return wiretap_.format();
  }
  return "";
}

CaptureStatistics CaptureReader::statistics() const {
  CaptureStatistics now = walk_.statistics;
  now.bytes = octets();
  return now;
}

}  // namespace espect::capture
