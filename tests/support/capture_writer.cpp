// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/capture_writer.h"

namespace espect::test {
namespace {

constexpr std::int64_t billion = 1'000'000'000;

std::uint32_t magic(PcapKind kind) {
  switch (kind) {
    case PcapKind::microseconds:
      return 0xa1b2c3d4;
    case PcapKind::nanoseconds:
      return 0xa1b23c4d;
    case PcapKind::modified:
      return 0xa1b2cd34;
  }
  return 0;
}

std::uint32_t size_of(Bytes bytes) {
  return static_cast<std::uint32_t>(bytes.size());
}

}  // namespace

PcapWriter::PcapWriter(PcapShape shape) : shape_(shape), out_(shape.order) {
  out_.number(magic(shape.kind)).number(std::uint16_t{2}).number(std::uint16_t{4});
  out_.number(std::uint32_t{0}).number(std::uint32_t{0});
  out_.number(shape.snap_length).number(shape.network);
}

void PcapWriter::packet(Time time, Bytes bytes, std::optional<std::uint32_t> wire_octets) {
  const auto fraction = static_cast<std::uint32_t>(time.nanoseconds % billion);
  out_.number(static_cast<std::uint32_t>(time.nanoseconds / billion));
  out_.number(shape_.kind == PcapKind::nanoseconds ? fraction : fraction / 1000);
  out_.number(size_of(bytes)).number(wire_octets.value_or(size_of(bytes)));
  if (shape_.kind == PcapKind::modified)
    out_.number(std::uint32_t{2}).number(std::uint16_t{0x0800}).number(std::uint16_t{0x0400});
  out_.append(bytes);
}

PcapngWriter::PcapngWriter(std::endian order) : out_(order) {
  section(order);
}

void PcapngWriter::section(std::endian order) {
  OrderedOctets next(order);
  next.append(out_.release());
  out_ = std::move(next);
  OrderedOctets body(order);
  body.number(std::uint32_t{0x1a2b3c4d}).number(std::uint16_t{1}).number(std::uint16_t{0});
  body.number(~std::uint64_t{0});  // section length: not told
  block(0x0a0d0d0a, body.octets());
}

void PcapngWriter::interface(const InterfaceShape& shape) {
  OrderedOctets body(out_.order());
  body.number(shape.link_type).number(std::uint16_t{0}).number(shape.snap_length);
  if (shape.resolution) body.append(option(9, {&*shape.resolution, 1}));
  if (shape.offset) {
    OrderedOctets seconds(out_.order());
    seconds.number(static_cast<std::uint64_t>(*shape.offset));
    body.append(option(14, seconds.octets()));
  }
  if (shape.resolution || shape.offset) body.append(option(0, {}));
  block(1, body.octets());
}

void PcapngWriter::packet(std::uint32_t interface, std::uint64_t stamp, Bytes bytes,
                          std::optional<std::uint32_t> wire_octets, Bytes options) {
  OrderedOctets number(out_.order());
  number.number(interface);
  packet_block(6, number, stamp, bytes, wire_octets, options);
}

void PcapngWriter::obsolete_packet(std::uint16_t interface, std::uint64_t stamp, Bytes bytes,
                                   std::optional<std::uint32_t> wire_octets) {
  OrderedOctets number(out_.order());
  number.number(interface).number(std::uint16_t{0xffff});  // drops since the last one: not known
  packet_block(2, number, stamp, bytes, wire_octets, {});
}

void PcapngWriter::packet_block(std::uint32_t type, const OrderedOctets& interface,
                                std::uint64_t stamp, Bytes bytes,
                                std::optional<std::uint32_t> wire_octets, Bytes options) {
  OrderedOctets body(out_.order());
  body.append(interface.octets());
  body.number(static_cast<std::uint32_t>(stamp >> 32)).number(static_cast<std::uint32_t>(stamp));
  body.number(size_of(bytes)).number(wire_octets.value_or(size_of(bytes)));
  body.append(bytes).pad().append(options);
  block(type, body.octets());
}

void PcapngWriter::simple_packet(Bytes bytes, std::optional<std::uint32_t> wire_octets) {
  OrderedOctets body(out_.order());
  body.number(wire_octets.value_or(size_of(bytes))).append(bytes);
  block(3, body.octets());
}

void PcapngWriter::statistics(std::uint32_t interface, std::optional<std::uint64_t> drops) {
  OrderedOctets body(out_.order());
  body.number(interface).number(std::uint64_t{0});
  if (drops) {
    OrderedOctets value(out_.order());
    value.number(*drops);
    body.append(option(5, value.octets())).append(option(0, {}));
  }
  block(5, body.octets());
}

void PcapngWriter::block(std::uint32_t type, Bytes body) {
  const auto total = (size_of(body) + 3) / 4 * 4 + 12;
  OrderedOctets whole(out_.order());
  whole.number(type).number(total).append(body).pad().number(total);
  out_.append(whole.octets());
}

Octets PcapngWriter::option(std::uint16_t code, Bytes value) const {
  OrderedOctets whole(out_.order());
  whole.number(code).number(static_cast<std::uint16_t>(value.size())).append(value).pad();
  return whole.release();
}

Octets octets_of(std::string_view text) {
  return {text.begin(), text.end()};
}

}  // namespace espect::test
