// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/configured_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace espect::registry {
namespace {

bool is_address(const std::string& text) {
  std::array<unsigned char, 16> octets{};
  return inet_pton(AF_INET, text.c_str(), octets.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), octets.data()) == 1;
}

bool is_address_or_range(const std::string& text) {
  const auto slash = text.find('/');
  const auto dash = text.find('-');
  if (slash != std::string::npos)
    return is_address(text.substr(0, slash)) && number_of(text.substr(slash + 1)).has_value();
  if (dash != std::string::npos)
    return is_address(text.substr(0, dash)) && is_address(text.substr(dash + 1));
  return is_address(text);
}

// One proposal: its types, each with what it lets be selected.
using Types = std::map<std::string, std::set<std::string>>;

std::string type_name(const ProposalWord& word) {
  if (word.addition != 0) return fmt::format("ke{}", word.addition);
  return std::string(to_text(word.kind));
}

std::string value_name(const ProposalWord& word) {
  return word.key_bits ? fmt::format("{}/{}", word.id, *word.key_bits) : std::to_string(word.id);
}

}  // namespace

std::vector<std::string> parts_of(std::string_view text, std::string_view at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (at.find(c) != std::string_view::npos)
      parts.emplace_back();
    else if (c != ' ' && c != '\t')
      parts.back() += c;
  }
  std::erase_if(parts, [](const auto& part) { return part.empty(); });
  return parts;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > 1'000'000'000'000)
    return std::nullopt;
  return number;
}

std::optional<std::uint64_t> seconds_of(std::string_view text) {
  std::uint64_t unit = 1;
  if (!text.empty()) {
    const auto last = text.back();
    unit = last == 'm' ? 60 : last == 'h' ? 3600 : last == 'd' ? 86400 : last == 'w' ? 604800 : 1;
    if (unit != 1 || last == 's') text.remove_suffix(1);
  }
  const auto number = number_of(text);
  if (!number) return std::nullopt;
  return *number * unit;
}

std::optional<bool> yes_or_no(std::string_view text) {
  for (const auto word : {"yes", "true", "1", "enabled", "on"})
    if (text == word) return true;
  for (const auto word : {"no", "false", "0", "disabled", "off"})
    if (text == word) return false;
  return std::nullopt;
}

void complete(ProposalWord& word, bool libreswan) {
  const bool sized = word.kind == PolicyKind::encr && word.id >= 12 && word.id <= 27;
  if (!libreswan && sized && !word.key_bits) word.key_bits = 128;
}

std::string addresses_of(std::string_view text) {
  std::vector<std::string> addresses;
  for (auto& part : parts_of(text, ",")) {
    auto one = is_address_or_range(part) ? part : std::string("any");
    if (std::ranges::count(addresses, one) == 0) addresses.push_back(std::move(one));
  }
  if (addresses.empty()) return "any";
  return fmt::format("{}", fmt::join(addresses, ","));
}

std::optional<std::string> proposals_of(const std::string& text, PolicyScope scope,
                                        bool libreswan) {
  std::vector<std::string> proposals;
  for (auto proposal : parts_of(text, ",")) {
    // "!" of strongSwan's ipsec.conf: nothing but these.
    if (proposal.ends_with('!')) proposal.pop_back();
    if (proposal == "default") return std::nullopt;
    Types types;
    for (const auto& part : parts_of(proposal, libreswan ? "-+;" : "-")) {
      auto meanings = proposal_word(part);
      if (meanings.empty()) return std::nullopt;
      for (auto& word : meanings) {
        complete(word, libreswan);
        if (word.kind != PolicyKind::prf || scope == PolicyScope::ike)
          types[type_name(word)].insert(value_name(word));
      }
    }
    if (!libreswan && scope != PolicyScope::ike && !types.contains("sn")) types["sn"] = {"0"};
    std::vector<std::string> words;
    for (const auto& [type, values] : types)
      for (const auto& value : values) words.push_back(type + ":" + value);
    if (libreswan) words.emplace_back("*");
    proposals.push_back(fmt::format("{}", fmt::join(words, " ")));
  }
  if (proposals.empty()) return std::nullopt;
  return fmt::format("{}", fmt::join(proposals, "; "));
}

std::string place_of(const Setting& setting) {
  return fmt::format("{} line {}", std::filesystem::path(setting.file).filename().string(),
                     setting.line);
}

std::vector<std::string> Promises::unheld() const {
  // What they set begins or goes along with the traffic, and is none.
  constexpr std::string_view aside[] = {"auto",       "start_action", "updown",
                                        "leftupdown", "rightupdown",  "hostaccess"};
  std::vector<std::string> names;
  for (const auto& [key, setting] : settings_)
    if (!setting.value.empty() && std::ranges::count(aside, key) == 0 &&
        (!asked_.contains(key) || not_understood_.contains(key)))
      names.push_back(key);
  return names;
}

const Setting* Promises::said(std::string_view key) const {
  asked_.emplace(key);
  const auto at = settings_.find(std::string(key));
  return at == settings_.end() || at->second.value.empty() ? nullptr : &at->second;
}

void Promises::promise(PromiseKind kind, std::string value, std::string_view key) {
  const auto* setting = said(key);
  if (setting == nullptr) return;
  into_.push_back(
      {kind, std::move(value), fmt::format("{} = {}", key, setting->value), place_of(*setting)});
}

void Promises::by_default(PromiseKind kind, std::string value, std::string said) {
  into_.push_back({kind, std::move(value), std::move(said), ""});
}

void Promises::word(PromiseKind kind, std::string_view key, std::string_view words,
                    std::string_view otherwise) {
  const auto* setting = said(key);
  if (setting == nullptr) {
    if (!otherwise.empty())
      by_default(kind, std::string(otherwise), fmt::format("{} = {}", key, otherwise));
    return;
  }
  if (std::ranges::count(parts_of(words, ","), setting->value) != 0)
    promise(kind, setting->value, key);
  else
    not_understood_.emplace(key);
}

void Promises::flag(PromiseKind kind, std::string_view key, std::optional<bool> otherwise) {
  const auto* setting = said(key);
  if (setting == nullptr) {
    const std::string_view value = otherwise.value_or(false) ? "yes" : "no";
    if (otherwise) by_default(kind, std::string(value), fmt::format("{} = {}", key, value));
    return;
  }
  if (const auto value = yes_or_no(setting->value))
    promise(kind, *value ? "yes" : "no", key);
  else
    not_understood_.emplace(key);
}

void Promises::number(PromiseKind kind, std::string_view key) {
  if (const auto value = count(key)) promise(kind, std::to_string(*value), key);
}

std::optional<std::uint64_t> Promises::seconds(std::string_view key) const {
  const auto* setting = said(key);
  const auto value = setting == nullptr ? std::nullopt : seconds_of(setting->value);
  if (setting != nullptr && !value) not_understood_.emplace(key);
  return value;
}

std::optional<std::uint64_t> Promises::count(std::string_view key) const {
  const auto* setting = said(key);
  const auto value = setting == nullptr ? std::nullopt : number_of(setting->value);
  if (setting != nullptr && !value) not_understood_.emplace(key);
  return value;
}

}  // namespace espect::registry
