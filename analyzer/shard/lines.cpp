// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/lines.h"

#include <fmt/format.h>

namespace espect::shard {

std::string escaped(std::string_view text) {
  if (text.empty()) return "%";  // a word is never empty
  std::string word;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet <= 0x20 || c == '%' || c == '#' || octet >= 0x7f)
      word += fmt::format("%{:02x}", octet);
    else
      word.push_back(c);
  }
  return word;
}

std::string unescaped(std::string_view word) {
  if (word == "%") return {};
  std::string text;
  for (std::size_t at = 0; at < word.size(); ++at) {
    unsigned octet = 0;
    if (word[at] != '%' || at + 2 >= word.size() ||
        std::from_chars(word.data() + at + 1, word.data() + at + 3, octet, 16).ptr !=
            word.data() + at + 3) {
      text.push_back(word[at]);
      continue;
    }
    text.push_back(static_cast<char>(octet));
    at += 2;
  }
  return text;
}

Words::Words(std::string_view line) {
  while (!line.empty()) {
    const auto end = line.find('\t');
    words_.push_back(line.substr(0, end));
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
  }
}

std::string_view Words::word() {
  if (next_ == words_.size()) {
    ok_ = false;
    return {};
  }
  return words_[next_++];
}

Address Words::address() {
  const auto address = address_from(word());
  if (!address) ok_ = false;
  return address.value_or(Address{});
}

Time Words::time() {
  const Time time{number<std::int64_t>()};
  if (time < earliest_time || time > latest_time) ok_ = false;
  return time;
}

}  // namespace espect::shard
