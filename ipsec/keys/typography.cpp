// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/typography.h"

#include <algorithm>
#include <iterator>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/text_encoding.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

struct Replacement {
  std::string_view written;
  std::string_view meant;
};

constexpr Replacement of_utf8[] = {
    {"\xc2\xa0", " "},      {"\xc2\xad", ""},       {"\xc2\xab", "\""},     {"\xc2\xbb", "\""},
    {"\xe2\x80\x80", " "},  {"\xe2\x80\x81", " "},  {"\xe2\x80\x82", " "},  {"\xe2\x80\x83", " "},
    {"\xe2\x80\x84", " "},  {"\xe2\x80\x85", " "},  {"\xe2\x80\x86", " "},  {"\xe2\x80\x87", " "},
    {"\xe2\x80\x88", " "},  {"\xe2\x80\x89", " "},  {"\xe2\x80\x8a", " "},  {"\xe2\x80\x8b", ""},
    {"\xe2\x80\x8c", ""},   {"\xe2\x80\x8d", ""},   {"\xe2\x80\x8e", ""},   {"\xe2\x80\x8f", ""},
    {"\xe2\x80\x90", "-"},  {"\xe2\x80\x91", "-"},  {"\xe2\x80\x92", "-"},  {"\xe2\x80\x93", "-"},
    {"\xe2\x80\x94", "-"},  {"\xe2\x80\x95", "-"},  {"\xe2\x80\x98", "'"},  {"\xe2\x80\x99", "'"},
    {"\xe2\x80\x9a", "'"},  {"\xe2\x80\x9b", "'"},  {"\xe2\x80\x9c", "\""}, {"\xe2\x80\x9d", "\""},
    {"\xe2\x80\x9e", "\""}, {"\xe2\x80\x9f", "\""}, {"\xe2\x80\xa8", "\n"}, {"\xe2\x80\xaf", " "},
    {"\xe2\x80\xb2", "'"},  {"\xe2\x80\xb3", "\""}, {"\xe2\x81\x9f", " "},  {"\xe2\x81\xa0", ""},
    {"\xe2\x86\x92", "->"}, {"\xe2\x87\x92", "=>"}, {"\xe2\x88\x92", "-"},  {"\xe3\x80\x80", " "},
    {"\xef\xbb\xbf", ""},
};
// Windows code page 1252.
constexpr Replacement of_1252[] = {
    {"\x91", "'"}, {"\x92", "'"}, {"\x93", "\""}, {"\x94", "\""}, {"\x96", "-"},
    {"\x97", "-"}, {"\xa0", " "}, {"\xab", "\""}, {"\xbb", "\""},
};
constexpr Replacement entities[] = {
    {"&amp;", "&"},  {"&gt;", ">"},   {"&lt;", "<"},   {"&quot;", "\""}, {"&apos;", "'"},
    {"&#39;", "'"},  {"&#x27;", "'"}, {"&#34;", "\""}, {"&#x22;", "\""}, {"&nbsp;", " "},
    {"&#160;", " "}, {"&#62;", ">"},  {"&#60;", "<"},  {"&#xa0;", " "},
};
constexpr std::string_view tags[] = {"html", "body", "head", "b",          "i",  "font",
                                     "li",   "ul",   "pre",  "code",       "br", "p",
                                     "div",  "span", "tt",   "blockquote", "td", "tr"};

bool ends_line(std::string_view tag) {
  return tag == "br" || tag == "p" || tag == "div" || tag == "tr";
}

template <std::size_t size>
const Replacement* replacement_at(std::string_view text, const Replacement (&all)[size]) {
  const auto found = std::find_if(std::begin(all), std::end(all), [&](const Replacement& one) {
    return text.starts_with(one.written);
  });
  return found != std::end(all) ? &*found : nullptr;
}

// The name of a tag that begins or ends here, and how long it is; 0 = there is none.
std::size_t tag_at(std::string_view text, std::string_view& name) {
  const std::size_t start = text.starts_with("</") ? 2 : 1;
  const auto end = text.substr(0, 200).find('>');
  if (end == std::string_view::npos) return 0;
  const auto inside = text.substr(start, end - start);
  name = inside.substr(0, inside.find_first_of(" /"));
  const bool known = std::any_of(std::begin(tags), std::end(tags), [&](std::string_view tag) {
    return equal_without_case(tag, name);
  });
  return known ? end + 1 : 0;
}

bool is_html(std::string_view text) {
  return says_any(text, {"&gt;", "&lt;", "&quot;", "&nbsp;", "&#39;", "&#34;", "<br", "<pre",
                         "<code", "</p>", "<div", "<BR", "<PRE"});
}

class Plain {
 public:
  Plain(std::string_view text, SecretText& plain) : rest_(text), plain_(plain) {
    plain_.reserve(text.size());
  }

  bool read() {
    const bool utf8 = is_utf8(rest_);
    const bool html = is_html(rest_);
    while (!rest_.empty()) {
      const char c = rest_.front();
      const bool other = static_cast<unsigned char>(c) >= 0x80;
      if (other && take(utf8 ? replacement_at(rest_, of_utf8) : replacement_at(rest_, of_1252)))
        continue;
      if (html && c == '&' && take(replacement_at(rest_, entities))) continue;
      if (html && c == '<' && tag()) continue;
      plain_ += c;
      rest_.remove_prefix(1);
    }
    return changed_;
  }

 private:
  bool take(const Replacement* found) {
    if (found == nullptr) return false;
    plain_ += found->meant;
    rest_.remove_prefix(found->written.size());
    return changed_ = true;
  }
  bool tag() {
    std::string_view name;
    const std::size_t octets = tag_at(rest_, name);
    if (octets == 0) return false;
    rest_.remove_prefix(octets);
    const bool at_border = plain_.empty() || plain_.back() == '\n' || rest_.starts_with('\n') ||
                           rest_.starts_with('\r');
    if (ends_line(name) && !at_border) plain_ += '\n';
    return changed_ = true;
  }

  std::string_view rest_;
  SecretText& plain_;
  bool changed_ = false;
};

// A line that quoted-printable breaks has at most 76 octets.
bool is_quoted_printable(std::string_view text) {
  if (says_any(text, {"quoted-printable", "=3D", "=09", "=20\n", "=20\r\n"})) return true;
  TextLines lines(text);
  for (TextLine line; lines.next(line);)
    if (line.text.ends_with('=') && line.text.size() >= 60 && line.text.size() <= 76) return true;
  return false;
}

void of_quoted_printable(std::string_view text, SecretText& plain) {
  TextLines lines(text);
  std::size_t owed = 0;
  for (TextLine line; lines.next(line);) {
    const bool goes_on = line.text.ends_with('=');
    auto rest = line.text.substr(0, line.text.size() - (goes_on ? 1 : 0));
    while (!rest.empty()) {
      const auto octet =
          rest.size() > 2 && rest[0] == '=' ? hex_octet(rest.substr(1, 2)) : std::nullopt;
      plain += octet ? static_cast<char>(*octet) : rest.front();
      rest.remove_prefix(octet ? 3 : 1);
    }
    if (goes_on) {
      ++owed;
      continue;
    }
    plain.append(owed, joined_line) += '\n';
    owed = 0;
  }
}

}  // namespace

bool in_plain_characters(std::string_view text, SecretText& plain) {
  if (!is_quoted_printable(text)) return Plain(text, plain).read();
  SecretText decoded;
  decoded.reserve(text.size());
  of_quoted_printable(text, decoded);
  Plain(view(decoded), plain).read();
  return view(plain) != text;
}

}  // namespace espect::keys
