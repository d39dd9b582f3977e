// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "analyzer/capture/byte_source.h"
#include "analyzer/capture/capture_error.h"
#include "analyzer/capture/capture_statistics.h"
#include "analyzer/capture/packet.h"
#include "analyzer/capture/pcap.h"
#include "analyzer/capture/pcapng.h"
#include "analyzer/capture/snoop.h"
#include "analyzer/capture/walk.h"
#include "analyzer/capture/wiretap.h"

namespace espect::capture {

// Which files of a format that nobody here reads are given to libwiretap, where it is.
enum class AskWiretap : std::uint8_t {
  never,
  when_binary,  // not texts, of which libwiretap takes some for captures
  always,
};

// Walks a capture once, from front to back.
class CaptureReader {
 public:
  // "-" is standard input. The format is recognised by its content, never by the name. Waiting for
  // a pipe ends, as if the stream did, when `stop` says so.
  static tl::expected<CaptureReader, CaptureError> open(const std::string& path,
                                                        StopAsked stop = nullptr,
                                                        AskWiretap ask = AskWiretap::never);

  // The next packet, borrowed until the next call; false at the end or at a fault, for good.
  bool next(Packet& packet) {
    if (walk_.ended) return false;
    if (format_ == Format::pcap) return pcap_.next(source_, packet, walk_);
    if (format_ == Format::pcapng) return pcapng_.next(source_, packet, walk_);
    return format_ == Format::snoop ? snoop_.next(source_, packet, walk_)
                                    : wiretap_.next(packet, walk_);
  }

  // As many of the next packets as are in memory already, at least one but at the end, at most what
  // `room` holds; all borrowed until the next call. Gives their number.
  std::size_t next(std::span<Packet> room) {
    std::size_t count = 0;
    while (count < room.size() && (count == 0 || next_is_buffered()) && next(room[count])) ++count;
    return count;
  }

  // What was borrowed stays where it is when this is so, whatever "until the next call" says.
  bool next_is_buffered() const {
    if (format_ == Format::pcap) return pcap_.next_is_buffered(source_);
    if (format_ == Format::pcapng) return pcapng_.next_is_buffered(source_);
    return format_ == Format::snoop && snoop_.next_is_buffered(source_);
  }
  // False: next_is_buffered() is never so.
  bool keeps_what_is_buffered() const { return format_ != Format::wiretap; }

  // Keys that the capture itself has: `take` hears the type and the octets (borrowed) of each
  // Decryption Secrets Block of pcapng, when next() comes to it.
  void hear_secrets(std::function<void(std::uint32_t, Bytes)> take) {
    walk_.secrets = std::move(take);
  }

  // What stopped the walk, or null: nothing did, or not yet.
  const CaptureError* fault() const { return walk_.fault ? &*walk_.fault : nullptr; }
  std::string_view format() const;
  CaptureStatistics statistics() const;
  std::uint64_t octets() const {  // read so far
    return format_ == Format::wiretap ? wiretap_.octets() : source_.offset();
  }

 private:
  enum class Format : std::uint8_t { pcap, pcapng, snoop, wiretap };

  CaptureReader(const std::string& path, ByteSource source);
  bool begin(AskWiretap ask);
  bool begin_wiretap(Bytes start, AskWiretap ask);

  Walk walk_;
  ByteSource source_;
  Format format_ = Format::pcap;
  Pcap pcap_;
  Pcapng pcapng_;
  Snoop snoop_;
  Wiretap wiretap_;
};

}  // namespace espect::capture
