// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/packet_window.h"

#include <algorithm>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace espect::run {
namespace {

bool is_file(const std::string& path) {
  struct stat about{};
  const int failed = path == "-" ? fstat(STDIN_FILENO, &about) : stat(path.c_str(), &about);
  return failed == 0 && S_ISREG(about.st_mode);
}

}  // namespace

PacketWindow::PacketWindow(const std::string& path) : holds_(is_file(path)) {}

std::span<const capture::Packet> PacketWindow::next(capture::CaptureReader& reader,
                                                    std::size_t wanted) {
  const bool holds = holds_ && reader.keeps_what_is_buffered();
  std::move(packets_.begin() + static_cast<std::ptrdiff_t>(begin_),
            packets_.begin() + static_cast<std::ptrdiff_t>(end_), packets_.begin());
  end_ -= std::exchange(begin_, 0);
  while (begin_ == 0) {
    if (end_ != 0 && !reader.next_is_buffered()) keep_held();
    packets_.resize(std::max(packets_.size(), end_ + wanted));
    const auto count = reader.next(std::span(packets_).subspan(end_, wanted));
    order_.restore(std::span(packets_).first(end_ + count), end_);
    end_ += count;
    if (count == 0) return rest();
    begin_ = holds ? end_ - held_back() : end_;
  }
  return std::span(packets_).first(begin_);
}

std::span<const capture::Packet> PacketWindow::rest() {
  const auto begin = std::exchange(begin_, end_);
  return std::span(packets_).subspan(begin, end_ - begin);
}

// How many of the newest.
std::size_t PacketWindow::held_back() const {
  std::size_t count = 0;
  std::size_t octets = 0;
  while (count < std::min(end_, most_held)) {
    const auto& packet = packets_[end_ - 1 - count];
    octets += packet.bytes.size() + packet.options.size();
    if (octets > most_octets) break;
    ++count;
  }
  return count;
}

// The reader is about to overwrite them.
void PacketWindow::keep_held() {
  std::size_t size = 0;
  for (std::size_t at = 0; at < end_; ++at)
    size += packets_[at].bytes.size() + packets_[at].options.size();
  std::vector<std::uint8_t> octets;
  octets.reserve(size);
  const auto keep = [&](Bytes& bytes) {
    const auto at = octets.size();
    octets.insert(octets.end(), bytes.begin(), bytes.end());
    bytes = Bytes(octets).subspan(at);
  };
  for (std::size_t at = 0; at < end_; ++at) {
    keep(packets_[at].bytes);
    keep(packets_[at].options);
  }
  octets_ = std::move(octets);
}

}  // namespace espect::run
