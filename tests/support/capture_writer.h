// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "ipsec/bytes/bytes.h"
#include "ipsec/bytes/time.h"

// Captures written in memory, octet by octet as the specifications draw them. It shares no code
// with the reader, so that one checks the other.
namespace espect::test {

using Octets = std::vector<std::uint8_t>;

// Appends numbers in a chosen byte order.
class OrderedOctets {
 public:
  explicit OrderedOctets(std::endian order) : order_(order) {}

  template <std::unsigned_integral Int>
  OrderedOctets& number(Int value) {
    for (std::size_t i = 0; i < sizeof(Int); ++i) {
      const auto place = order_ == std::endian::little ? i : sizeof(Int) - 1 - i;
      octets_.push_back(static_cast<std::uint8_t>(std::uint64_t{value} >> (place * 8)));
    }
    return *this;
  }
  OrderedOctets& append(Bytes bytes) {
    octets_.insert(octets_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  // Zeros up to the next multiple of four.
  OrderedOctets& pad() {
    octets_.resize((octets_.size() + 3) / 4 * 4);
    return *this;
  }

  std::endian order() const { return order_; }
  const Octets& octets() const { return octets_; }
  Octets release() { return std::exchange(octets_, {}); }

 private:
  std::endian order_;
  Octets octets_;
};

enum class PcapKind : std::uint8_t { microseconds, nanoseconds, modified };

struct PcapShape {
  PcapKind kind = PcapKind::microseconds;
  std::endian order = std::endian::little;
  std::uint32_t network = 1;  // the whole field: frame check sequence bits above the link type
  std::uint32_t snap_length = 262144;
};

class PcapWriter {
 public:
  explicit PcapWriter(PcapShape shape = {});

  // Without `wire_octets` the packet is whole. Times are cut to what the kind can say.
  void packet(Time time, Bytes bytes, std::optional<std::uint32_t> wire_octets = std::nullopt);

  const Octets& octets() const { return out_.octets(); }
  // Hands over what was written since the last call.
  Octets release() { return out_.release(); }

 private:
  PcapShape shape_;
  OrderedOctets out_;
};

struct InterfaceShape {
  std::uint16_t link_type = 1;
  std::uint32_t snap_length = 0;
  std::optional<std::uint8_t> resolution{};  // if_tsresol as it stands in the file
  std::optional<std::int64_t> offset{};      // if_tsoffset, seconds
};

class PcapngWriter {
 public:
  // Begins the first section.
  explicit PcapngWriter(std::endian order = std::endian::little);

  void section(std::endian order);
  void interface(const InterfaceShape& shape = {});
  // `stamp` counts units of the interface's resolution. `options` are encoded already.
  void packet(std::uint32_t interface, std::uint64_t stamp, Bytes bytes,
              std::optional<std::uint32_t> wire_octets = std::nullopt, Bytes options = {});
  void obsolete_packet(std::uint16_t interface, std::uint64_t stamp, Bytes bytes,
                       std::optional<std::uint32_t> wire_octets = std::nullopt);
  // The caller cuts `bytes` to the snap length of interface 0.
  void simple_packet(Bytes bytes, std::optional<std::uint32_t> wire_octets = std::nullopt);
  void statistics(std::uint32_t interface, std::optional<std::uint64_t> drops);
  // Any block around any body.
  void block(std::uint32_t type, Bytes body);
  // Anything at all, for blocks that contradict themselves.
  void raw(Bytes bytes) { out_.append(bytes); }

  // An option in the byte order of this section.
  Octets option(std::uint16_t code, Bytes value) const;

  const Octets& octets() const { return out_.octets(); }
  // Hands over what was written since the last call.
  Octets release() { return out_.release(); }

 private:
  void packet_block(std::uint32_t type, const OrderedOctets& interface, std::uint64_t stamp,
                    Bytes bytes, std::optional<std::uint32_t> wire_octets, Bytes options);

  OrderedOctets out_;
};

// "abc" as octets, for packets whose content does not matter.
Octets octets_of(std::string_view text);

}  // namespace espect::test
