// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace espect::report {

struct JsonMember;

// A value to be written as JSON. Names of members are borrowed: they are literals, or outlive it.
class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<JsonMember>;  // in the order in which they were set

  Json();
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();
  Json(std::nullptr_t /*null*/);
  Json(bool value);
  Json(double value);
  template <std::unsigned_integral Number>
  Json(Number value);
  template <std::signed_integral Number>
  Json(Number value);
  Json(std::string value);
  Json(std::string_view value);
  Json(const char* value);
  // An array of what stands in a container.
  template <std::ranges::input_range Values>
    requires(!std::convertible_to<const Values&, std::string_view>)
  Json(const Values& values);
  // An object: {{"name", value}, ...}.
  Json(std::initializer_list<JsonMember> members);

  static Json array(std::initializer_list<Json> values = {});
  static Json object(std::initializer_list<JsonMember> members = {});

  // Of an array, which null becomes.
  void push_back(Json value);
  // The member of an object, which null becomes; added as null when it has none.
  Json& operator[](std::string_view name);
  // Those of an object, behind the own ones.
  void append(Json object);

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(held_); }
  bool empty() const;  // null, or without values or members

  // Without blanks.
  void append_line(std::string& text) const;
  // Indented by one blank a level, lines after the first `depth` blanks further in.
  void append_indented(std::string& text, std::size_t depth) const;

 private:
  struct Writer;

  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Array,
               Object>
      held_;
};

struct JsonMember {
  std::string_view name;
  mutable Json value;  // taken out of the list in braces that makes an object
};

// What makes or destroys the value stands behind the member, of which an object is made.
inline Json::Json() = default;
inline Json::Json(const Json& other) = default;
inline Json::Json(Json&& other) noexcept = default;
inline Json& Json::operator=(const Json& other) = default;
inline Json& Json::operator=(Json&& other) noexcept = default;
inline Json::~Json() = default;
inline Json::Json(std::nullptr_t /*null*/) {}
inline Json::Json(bool value) : held_(value) {}
inline Json::Json(double value) : held_(value) {}
template <std::unsigned_integral Number>
Json::Json(Number value) : held_(std::uint64_t{value}) {}
template <std::signed_integral Number>
Json::Json(Number value) : held_(std::int64_t{value}) {}
template <std::ranges::input_range Values>
  requires(!std::convertible_to<const Values&, std::string_view>)
Json::Json(const Values& values) : held_(Array(values.begin(), values.end())) {}
inline Json::Json(std::string value) : held_(std::move(value)) {}
inline Json::Json(std::string_view value) : held_(std::string(value)) {}
inline Json::Json(const char* value) : held_(std::string(value)) {}

}  // namespace espect::report
