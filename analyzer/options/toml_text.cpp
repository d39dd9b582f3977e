// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/toml_text.h"

#include <algorithm>

namespace espect::options {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::string_view delimiters[] = {"\"\"\"", "'''", "\"", "'"};

class TomlWalk {
 public:
  explicit TomlWalk(std::string_view text) : text_(text) {}

  // To the first place that is beyond ASCII outside strings and comments, or to the end.
  void walk() {
    if (text_.starts_with(byte_order_mark)) at_ += byte_order_mark.size();
    while (at_ < text_.size() && !beyond_ascii_here()) {
      const auto rest = text_.substr(at_);
      const auto* opens = may_open() ? std::ranges::find_if(delimiters,
                                                            [&](std::string_view delimiter) {
                                                              return rest.starts_with(delimiter);
                                                            })
                                     : std::end(delimiters);
      if (rest.front() == '#')
        skip_to("\n");
      else if (opens == std::end(delimiters))
        skip_octet();
      else
        skip_string(*opens);
    }
  }

  std::optional<TomlPlace> place() const {
    if (at_ >= text_.size()) return std::nullopt;
    const auto before = text_.substr(0, at_);
    const auto line_start = before.rfind('\n') + 1;  // npos + 1: 0
    return TomlPlace{static_cast<std::uint32_t>(1 + std::ranges::count(before, '\n')),
                     static_cast<std::uint32_t>(1 + at_ - line_start)};
  }

 private:
  bool beyond_ascii_here() const { return static_cast<unsigned char>(text_[at_]) >= 0x80; }

  // A quotation mark within a bare word, which a number is too, opens no string: toml++ reads it
  // with the word, which is wrong then. Behind a dot it is a part of a key.
  bool may_open() const {
    if (at_ == 0) return true;
    const char before = text_[at_ - 1];
    if (before != '.')
      return std::string_view(" \t\r\n=[,{\xbf").find(before) != std::string_view::npos;
    return !in_value_;
  }

  void skip_octet() {
    const char octet = text_[at_++];
    in_value_ = octet == '=' || (in_value_ && octet != '\n');
  }

  void skip_to(std::string_view octets) {
    at_ = std::min(text_.find_first_of(octets, at_), text_.size());
  }

  // A string of one line that is not closed ends with the line: toml++ says so.
  void skip_string(std::string_view delimiter) {
    const bool lines = delimiter.size() == 3;
    const bool escapes = delimiter.front() == '"';
    at_ += delimiter.size();
    while (at_ < text_.size() && (lines || text_[at_] != '\n')) {
      if (text_.substr(at_).starts_with(delimiter)) return close(delimiter);
      if (!escapes || text_[at_] != '\\')
        ++at_;
      else if (!lines || !skip_blanks())
        at_ = std::min(at_ + 2, text_.size());
      else if (at_ < text_.size() && beyond_ascii_here())
        return;
    }
  }

  // Two quotation marks may stand in front of the three that end a string of several lines.
  void close(std::string_view delimiter) {
    at_ += delimiter.size();
    if (delimiter.size() != 3) return;
    for (int more = 0; more < 2 && text_.substr(at_).starts_with(delimiter.front()); ++more) ++at_;
  }

  // A backslash takes the blanks behind it, over several lines; toml++ also where no line ends.
  bool skip_blanks() {
    const auto end = std::min(text_.find_first_not_of(" \t\r\n", at_ + 1), text_.size());
    if (end == at_ + 1) return false;
    at_ = end;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool in_value_ = false;  // behind the line's equals sign
};

}  // namespace

std::optional<TomlPlace> beyond_ascii(std::string_view text) {
  TomlWalk walk(text);
  walk.walk();
  return walk.place();
}

}  // namespace espect::options
