// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/pcapng_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "ipsec/bytes/endian.h"

namespace espect::capture {
namespace {

constexpr std::uint32_t section_header_block = 0x0a0d0d0a;
constexpr std::uint32_t interface_description_block = 1;
constexpr std::uint32_t enhanced_packet_block = 6;
constexpr std::uint16_t opt_comment = 1;
constexpr std::uint16_t shb_userappl = 4;
constexpr std::uint16_t epb_packetid = 5;
constexpr std::uint16_t tsresol_option = 9;
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

constexpr std::size_t padded(std::size_t size) {
  return (size + 3) / 4 * 4;  // pcapng wants everything to end on 32 bits
}
constexpr std::size_t option_octets(std::size_t value) {
  return 4 + padded(value);
}

}  // namespace

template <std::size_t count>
inline void PcapngWriter::put(const std::array<char, count>& value) {
  std::memcpy(block_.data() + filled_, value.data(), count);
  filled_ += count;
}

inline void PcapngWriter::u16(std::uint16_t value) {
  put(octets_of(value));
}

inline void PcapngWriter::u32(std::uint32_t value) {
  put(octets_of(value));
}

PcapngWriter::PcapngWriter(std::ostream& out) : out_(out) {
  constexpr std::string_view application = "espect";
  begin_block(section_header_block, 16 + option_octets(application.size()) + option_octets(0));
  u32(0x1a2b3c4d);  // tells the byte order
  u16(1);           // version 1.0
  u16(0);
  u32(0xffffffff);  // the length of the section is not given
  u32(0xffffffff);
  option(shb_userappl, application);
  option(0, {});
  end_block();
}

void PcapngWriter::write(std::uint16_t link_type, Time time, Bytes packet,
                         std::string_view comment) {
  comment = fitting(comment);
  begin_packet(link_type, time, packet, static_cast<std::uint32_t>(packet.size()),
               comment.empty() ? 0 : option_octets(comment.size()) + option_octets(0));
  if (!comment.empty()) {
    option(opt_comment, comment);
    option(0, {});
  }
  end_block();
}

void PcapngWriter::write(std::uint16_t link_type, Time time, Bytes packet,
                         std::uint32_t wire_octets, std::uint64_t packet_id,
                         std::string_view comment) {
  comment = fitting(comment);
  const auto id = octets_of(packet_id);
  begin_packet(link_type, time, packet, wire_octets,
               option_octets(id.size()) + (comment.empty() ? 0 : option_octets(comment.size())) +
                   option_octets(0));
  option(epb_packetid, {id.data(), id.size()});
  if (!comment.empty()) option(opt_comment, comment);
  option(0, {});
  end_block();
}

bool PcapngWriter::ok() const {
  return out_.good();
}

void PcapngWriter::begin_packet(std::uint16_t link_type, Time time, Bytes packet,
                                std::uint32_t wire_octets, std::size_t options) {
  const std::uint32_t interface = interface_of(link_type);
  const auto stamp = static_cast<std::uint64_t>(std::max<std::int64_t>(time.nanoseconds, 0));
  begin_block(enhanced_packet_block, 20 + padded(packet.size()) + options);
  u32(interface);
  u32(static_cast<std::uint32_t>(stamp >> 32));
  u32(static_cast<std::uint32_t>(stamp));
  u32(static_cast<std::uint32_t>(packet.size()));  // captured
  u32(wire_octets);
  octets({reinterpret_cast<const char*>(packet.data()), packet.size()});
}

std::uint32_t PcapngWriter::interface_of(std::uint16_t link_type) {
  const auto found = std::find(interfaces_.begin(), interfaces_.end(), link_type);
  const auto number = static_cast<std::uint32_t>(found - interfaces_.begin());
  if (found != interfaces_.end()) return number;
  interfaces_.push_back(link_type);
  begin_block(interface_description_block,
              8 + option_octets(nanoseconds.size()) + option_octets(0));
  u16(link_type);
  u16(0);  // reserved
  u32(0);  // no snap length
  option(tsresol_option, nanoseconds);
  option(0, {});
  end_block();
  return number;
}

void PcapngWriter::begin_block(std::uint32_t type, std::size_t body) {
  constexpr std::size_t around = 12;  // type, length, and length again
  block_.resize(around + body);
  filled_ = 0;
  u32(type);
  u32(static_cast<std::uint32_t>(block_.size()));
}

void PcapngWriter::end_block() {
  u32(static_cast<std::uint32_t>(block_.size()));
  // write() asks each time how the stream is before it comes to this.
  const auto size = static_cast<std::streamsize>(block_.size());
  if (out_.rdbuf()->sputn(block_.data(), size) != size) out_.setstate(std::ios::badbit);
}

void PcapngWriter::option(std::uint16_t code, std::string_view value) {
  u16(code);
  u16(static_cast<std::uint16_t>(value.size()));
  octets(value);
}

// Zeros behind it, to 32 bits.
void PcapngWriter::octets(std::string_view value) {
  if (value.empty()) return;
  auto* const place = block_.data() + filled_;
  filled_ += padded(value.size());
  std::memset(block_.data() + filled_ - 4, 0, 4);
  std::memcpy(place, value.data(), value.size());
}

}  // namespace espect::capture
