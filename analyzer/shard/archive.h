// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "analyzer/shard/members.h"
#include "ipsec/bytes/time.h"
#include "ipsec/registry/code.h"
#include "ipsec/registry/signature_algorithm.h"

// Records as octets and back, between runs of the same program. Numbers are written as LEB128, so
// that small ones are short.
namespace espect::shard {

// How many members a record has that is written member by member; see records.h.
template <class Record>
inline constexpr std::size_t members_of = 0;
// The last value of an enumeration.
template <class Enum>
inline constexpr Enum last_of{};
// What reports do not read.
template <class Record>
inline constexpr bool left_out = std::is_pointer_v<Record>;

class ArchiveWriter {
 public:
  const std::string& octets() const { return octets_; }

  template <class Value>
    requires(std::is_arithmetic_v<Value> || std::is_enum_v<Value>)
  void put(const Value& value) {
    if constexpr (std::is_enum_v<Value>)
      number(static_cast<std::uint64_t>(value));
    else if constexpr (std::floating_point<Value>)
      number(std::bit_cast<std::uint64_t>(static_cast<double>(value)));
    else if constexpr (std::signed_integral<Value>)
      number(zigzag(value));
    else
      number(value);
  }
  void put(const std::string& text) {
    number(text.size());
    octets_ += text;
  }
  template <class Int, const registry::Registry& R>
  void put(const registry::Code<Int, R>& code) {
    put(code.value);
    put(code.meaning);
  }
  template <class Value>
  void put(const std::vector<Value>& values) {
    number(values.size());
    for (const auto& value : values) put(value);
  }
  template <class Value, std::size_t size>
  void put(const std::array<Value, size>& values) {
    for (const auto& value : values) put(value);
  }
  template <class Value>
  void put(const std::optional<Value>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class Value>
  void put(const std::unique_ptr<Value>& value) {
    put(value != nullptr);
    if (value != nullptr) put(*value);
  }
  template <class Key, class Value>
  void put(const std::map<Key, Value>& values) {
    number(values.size());
    for (const auto& [key, value] : values) {
      put(key);
      put(value);
    }
  }
  template <class Record>
    requires(members_of<Record> != 0)
  void put(const Record& record) {
    with_members<members_of<Record>>(record,
                                     [this](const auto&... members) { (this->put(members), ...); });
  }
  // One of a table, by its octets.
  void put(const registry::SignatureAlgorithm* const& algorithm) {
    std::string octets;
    if (algorithm != nullptr)
      octets.assign(algorithm->object_identifier.begin(), algorithm->object_identifier.end());
    put(octets);
  }
  // NAT detection keeps what it was told to itself.
  template <class Record>
    requires(requires(const Record& of) { of.sides(); })
  void put(const Record& record) {
    put(record.sides());
  }
  template <class Record>
    requires(left_out<Record>)
  void put(const Record& /*record*/) {}

 private:
  static std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
  }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) octets_.push_back(static_cast<char>(value | 0x80));
    octets_.push_back(static_cast<char>(value));
  }
  std::string octets_;
};

// What does not fit gives zeros and empty values from then on; ask ok() at the end.
class ArchiveReader {
 public:
  explicit ArchiveReader(std::string_view octets) : octets_(octets) {}
  bool ok() const { return ok_; }
  bool at_end() const { return at_ == octets_.size(); }

  template <class Value>
    requires(std::is_arithmetic_v<Value> || std::is_enum_v<Value>)
  void get(Value& value) {
    const auto read = number();
    if constexpr (std::floating_point<Value>)
      value = static_cast<Value>(std::bit_cast<double>(read));
    else if constexpr (std::signed_integral<Value>)
      value = static_cast<Value>((read >> 1) ^ (~(read & 1) + 1));
    else
      value = static_cast<Value>(read);
    if constexpr (std::is_enum_v<Value>) {
      static_assert(last_of<Value> != Value{}, "name its last value in record_members.h");
      if (read > static_cast<std::uint64_t>(last_of<Value>)) value = Value{}, ok_ = false;
    }
  }
  void get(Time& time) {
    get(time.nanoseconds);
    if (time < earliest_time || time > latest_time) time = {}, ok_ = false;
  }
  void get(std::string& text) {
    const auto size = count();
    text = octets_.substr(at_, size);
    at_ += size;
  }
  template <class Int, const registry::Registry& R>
  void get(registry::Code<Int, R>& code) {
    get(code.value);
    get(code.meaning);
  }
  template <class Value>
  void get(std::vector<Value>& values) {
    values.clear();
    for (auto left = count(); left != 0 && ok_; --left) get(values.emplace_back());
  }
  template <class Value, std::size_t size>
  void get(std::array<Value, size>& values) {
    for (auto& value : values) get(value);
  }
  template <class Value>
  void get(std::optional<Value>& value) {
    bool there = false;
    get(there);
    value.reset();
    if (there) get(value.emplace());
  }
  template <class Value>
  void get(std::unique_ptr<Value>& value) {
    bool there = false;
    get(there);
    value.reset();
    if (!there) return;
    value = std::make_unique<Value>();
    get(*value);
  }
  template <class Key, class Value>
  void get(std::map<Key, Value>& values) {
    values.clear();
    for (auto left = count(); left != 0 && ok_; --left) {
      Key key{};
      get(key);
      get(values[key]);
    }
  }
  template <class Record>
    requires(members_of<Record> != 0)
  void get(Record& record) {
    with_members<members_of<Record>>(record,
                                     [this](auto&... members) { (this->get(members), ...); });
  }
  void get(const registry::SignatureAlgorithm*& algorithm) {
    std::string octets;
    get(octets);
    algorithm = nullptr;
    for (const auto& known : registry::all_signature_algorithms()) {
      const auto& of = known.object_identifier;
      if (!octets.empty() && octets == std::string(of.begin(), of.end())) algorithm = &known;
    }
  }
  template <class Record>
    requires(requires(const Record& of) { of.sides(); })
  void get(Record& record) {
    get(record.sides());
  }
  template <class Record>
    requires(left_out<Record>)
  void get(Record& /*record*/) {}

 private:
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; at_ < octets_.size() && shift < 64; shift += 7) {
      const auto octet = static_cast<std::uint8_t>(octets_[at_++]);
      value |= std::uint64_t{octet & 0x7fU} << shift;
      if (octet < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }
  // Of things that take an octet each at least, so none can be more than are left.
  std::size_t count() {
    const auto value = number();
    if (value <= octets_.size() - at_) return value;
    ok_ = false;
    return 0;
  }
  std::string_view octets_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace espect::shard
