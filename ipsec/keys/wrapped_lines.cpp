// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/wrapped_lines.h"

#include <algorithm>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
constexpr std::size_t longest_line = 1u << 16;

// A key that was broken where the line was full: digits on both sides of the break. Three decimal
// digits are the size of a key or an ICV.
bool broken_key(std::string_view before, std::string_view behind) {
  constexpr std::size_t least = 12, longest_size = 3;
  before.remove_prefix(before.size() - std::min(before.size(), least));
  const std::size_t last = before.find_last_not_of(hex_digits);
  const std::size_t tail = before.size() - (last == std::string_view::npos ? 0 : last + 1);
  const auto word = behind.substr(0, behind.find_first_not_of(hex_digits));
  if (tail < least || word.size() < 2) return false;
  const bool number = word.find_first_not_of("0123456789") == std::string_view::npos;
  if (number && word.size() <= longest_size) return false;
  const auto next = behind.substr(word.size());
  return next.empty() || std::string_view(" \t\",;'").find(next.front()) != std::string_view::npos;
}

// The text that is made of lines.
class Whole {
 public:
  explicit Whole(SecretText& text) : text_(text) {}

  // Whether the line that came last can go on.
  bool open() const { return open_ && text_.size() - began_ < longest_line; }
  void begin(std::string_view line) {
    close();
    began_ = text_.size();
    text_ += line;
    open_ = true;
    if (trimmed(line).empty()) close();
  }
  void go_on(std::string_view rest) {
    text_ += rest;
    ++owed_;
    any_ = true;
  }
  void go_on_behind_blank(std::string_view content) {
    // The backslash is that of a line of a shell.
    while (text_.ends_with(' ') || text_.ends_with('\\')) text_.pop_back();
    if (!broken_key(view(text_).substr(std::min(began_, text_.size())), content)) text_ += ' ';
    go_on(content);
  }
  bool end() {
    close();
    return any_;
  }

 private:
  void close() {
    if (open_) text_.append(owed_, joined_line) += '\n';
    owed_ = 0;
    open_ = false;
  }

  SecretText& text_;
  std::size_t began_ = 0;  // the line that came last
  std::size_t owed_ = 0;   // lines that went into it
  bool open_ = false;
  bool any_ = false;
};

std::size_t longest_of(std::string_view text) {
  std::size_t longest = 0;
  TextLines lines(text);
  for (TextLine line; lines.next(line);) longest = std::max(longest, line.text.size());
  return longest;
}

}  // namespace

bool unwrapped(std::string_view text, bool (*begins_line)(std::string_view content),
               SecretText& whole) {
  Whole made(whole);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    const auto content = trimmed(line.text);
    if (made.open() && !content.empty() && !begins_line(content))
      made.go_on_behind_blank(content);
    else
      made.begin(line.text);
  }
  return made.end();
}

bool uncut(std::string_view text, SecretText& whole) {
  const std::size_t full = longest_of(text);
  Whole made(whole);
  bool goes_on = false;
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (goes_on && made.open() && !trimmed(line.text).empty())
      made.go_on(line.text);
    else
      made.begin(line.text);
    goes_on = line.text.size() == full;
  }
  return made.end();
}

}  // namespace espect::keys
