// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/line_stamp.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace espect::keys {
namespace {

constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

// Each function goes on behind what it found, or stays where it is and says false.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }

  bool digits(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') ++count;
    if (count < least || count > most) return false;
    rest_.remove_prefix(count);
    return true;
  }
  bool one_of(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  template <std::size_t size>
  bool word_of(const std::string_view (&words)[size]) {
    const auto found = std::find_if(std::begin(words), std::end(words),
                                    [&](std::string_view word) { return rest_.starts_with(word); });
    if (found == std::end(words)) return false;
    rest_.remove_prefix(found->size());
    return true;
  }
  bool word(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

 private:
  std::string_view rest_;
};

bool zone(Cursor& at) {
  Cursor tried = at;
  tried.one_of(" ");
  const bool named = tried.word("Z") || tried.word("UTC") || tried.word("GMT");
  const bool offset = !named && tried.one_of("+-") && tried.digits(2, 4);
  if (offset && tried.one_of(":") && !tried.digits(2, 2)) return false;
  if (named || offset) at = tried;
  return true;
}

bool clock(Cursor& at) {
  if (!at.digits(1, 2) || !at.one_of(":") || !at.digits(2, 2) || !at.one_of(":") ||
      !at.digits(2, 2))
    return false;
  if (at.one_of(".,") && !at.digits(1, 9)) return false;
  return zone(at);
}

// "2026-11-29T10:00:00", "2026/11/29 10:00:00", "29.11.2026 10:00:00"
bool date_and_clock(Cursor& at) {
  const bool numbers =
      at.digits(2, 4) && at.one_of("-/.") && at.digits(2, 2) && at.one_of("-/.") && at.digits(2, 4);
  if (!numbers) return false;
  at.one_of(",");
  return at.one_of("T ") && clock(at);
}

// "Nov 29 10:00:00", "Sun Nov 29 10:00:00 2026", "Nov 29 2026 10:00:00"
bool month_and_clock(Cursor& at) {
  if (at.word_of(days) && !at.one_of(" ")) return false;
  if (!at.word_of(months) || !at.one_of(" ")) return false;
  at.one_of(" ");
  if (!at.digits(1, 2) || !at.one_of(" ")) return false;
  Cursor year = at;
  if (year.digits(4, 4) && year.one_of(" ")) at = year;
  if (!clock(at)) return false;
  Cursor behind = at;
  if (behind.one_of(" ") && behind.digits(4, 4)) at = behind;
  return true;
}

bool epoch(Cursor& at) {
  return at.digits(9, 10) && at.one_of(".") && at.digits(3, 9);
}

// "host name[123]: ", "host name: "
std::string_view without_tag(std::string_view line) {
  const std::size_t host = line.find(' ');
  if (host == 0 || host == std::string_view::npos) return line;
  const bool is_host = std::all_of(
      line.begin(), line.begin() + static_cast<std::ptrdiff_t>(host),
      [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_'; });
  if (!is_host) return line;
  const std::size_t colon = line.find(": ", host);
  const auto name = line.substr(host + 1, colon == std::string_view::npos ? 0 : colon - host - 1);
  if (name.empty() || name.find_first_of(" =") != std::string_view::npos) return line;
  return line.substr(colon + 2);
}

}  // namespace

std::size_t stamp_octets(std::string_view line) {
  const bool bracket = line.starts_with('[') || line.starts_with('(');
  const auto text = line.substr(bracket ? 1 : 0);
  for (const auto form : {date_and_clock, month_and_clock, clock, epoch}) {
    Cursor at(text);
    if (!form(at)) continue;
    if (bracket && !at.one_of("])")) continue;
    at.one_of(":");
    if (!at.rest().empty() && !at.one_of(" \t")) continue;
    return line.size() - at.rest().size();
  }
  return 0;
}

std::string_view without_stamp(std::string_view line) {
  const std::size_t octets = stamp_octets(line);
  return octets == 0 ? line : without_tag(line.substr(octets));
}

}  // namespace espect::keys
