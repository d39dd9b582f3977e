// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/xfrm_command.h"

#include <algorithm>

#include "ipsec/keys/xfrm_state.h"

namespace espect::keys {
namespace {

bool abbreviates(std::string_view word, std::string_view whole) {
  return !word.empty() && whole.starts_with(word);
}

// How many words follow a word that begins a group; the rest of a state is one group of pairs.
struct Group {
  std::string_view name;
  std::size_t words;
};
constexpr Group groups[] = {{"aead", 3},  {"auth-trunc", 3}, {"auth", 2},    {"enc", 2},
                            {"encap", 4}, {"flag", 1},       {"proto", 1},   {"replay-window", 1},
                            {"comp", 1},  {"dir", 1},        {"offload", 4}, {"limit", 2}};

// "enc" of a null cipher is told with an empty key or none: the next word is one of these then.
constexpr std::string_view names[] = {
    "src",         "dst",         "spi",           "mode",           "reqid", "sel",
    "replay-seq",  "replay-oseq", "replay-seq-hi", "replay-oseq-hi", "mark",  "if_id",
    "output-mark", "coa",         "ctx",           "extra-flag",     "algo"};

bool is_name(std::string_view word) {
  return std::any_of(std::begin(groups), std::end(groups),
                     [&](const Group& group) { return group.name == word; }) ||
         std::find(std::begin(names), std::end(names), word) != std::end(names);
}

bool hex_digits_only(std::string_view word) {
  return word.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

std::optional<std::vector<std::string_view>> xfrm_state_arguments(
    const std::vector<std::string_view>& words) {
  auto xfrm = std::find(words.begin(), words.end(), "xfrm");
  if (xfrm == words.end())  // "ip x s a", also behind "ip netns exec NAME"
    for (auto at = words.begin(); at != words.end() && at + 1 != words.end(); ++at)
      if ((*at == "ip" || at->ends_with("/ip")) && abbreviates(at[1], "xfrm")) xfrm = at + 1;
  if (words.end() - xfrm < 4 || !abbreviates(xfrm[1], "state") ||
      !(abbreviates(xfrm[2], "add") || abbreviates(xfrm[2], "update")))
    return std::nullopt;
  return std::vector<std::string_view>(xfrm + 3, words.end());
}

bool continues_xfrm_command(std::string_view content) {
  const auto word = content.substr(0, content.find_first_of(" \t"));
  constexpr std::string_view amid_a_command = "-\"'[";
  return is_name(word) || word.starts_with("0x") || word.find('(') != std::string_view::npos ||
         amid_a_command.find(word.front()) != std::string_view::npos || hex_digits_only(word);
}

void read_xfrm_state(const std::vector<std::string_view>& arguments, std::uint32_t line,
                     KeyRing& ring, Complaints& complaints) {
  // The selector names addresses too.
  const auto selector = std::find(arguments.begin(), arguments.end(), "sel");
  const std::vector<std::string_view> id(arguments.begin(), selector);
  XfrmState state(id, line, complaints);
  // What tells the SA, as one group: "proto esp spi 0x1 mode tunnel".
  std::vector<std::string_view> identity;
  for (const std::string_view name : {"proto", "spi", "mode"})
    if (const auto at = std::find(id.begin(), id.end(), name); at != id.end() && at + 1 != id.end())
      identity.insert(identity.end(), {name, at[1]});
  state.read(identity, line);
  std::vector<std::string_view> flags{"replay-window"};
  for (std::size_t i = 0; i < id.size(); ++i) {
    const auto group = std::find_if(std::begin(groups), std::end(groups),
                                    [&](const Group& one) { return one.name == id[i]; });
    if (group == std::end(groups) || group->name == "proto") continue;
    std::vector<std::string_view> parts{id[i]};
    while (parts.size() <= group->words && i + 1 < id.size() && !is_name(id[i + 1]))
      parts.push_back(id[++i]);
    if (group->name == "replay-window" && parts.size() > 1)
      flags.insert(flags.begin() + 1, parts[1]);
    else if (group->name == "flag")
      flags.insert(flags.end(), parts.begin(), parts.end());
    else
      state.read(parts, line);
  }
  state.read(flags, line);
  if (auto keys = state.finish()) add_states({std::move(*keys)}, ring);
}

}  // namespace espect::keys
