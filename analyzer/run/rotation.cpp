// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/rotation.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "analyzer/capture/capture_reader.h"

// With sanitizers GCC 12 warns of the library's own automaton.
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <regex>
#pragma GCC diagnostic pop

namespace espect::run {
namespace {

namespace fs = std::filesystem;

const std::regex& numbered_by_dumpcap() {
  static const std::regex form(R"(^(.*_)(\d{5,})_(\d{14})((\.\w+)*)$)");
  return form;
}
// A date, with or without the time of day, or seconds since 1970.
const std::regex& with_time() {
  static const std::regex form(
      R"((19|20)\d{2}[-_.]?\d{2}[-_.]?\d{2}([-_.T ]?\d{2}[-_.:h]?\d{2}([-_.:m]?\d{2})?)?|\b1\d{9}\b)");
  return form;
}
// The number that tcpdump puts behind everything, and what a compressor puts behind that.
const std::regex& numbered_by_tcpdump() {
  static const std::regex form(
      R"(^(.*\.(?:pcap|pcapng|cap|dump|dmp))(\d*)((?:\.(?:gz|zst|lz4|xz|bz2))?)$)");
  return form;
}

std::optional<Time> first_time(const Input& input) {
  std::error_code error;
  if (!input.problem.empty() || !fs::is_regular_file(input.path, error)) return std::nullopt;
  auto reader = capture::CaptureReader::open(input.path, nullptr, capture::AskWiretap::when_binary);
  capture::Packet packet;
  if (!reader || !reader->next(packet)) return std::nullopt;
  return packet.time;
}

}  // namespace

bool before_by_name(const std::string& a, const std::string& b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      const auto number = [&](const std::string& text, std::size_t& at) {
        while (at + 1 < text.size() && text[at] == '0' && digit(text[at + 1])) ++at;
        const auto start = at;
        while (at < text.size() && digit(text[at])) ++at;
        return text.substr(start, at - start);
      };
      const auto of_a = number(a, i);
      const auto of_b = number(b, j);
      if (of_a != of_b) return std::tuple(of_a.size(), of_a) < std::tuple(of_b.size(), of_b);
      continue;
    }
    if (a[i] != b[j]) return a[i] < b[j];
    ++i, ++j;
  }
  return a.size() - i < b.size() - j;
}

std::string rotation_of(const std::string& path) {
  const auto name = fs::path(path).filename().string();
  std::smatch found;
  if (std::regex_match(name, found, numbered_by_dumpcap()))
    return found.str(1) + "#" + found.str(4);
  const auto timeless = std::regex_replace(name, with_time(), "#");
  if (std::regex_match(timeless, found, numbered_by_tcpdump())) return found.str(1) + found.str(3);
  return timeless != name ? timeless : std::string();
}

std::string NumberedName::with_number(std::uint64_t number) const {
  return fmt::format("{}{:0{}}{}{}", before, number, digits.size(), time.empty() ? "" : "_*",
                     behind);
}

std::optional<NumberedName> numbered_name(const std::string& name) {
  constexpr std::size_t most_digits = 9;
  std::smatch found;
  if (std::regex_match(name, found, numbered_by_dumpcap()))
    return found.length(2) > static_cast<std::ptrdiff_t>(most_digits)
               ? std::nullopt
               : std::optional(
                     NumberedName{found.str(1), found.str(2), found.str(3), found.str(4)});
  if (!std::regex_match(name, found, numbered_by_tcpdump())) return std::nullopt;
  NumberedName parts{found.str(1), found.str(2), {}, found.str(3)};
  const auto timeless = std::regex_replace(parts.digits, with_time(), "#");
  if (timeless != parts.digits || parts.digits.size() > most_digits) return std::nullopt;
  return parts;
}

std::vector<std::string> rotated_with(const std::string& path) {
  std::error_code error;
  const auto rotation = rotation_of(path);
  if (rotation.empty() || !fs::is_regular_file(path, error)) return {path};
  std::vector<std::string> found;
  const auto parent = fs::path(path).parent_path();
  for (auto entry = fs::directory_iterator(parent.empty() ? "." : parent, error);
       entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code unknown;
    const auto sibling = (parent / entry->path().filename()).string();
    if (entry->is_regular_file(unknown) && rotation_of(sibling) == rotation)
      found.push_back(sibling);
  }
  if (std::ranges::find(found, path) == found.end()) return {path};
  std::ranges::sort(found, before_by_name);
  return found;
}

std::vector<Input> in_order_of_time(std::vector<Input> inputs) {
  struct Timed {
    Input input;
    std::optional<Time> time;
  };
  std::vector<Timed> timed;
  for (auto& input : inputs) {
    const auto time = first_time(input);
    timed.push_back({std::move(input), time});
  }
  std::ranges::stable_sort(timed, [](const Timed& a, const Timed& b) {
    if (!a.time || !b.time) return a.time.has_value() && !b.time.has_value();
    if (*a.time != *b.time) return *a.time < *b.time;
    return before_by_name(a.input.path, b.input.path);
  });
  inputs.clear();
  for (auto& of : timed) inputs.push_back(std::move(of.input));
  return inputs;
}

}  // namespace espect::run
