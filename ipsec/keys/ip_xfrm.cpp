// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <iterator>

#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/keys/xfrm_state.h"

// `ip xfrm state` and `ip xfrm monitor` of iproute2, with or without -s, -ts and -o; also where
// mail or a forum took the indentation.
namespace espect::keys::ip_xfrm {
namespace {

// "[2026-11-24T13:56:54.280256] Updated src A dst B": what stands after the event, if it is one of
// a state or a policy.
std::optional<std::string_view> header_of(std::string_view line) {
  const std::size_t start = line.find("src ");
  if (start == std::string_view::npos || line.find(" dst ", start) == std::string_view::npos)
    return std::nullopt;
  std::string_view event = trimmed(line.substr(0, start));
  if (event.starts_with('[')) {
    const std::size_t end = event.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    event = trimmed(event.substr(end + 1));
  }
  const bool known = event.empty() || event == "Updated" || event == "Deleted" ||
                     event == "Expired" || event == "Timestamp";
  return known ? std::optional(line.substr(start)) : std::nullopt;
}

bool indented(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('\t');
}

// With -o a state is one line, and "\\" stands where a line ended.
template <class Take>
void each_line(std::string_view text, Take take) {
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    std::string_view rest = line.text;
    while (true) {
      const std::size_t end = rest.find('\\');
      take(rest.substr(0, end), line.number);
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
  }
}

bool says_state_or_policy(std::string_view content) {
  const auto says = [&](std::string_view part) {
    return content.find(part) != std::string_view::npos;
  };
  return (content.starts_with("proto ") && says(" spi 0x") && says(" mode ")) ||
         ((content.starts_with("dir ") || content.starts_with("socket ")) && says(" priority "));
}

bool recognises(std::string_view text) {
  bool after_header = false;
  bool found = false;
  each_line(text, [&](std::string_view line, std::uint32_t) {
    found = found || (after_header && says_state_or_policy(trimmed(line)));
    after_header = !indented(line) && header_of(line);
  });
  return found;
}

// As iproute2 begins its lines (ip/ipxfrm.c).
bool begins_line(std::string_view content) {
  static constexpr std::string_view first_words[] = {
      "src",        "proto",   "replay-window", "mark",       "output-mark", "if_id",
      "tfcpad",     "aead",    "auth",          "auth-trunc", "enc",         "comp",
      "encap",      "coa",     "anti-replay",   "seq-hi",     "sel",         "lifetime",
      "limit:",     "expire",  "add",           "use",        "stats:",      "crypto",
      "security",   "dir",     "socket",        "tmpl",       "level",       "Updated",
      "Deleted",    "Expired", "Timestamp",     "lastused",   "pcpu-num",    "iptfs-opts",
      "extra_flag", "flag"};
  if (content.starts_with('[')) return true;
  const auto word = content.substr(0, content.find_first_of(" \t"));
  return std::find(std::begin(first_words), std::end(first_words), word) != std::end(first_words);
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  std::optional<XfrmState> state;
  std::vector<SaKeys> states;
  const auto finish = [&] {
    if (!state) return;
    if (auto keys = state->finish()) states.push_back(std::move(*keys));
  };
  each_line(text, [&](std::string_view line, std::uint32_t number) {
    const auto header = indented(line) ? std::nullopt : header_of(line);
    if (!header) {
      if (state) state->read(words(line), number);
      return;
    }
    finish();
    state.emplace(words(*header), number, complaints);
  });
  finish();
  add_states(std::move(states), ring);
}

}  // namespace

const KeySource source = {"ip xfrm", recognises, read, begins_line};

}  // namespace espect::keys::ip_xfrm
