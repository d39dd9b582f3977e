// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/pcapng_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "ipsec/bytes/endian.h"

namespace espect::capture {
namespace {

constexpr std::uint32_t section_header = 0x0a0d0d0a;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint16_t opt_comment = 1;
constexpr std::uint16_t shb_userappl = 4;
constexpr std::uint16_t epb_packetid = 5;
constexpr std::uint16_t if_tsresol = 9;
constexpr std::string_view nanoseconds = "\x09";

// Little endian.
template <class Number>
std::array<char, sizeof(Number)> octets_of(Number number) {
  if constexpr (std::endian::native == std::endian::big) number = swap_octets(number);
  return std::bit_cast<std::array<char, sizeof(Number)>>(number);
}

// The longest beginning that fits an option and does not end inside a character.
std::string_view fitting(std::string_view text) {
  std::size_t size = std::numeric_limits<std::uint16_t>::max();
  if (text.size() <= size) return text;
  constexpr unsigned continuation_mask = 0xc0;
  constexpr unsigned continuation = 0x80;
  constexpr std::size_t longest_character = 4;
  const std::size_t least = size - longest_character;
  while (size > least &&
         (static_cast<unsigned char>(text[size]) & continuation_mask) == continuation)
    --size;
  return text.substr(0, size);
}

}  // namespace

PcapngWriter::PcapngWriter(std::ostream& out) : out_(out) {
  begin_block(section_header);
  u32(0x1a2b3c4d);  // tells the byte order
  u16(1);           // version 1.0
  u16(0);
  u32(0xffffffff);  // the length of the section is not given
  u32(0xffffffff);
  option(shb_userappl, "espect");
  option(0, {});
  end_block();
}

void PcapngWriter::write(std::uint16_t link_type, Time time, Bytes packet,
                         std::string_view comment) {
  begin_packet(link_type, time, packet, static_cast<std::uint32_t>(packet.size()));
  if (!comment.empty()) {
    option(opt_comment, fitting(comment));
    option(0, {});
  }
  end_block();
}

void PcapngWriter::begin_packet(std::uint16_t link_type, Time time, Bytes packet,
                                std::uint32_t wire_octets) {
  const std::uint32_t interface = interface_of(link_type);
  const auto stamp = static_cast<std::uint64_t>(std::max<std::int64_t>(time.nanoseconds, 0));
  begin_block(enhanced_packet);
  numbers(std::array{interface, static_cast<std::uint32_t>(stamp >> 32),
                     static_cast<std::uint32_t>(stamp),
                     static_cast<std::uint32_t>(packet.size()),  // captured
                     wire_octets});
  const auto* octets = reinterpret_cast<const char*>(packet.data());
  block_.insert(block_.end(), octets, octets + packet.size());
  pad();
}

void PcapngWriter::write(std::uint16_t link_type, Time time, Bytes packet,
                         std::uint32_t wire_octets, std::uint64_t packet_id,
                         std::string_view comment) {
  begin_packet(link_type, time, packet, wire_octets);
  const auto id = octets_of(packet_id);
  option(epb_packetid, {id.data(), id.size()});
  if (!comment.empty()) option(opt_comment, fitting(comment));
  option(0, {});
  end_block();
}

bool PcapngWriter::ok() const {
  return out_.good();
}

std::uint32_t PcapngWriter::interface_of(std::uint16_t link_type) {
  const auto found = std::find(interfaces_.begin(), interfaces_.end(), link_type);
  const auto number = static_cast<std::uint32_t>(found - interfaces_.begin());
  if (found != interfaces_.end()) return number;
  interfaces_.push_back(link_type);
  begin_block(interface_description);
  u16(link_type);
  u16(0);  // reserved
  u32(0);  // no snap length
  option(if_tsresol, nanoseconds);
  option(0, {});
  end_block();
  return number;
}

void PcapngWriter::begin_block(std::uint32_t type) {
  block_.clear();
  numbers(std::array{type, std::uint32_t{0}});  // the length, when it is known
}

void PcapngWriter::end_block() {
  const auto length = static_cast<std::uint32_t>(block_.size() + 4);
  u32(length);
  std::ranges::copy(octets_of(length), block_.begin() + 4);
  out_.write(block_.data(), static_cast<std::streamsize>(block_.size()));
}

template <class Number, std::size_t count>
void PcapngWriter::numbers(const std::array<Number, count>& values) {
  std::array<char, sizeof values> all;
  for (std::size_t i = 0; i < count; ++i)
    std::ranges::copy(octets_of(values[i]), all.begin() + i * sizeof(Number));
  block_.insert(block_.end(), all.begin(), all.end());
}

void PcapngWriter::u16(std::uint16_t value) {
  numbers(std::array{value});
}

void PcapngWriter::u32(std::uint32_t value) {
  numbers(std::array{value});
}

void PcapngWriter::option(std::uint16_t code, std::string_view value) {
  numbers(std::array{code, static_cast<std::uint16_t>(value.size())});
  block_.insert(block_.end(), value.begin(), value.end());
  pad();
}

// To 32 bits, as pcapng wants everything to be.
void PcapngWriter::pad() {
  if (const auto over = block_.size() % 4; over != 0) block_.resize(block_.size() + 4 - over);
}

}  // namespace espect::capture
