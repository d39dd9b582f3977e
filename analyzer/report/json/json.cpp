// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "analyzer/report/escape.h"

namespace espect::report {
namespace {

template <class Number>
void append_integer(std::string& text, Number value) {
  std::array<char, 24> digits;
  text.append(digits.data(), std::to_chars(digits.begin(), digits.end(), value).ptr);
}

// The shortest digits that mean the same number, always recognisable as a fraction: "12.0".
void append_fraction(std::string& text, double value) {
  if (!std::isfinite(value)) {
    text += "null";
    return;
  }
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e15);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  std::array<char, 40> digits;
  const char* end = std::to_chars(digits.begin(), digits.end(), value, format).ptr;
  const std::string_view written(digits.data(), end);
  text += written;
  if (plain && written.find('.') == std::string_view::npos) text += ".0";
}

}  // namespace

// Appends values to a text, in one line or indented.
struct Json::Writer {
  std::string& text;
  bool in_lines;
  std::size_t depth;

  void put(const Json& value) { std::visit(*this, value.held_); }

  void operator()(std::nullptr_t) { text += "null"; }
  void operator()(bool value) { text += value ? "true" : "false"; }
  void operator()(std::int64_t value) { append_integer(text, value); }
  void operator()(std::uint64_t value) { append_integer(text, value); }
  void operator()(double value) { append_fraction(text, value); }
  void operator()(const std::string& value) { append_json_string(text, value); }
  void operator()(const Array& array) {
    list('[', array, ']', [&](const Json& value) { put(value); });
  }
  void operator()(const Object& object) {
    list('{', object, '}', [&](const JsonMember& member) {
      append_json_string(text, member.name);
      text += in_lines ? ": " : ":";
      put(member.value);
    });
  }

 private:
  template <class Elements, class Put>
  void list(char open, const Elements& elements, char close, const Put& put_element) {
    text += open;
    ++depth;
    for (const auto& element : elements) {
      if (&element != &elements.front()) text += ',';
      line_break();
      put_element(element);
    }
    --depth;
    if (!elements.empty()) line_break();
    text += close;
  }
  void line_break() {
    if (!in_lines) return;
    text += '\n';
    text.append(depth, ' ');
  }
};

Json::Json(std::initializer_list<JsonMember> members) {
  Object& object = held_.emplace<Object>();
  object.reserve(members.size());
  for (const auto& [name, value] : members) object.push_back({name, std::move(value)});
}

Json Json::array(std::initializer_list<Json> values) {
  Json made;
  made.held_.emplace<Array>(values);
  return made;
}

Json Json::object(std::initializer_list<JsonMember> members) {
  return {members};
}

void Json::push_back(Json value) {
  if (is_null()) held_.emplace<Array>();
  std::get<Array>(held_).push_back(std::move(value));
}

Json& Json::operator[](std::string_view name) {
  if (is_null()) held_.emplace<Object>();
  auto& members = std::get<Object>(held_);
  const auto found = std::ranges::find(members, name, &JsonMember::name);
  return found != members.end() ? found->value : members.emplace_back(JsonMember{name, {}}).value;
}

void Json::append(Json object) {
  for (auto& [name, value] : std::get<Object>(object.held_)) (*this)[name] = std::move(value);
}

bool Json::empty() const {
  if (const auto* array = std::get_if<Array>(&held_)) return array->empty();
  if (const auto* object = std::get_if<Object>(&held_)) return object->empty();
  return is_null();
}

void Json::append_line(std::string& text) const {
  Writer{text, false, 0}.put(*this);
}

void Json::append_indented(std::string& text, std::size_t depth) const {
  Writer{text, true, depth}.put(*this);
}

}  // namespace espect::report
