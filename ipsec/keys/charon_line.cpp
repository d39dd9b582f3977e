// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/charon_line.h"

#include <algorithm>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

constexpr std::size_t longest_group = 6;  // with its brackets

// "IKE" or, with log_level = yes, "IKE4".
bool is_group(std::string_view text) {
  return text.size() >= 3 && text.size() <= 4 &&
         std::all_of(text.begin(), text.begin() + 3, is_upper) &&
         (text.size() == 3 || is_digit(text[3]));
}

constexpr std::string_view log_groups[] = {"DMN", "MGR", "IKE", "CHD", "JOB", "CFG",
                                           "KNL", "NET", "ASN", "ENC", "TNC", "IMC",
                                           "IMV", "PTS", "TLS", "APP", "ESP", "LIB"};

constexpr std::string_view key_exchange_dumps[] = {
    "additional key exchange secret", "key exchange secret", "shared Diffie Hellman secret"};
constexpr std::string_view child_dumps[] = {"encryption initiator key", "encryption responder key",
                                            "integrity initiator key", "integrity responder key",
                                            "DH secret"};
constexpr std::string_view ike_dumps[] = {
    "Sk_d secret",  "Sk_ai secret",     "Sk_ar secret", "Sk_ei secret",
    "Sk_er secret", "Sk_pi secret",     "Sk_pr secret", "derive keys using PPK",
    "natd_chunk",   "SKEYID",           "SKEYID_d",     "SKEYID_a",
    "SKEYID_e",     "encryption key Ka"};

// How the lines begin that are looked at, and who writes them.
struct Beginning {
  std::string_view words;
  std::string_view group;
};
constexpr Beginning beginnings[] = {
    {"received packet: from ", "NET"},
    {"parsed IKE_", "ENC"},
    {"parsed CREATE_CHILD_SA ", "ENC"},
    {"parsed INFORMATIONAL ", "ENC"},
    {"parsed ID_PROT ", "ENC"},
    {"parsed AGGRESSIVE ", "ENC"},
    {"parsed QUICK_MODE ", "ENC"},
    {"checkout IKE", "MGR"},
    {"checkin IKE", "MGR"},
    {"selected proposal: ", "CFG"},
    {"adding inbound ", "CHD"},
    {"adding outbound ", "CHD"},
    {"registering inbound ", "CHD"},
    {"registering outbound ", "CHD"},
    {"  using ", "CHD"},
    {"  SPI 0x", "CHD"},
    {"using replay window of ", "KNL"},
    {"CHILD_SA ", "CHD"},
};

template <std::size_t size>
std::optional<std::string_view> one_that_ends(const std::string_view (&names)[size],
                                              std::string_view text) {
  const auto found = std::find_if(std::begin(names), std::end(names),
                                  [&](std::string_view name) { return text.ends_with(name); });
  return found == std::end(names) ? std::nullopt : std::optional(*found);
}

// With ike_name = yes: "<connection|1> ".
std::string_view without_name(std::string_view text) {
  if (text.starts_with(' ')) text.remove_prefix(1);
  if (text.starts_with('<') && text.find("> ") != std::string_view::npos)
    text.remove_prefix(text.find("> ") + 2);
  return text;
}

std::optional<DumpHeading> heading_of(std::string_view text) {
  const std::size_t arrow = text.rfind(" => ");
  if (arrow == std::string_view::npos) return std::nullopt;
  const auto parts = words(text.substr(arrow + 4));
  if (parts.size() < 2 || parts[1] != "bytes") return std::nullopt;
  const auto octets = number_from<std::uint32_t>(parts[0]);
  if (!octets) return std::nullopt;
  return DumpHeading{text.substr(0, arrow), *octets};
}

// "[IKE] <1> text"
std::optional<CharonLine> without_thread(std::string_view line) {
  line = trimmed(line);
  const std::size_t close = line.find(']');
  if (!line.starts_with('[') || close == std::string_view::npos) return std::nullopt;
  const auto group = line.substr(1, close - 1);
  if (!is_group(group) || std::find(std::begin(log_groups), std::end(log_groups),
                                    group.substr(0, 3)) == std::end(log_groups))
    return std::nullopt;
  return CharonLine{0, group.substr(0, 3), without_name(line.substr(close + 1))};
}

// Behind any time stamp.
std::optional<CharonLine> known_by_words(std::string_view line) {
  if (heading_of(line)) return CharonLine{0, {}, line};
  for (const Beginning& beginning : beginnings)
    if (const std::size_t at = line.find(beginning.words); at != std::string_view::npos)
      return CharonLine{0, beginning.group, line.substr(at)};
  return std::nullopt;
}

}  // namespace

std::optional<CharonLine> charon_line(std::string_view line) {
  for (std::size_t open = line.find('['); open != std::string_view::npos;
       open = line.find('[', open + 1)) {
    const auto inside = line.substr(open, longest_group).find(']');
    if (inside == std::string_view::npos) continue;
    const std::size_t close = open + inside;
    std::size_t first = open;
    while (first > 0 && is_digit(line[first - 1])) --first;
    const auto group = line.substr(open + 1, close - open - 1);
    if (first == open || !is_group(group)) continue;
    const auto thread = number_from<unsigned>(line.substr(first, open - first));
    if (!thread) return std::nullopt;
    return CharonLine{*thread, group.substr(0, 3), without_name(line.substr(close + 1))};
  }
  if (const auto said = without_thread(line)) return said;
  return known_by_words(line);
}

std::optional<DumpHeading> dump_heading(const CharonLine& line) {
  auto heading = heading_of(line.text);
  if (!heading || !line.group.empty()) return heading;
  // A time stamp and a host stand in front of the name.
  if (const auto exchange = one_that_ends(key_exchange_dumps, heading->name))
    heading->name = *exchange;
  else if (const auto child = one_that_ends(child_dumps, heading->name))
    heading->name = *child;
  else if (const auto ike = one_that_ends(ike_dumps, heading->name))
    heading->name = *ike;
  else
    heading->name = {};
  return heading;
}

bool is_key_exchange_dump(std::string_view name) {
  return std::find(std::begin(key_exchange_dumps), std::end(key_exchange_dumps), name) !=
         std::end(key_exchange_dumps);
}

bool is_child_dump(std::string_view name) {
  return std::find(std::begin(child_dumps), std::end(child_dumps), name) != std::end(child_dumps);
}

bool append_dump_line(std::string_view text, crypto::Secret& octets, std::size_t wanted) {
  text = trimmed(text);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const auto offset = number_from<std::size_t>(text.substr(0, colon));
  if (!offset || *offset != octets.size() || octets.size() >= wanted) return false;
  text.remove_prefix(colon + 1);
  const std::size_t count = std::min<std::size_t>(16, wanted - octets.size());
  crypto::Secret row;
  for (std::size_t i = 0; i < count; ++i) {
    if (text.size() < 3 || text[0] != ' ') return false;
    const auto octet = hex_octet(text.substr(1, 2));
    if (!octet) return false;
    row.push_back(*octet);
    text.remove_prefix(3);
  }
  octets.insert(octets.end(), row.begin(), row.end());
  return true;
}

}  // namespace espect::keys
