// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/finding.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/rules/rule.h"
#include "ipsec/sessions/names.h"

namespace espect::rules {

std::string_view to_text(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::low:
      return "low";
    case Severity::medium:
      return "medium";
    case Severity::high:
      return "high";
  }
  return "info";
}

std::optional<Severity> severity_from(std::string_view text) {
  for (const auto severity : {Severity::info, Severity::low, Severity::medium, Severity::high})
    if (to_text(severity) == text) return severity;
  return std::nullopt;
}

std::string_view to_text(Certainty certainty) {
  switch (certainty) {
    case Certainty::observed:
      return "observed";
    case Certainty::decrypted:
      return "decrypted";
    case Certainty::inferred:
      return "inferred";
  }
  return "observed";
}

std::string to_text(const Subject& subject) {
  if (subject.protocol == Protocol::eesp)
    return fmt::format("EESP SA 0x{:08x}, session {}, to {}", subject.spi, subject.session_id,
                       to_text(subject.destination));
  if (subject.protocol)
    return fmt::format("{} SA 0x{:08x} to {}", display_name(*subject.protocol), subject.spi,
                       to_text(subject.destination));
  if (subject.ike_sa) return fmt::format("IKE SA {}", *subject.ike_sa);
  return "the capture";
}

Evidence::Value& Evidence::slot(std::string_view key) {
  const auto found =
      std::ranges::find_if(entries_, [&](const auto& entry) { return entry.first == key; });
  if (found != entries_.end()) return found->second;
  entries_.emplace_back(std::string(key), std::uint64_t{0});
  return entries_.back().second;
}

void Evidence::raise_to(std::string_view key, std::uint64_t value) {
  set(key, std::max(number(key), value));
}

std::uint64_t Evidence::number(std::string_view key) const {
  for (const auto& [name, value] : entries_)
    if (name == key)
      if (const auto* number = std::get_if<std::uint64_t>(&value)) return *number;
  return 0;
}

std::string Evidence::text(std::string_view key) const {
  for (const auto& [name, value] : entries_)
    if (name == key)
      if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return {};
}

void Finding::add(std::initializer_list<std::uint32_t> seen_in) {
  ++count;
  add_frames(std::span(seen_in.begin(), seen_in.size()));
}

void Finding::add_frames(std::span<const std::uint32_t> seen_in) {
  for (const auto frame : seen_in) {
    if (frame == 0 || frames.size() >= max_frames) continue;
    const auto at = std::lower_bound(frames.begin(), frames.end(), frame);
    if (at == frames.end() || *at != frame) frames.insert(at, frame);
  }
}

void Finding::say(std::uint32_t frame, MarkFormat format, std::uint64_t first, std::uint64_t second,
                  std::string words) const {
  if (marks == nullptr || frame == 0) return;
  const fmt::string_view text = format;
  marks->push_back(
      {this, frame, frame, 0, {text.data(), text.size()}, {first, second}, std::move(words)});
}

void Finding::say_of_flow(const sessions::EspFlow& flow, std::uint32_t first_frame,
                          std::uint32_t last_frame, MarkFormat format, std::string words) const {
  if (marks == nullptr) return;
  const fmt::string_view text = format;
  marks->push_back(
      {this, first_frame, last_frame, flow.id, {text.data(), text.size()}, {}, std::move(words)});
}

std::string Finding::sentence() const {
  return rule->sentence(*this);
}

std::string wireshark_filter(const Finding& finding) {
  return finding.frames.empty()
             ? ""
             : fmt::format("frame.number in {{{}}}", fmt::join(finding.frames, ", "));
}

}  // namespace espect::rules
