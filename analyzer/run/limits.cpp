// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/limits.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/bytes/closest_word.h"

namespace espect::run {
namespace {

struct Limit {
  std::string_view name;
  void (*set)(Limits& limits, std::uint32_t number);
};

// A new one is a row here, and one in docs/limits.md.
constexpr Limit named_limits[] = {
    {"ike-sas", [](Limits& limits, std::uint32_t number) { limits.sessions.ike_sas = number; }},
    {"sas", [](Limits& limits, std::uint32_t number) { limits.sessions.flows = number; }},
    {"echo-requests",
     [](Limits& limits, std::uint32_t number) { limits.sessions.echoes.requests = number; }},
    {"echo-paths",
     [](Limits& limits, std::uint32_t number) { limits.sessions.echoes.paths = number; }},
    {"ports", [](Limits& limits, std::uint32_t number) { limits.network.ports = number; }},
    {"fragmented-packets",
     [](Limits& limits, std::uint32_t number) { limits.network.fragments.datagrams = number; }},
    {"tcp-streams",
     [](Limits& limits, std::uint32_t number) { limits.network.tcp.streams = number; }},
    {"findings", [](Limits& limits, std::uint32_t number) { limits.rules.findings = number; }},
    {"rule-entries", [](Limits& limits, std::uint32_t number) { limits.rules.table = number; }},
    {"hop-packets", [](Limits& limits, std::uint32_t number) { limits.hop_packets = number; }},
};

constexpr std::uint32_t greatest_limit = 1'000'000'000;

struct Named {
  const Limit* limit = nullptr;  // null: there is no such name
  std::optional<std::uint32_t> number;
};

Named read(std::string_view text) {
  const auto sign = std::min(text.find('='), text.size());
  Named named;
  if (const auto* at = std::ranges::find(named_limits, text.substr(0, sign), &Limit::name);
      at != std::end(named_limits))
    named.limit = at;
  text.remove_prefix(std::min(sign + 1, text.size()));
  std::uint32_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc{} && rest == end && number >= 1 && number <= greatest_limit)
    named.number = number;
  return named;
}

std::vector<std::string_view> names() {
  std::vector<std::string_view> of;
  for (const auto& limit : named_limits) of.push_back(limit.name);
  return of;
}

}  // namespace

std::string limit_names() {
  return fmt::format("{}", fmt::join(names(), ", "));
}

std::string limit_problem(const std::string& text) {
  const auto named = read(text);
  const auto name = text.substr(0, text.find('='));
  if (named.limit == nullptr)
    return fmt::format("no limit is named '{}'{}", name, did_you_mean(name, names()));
  return named.number
             ? std::string()
             : fmt::format("'{}': {}=N wants a number from 1 to {}", text, name, greatest_limit);
}

Limits limits_of(const std::vector<std::string>& texts) {
  Limits limits;
  for (const auto& text : texts)
    if (const auto named = read(text); named.limit != nullptr && named.number)
      named.limit->set(limits, *named.number);
  return limits;
}

}  // namespace espect::run
