// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <limits>
#include <string>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/json_line.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {

// Reads members of one object and keeps the first thing that is wrong with them.
class Members {
 public:
  explicit Members(const JsonLine& object) : object_(object) {}

  const std::string& fault() const { return fault_; }
  bool has(const char* name) const { return object_.find(name) != nullptr; }
  void require(const char* name) {
    if (!has(name)) fail(name, "is missing");
  }

  std::optional<std::string_view> text(const char* name) {
    const auto* member = object_.find(name);
    if (member == nullptr) return std::nullopt;
    if (member->kind == JsonLine::Kind::text) return view(member->text);
    fail(name, "is no string");
    return std::nullopt;
  }

  void octets(const char* name, crypto::Secret& into) {
    const auto hex = text(name);
    if (!hex) return;
    auto secret = from_hex<crypto::Secret>(*hex);
    if (!secret) return fail(name, "is no hex");
    into = std::move(*secret);
  }

  template <class Int>
  std::optional<Int> number(const char* name, std::uint64_t highest) {
    const auto* member = object_.find(name);
    if (member == nullptr) return std::nullopt;
    if (member->kind == JsonLine::Kind::unsigned_number && member->number <= highest)
      return static_cast<Int>(member->number);
    fail(name, "is no number from 0 to " + std::to_string(highest));
    return std::nullopt;
  }
  template <class Int>
  std::optional<Int> number(const char* name) {
    return number<Int>(name, std::numeric_limits<Int>::max());
  }

  template <class Int>
  Int spi(const char* name) {
    const auto hex = text(name);
    if (!hex) {
      require(name);
      return 0;
    }
    const auto value = hex->empty() ? std::nullopt : number_from<Int>(*hex, 16);
    if (!value) fail(name, "is no SPI");
    return value.value_or(0);
  }

  Address address(const char* name) {
    const auto written = text(name);
    if (!written) return {};
    const auto read = address_from(*written);
    if (!read) fail(name, "is no address");
    return read.value_or(Address{});
  }

  std::optional<std::string> optional_text(const char* name) {
    const auto written = text(name);
    return written ? std::optional(std::string(*written)) : std::nullopt;
  }

  void fail(const char* name, const std::string& reason) {
    if (fault_.empty()) fault_ = std::string(name) + " " + reason;
  }

 private:
  const JsonLine& object_;
  std::string fault_;
};

}  // namespace espect::keys
