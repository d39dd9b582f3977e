// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/json_line.h"

#include <algorithm>
#include <charconv>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/text_encoding.h"

namespace espect::keys {
namespace {

constexpr int deepest_nesting = 64;

// Each function reads one thing from the front of what is left; false = this is no JSON.
class JsonParser {
 public:
  explicit JsonParser(std::string_view text) : rest_(text) {}

  bool object(JsonLine::Members& members) {
    if (!take('{')) return false;
    if (take('}')) return true;
    do {
      JsonLine::Member& member = members.emplace_back();
      if (!string(member.name) || !take(':') || !value(member)) return false;
    } while (take(','));
    return take('}');
  }

  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }

 private:
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  }
  bool take(char wanted) {
    skip_blanks();
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool value(JsonLine::Member& member) {
    skip_blanks();
    if (rest_.starts_with('"')) {
      member.kind = JsonLine::Kind::text;
      return string(member.text);
    }
    if (rest_.starts_with('[')) return array(member);
    if (rest_.starts_with('{')) {
      JsonLine::Members dropped;
      return ++depth_ < deepest_nesting && object(dropped) && depth_-- > 0;
    }
    if (take("true") || take("false") || take("null")) return true;
    return number(member);
  }

  bool array(JsonLine::Member& member) {
    if (++depth_ >= deepest_nesting || !take('[')) return false;
    bool octets = true;
    if (!take(']')) {
      do {
        JsonLine::Member element;
        if (!value(element)) return false;
        octets = octets && element.kind == JsonLine::Kind::unsigned_number && element.number <= 255;
        if (octets) member.text += static_cast<char>(element.number);
      } while (take(','));
      if (!take(']')) return false;
    }
    if (octets)
      member.kind = JsonLine::Kind::octets;
    else
      member.text.clear();
    --depth_;
    return true;
  }

  // Digits, of which there is at least one.
  bool digits() {
    const std::size_t count = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    rest_.remove_prefix(count);
    return count > 0;
  }

  bool number(JsonLine::Member& member) {
    const std::string_view start = rest_;
    const bool negative = take("-");
    const bool zero = rest_.starts_with('0');
    if (!digits()) return false;
    const auto whole = start.substr(0, start.size() - rest_.size());
    if (zero && whole.size() > (negative ? 2u : 1u)) return false;
    bool integer = !negative;
    if (take(".")) {
      integer = false;
      if (!digits()) return false;
    }
    if (take("e") || take("E")) {
      integer = false;
      if (!take("+")) take("-");
      if (!digits()) return false;
    }
    if (!integer) return true;
    const auto [end, error] =
        std::from_chars(whole.data(), whole.data() + whole.size(), member.number);
    if (error == std::errc{}) member.kind = JsonLine::Kind::unsigned_number;
    return true;
  }

  bool string(SecretText& text) {
    if (!take('"')) return false;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return is_utf8(view(text));
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\')
        text += c;
      else if (!escape(text))
        return false;
    }
    return false;
  }

  bool escape(SecretText& text) {
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (rest_.empty()) return false;
    const char name = rest_.front();
    rest_.remove_prefix(1);
    if (name == 'u') return unicode(text);
    const std::size_t at = names.find(name);
    if (at == std::string_view::npos) return false;
    text += meanings[at];
    return true;
  }

  std::optional<char32_t> four_digits() {
    if (rest_.size() < 4) return std::nullopt;
    const auto high = hex_octet(rest_.substr(0, 2));
    const auto low = hex_octet(rest_.substr(2, 2));
    rest_.remove_prefix(4);
    if (!high || !low) return std::nullopt;
    return static_cast<char32_t>(*high << 8 | *low);
  }

  bool unicode(SecretText& text) {
    const auto first = four_digits();
    if (!first) return false;
    char32_t character = *first;
    if (is_high_surrogate(character)) {
      if (!take("\\u")) return false;
      const auto second = four_digits();
      if (!second || !is_low_surrogate(*second)) return false;
      character = of_surrogates(character, *second);
    } else if (is_low_surrogate(character)) {
      return false;
    }
    append_utf8(character, text);
    return true;
  }

  std::string_view rest_;
  int depth_ = 0;
};

}  // namespace

std::optional<JsonLine> JsonLine::read(std::string_view line) {
  JsonParser parser(line);
  JsonLine object;
  if (!parser.object(object.members_) || !parser.at_end()) return std::nullopt;
  return object;
}

const JsonLine::Member* JsonLine::find(std::string_view name) const {
  const auto at = std::find_if(members_.rbegin(), members_.rend(),
                               [&](const Member& member) { return view(member.name) == name; });
  return at == members_.rend() ? nullptr : &*at;
}

std::string_view JsonLine::text(std::string_view name) const {
  const Member* member = find(name);
  return member != nullptr && member->kind == Kind::text ? view(member->text) : std::string_view();
}

}  // namespace espect::keys
