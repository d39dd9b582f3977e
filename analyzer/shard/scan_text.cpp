// SPDX-License-Identifier: GPL-2.0-or-later
#include <fstream>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/shard/file_words.h"
#include "analyzer/shard/scan.h"

namespace espect::shard {
namespace {

constexpr std::string_view scan_form = "espect-scan\t1";

std::string words_of(const Pair& pair) {
  return fmt::format("{}\t{}", to_text(pair.a), to_text(pair.b));
}

Pair pair_of(Words& words) {
  const auto a = words.address();
  return {a, words.address()};
}

bool read_line(std::string_view line, Scan& scan) {
  Words words(line);
  const auto kind = words.word();
  if (kind == "file") {
    ScannedFile file;
    file.facts = file_of(words);
    file.start = words.time();
    file.latest_datagram = words.time();
    file.dropped = words.number<std::uint64_t>();
    scan.files.push_back(std::move(file));
  } else if (kind == "pair") {
    auto& pair = scan.pairs[pair_of(words)];
    pair.packets += words.number<std::uint64_t>();
    pair.octets += words.number<std::uint64_t>();
    pair.first = std::min(pair.first, words.time());
    pair.last = std::max(pair.last, words.time());
    pair.ike = words.word() == "ike" || pair.ike;
  } else if (kind == "key") {
    auto key = words.text();
    scan.keys.emplace(std::move(key), pair_of(words));
  } else if (kind == "tie" || kind == "tunnel") {
    const auto one = pair_of(words);
    (kind == "tie" ? scan.ties : scan.tunnels).emplace(one, pair_of(words));
  } else if (kind == "end") {
    const auto address = words.address();
    scan.ends.insert({address, words.number<std::uint16_t>()});
  } else {
    return false;
  }
  return words.ok() && words.left() == 0;
}

}  // namespace

std::string words_of(const report::CaptureFile& file) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", escaped(file.path), escaped(file.format),
                     file.packets, file.octets, file.first_time.nanoseconds,
                     file.last_time.nanoseconds, file.snaplen_cut_packets, escaped(file.problem));
}

report::CaptureFile file_of(Words& words) {
  report::CaptureFile file;
  file.path = words.text();
  file.format = words.text();
  file.packets = words.number<std::uint64_t>();
  file.octets = words.number<std::uint64_t>();
  file.first_time = words.time();
  file.last_time = words.time();
  file.snaplen_cut_packets = words.number<std::uint64_t>();
  file.problem = words.text();
  return file;
}

void write_scan(const Scan& scan, std::ostream& out) {
  out << scan_form << '\n';
  for (const auto& file : scan.files)
    out << fmt::format("file\t{}\t{}\t{}\t{}\n", words_of(file.facts), file.start.nanoseconds,
                       file.latest_datagram.nanoseconds, file.dropped);
  for (const auto& [pair, facts] : scan.pairs)
    out << fmt::format("pair\t{}\t{}\t{}\t{}\t{}\t{}\n", words_of(pair), facts.packets,
                       facts.octets, facts.first.nanoseconds, facts.last.nanoseconds,
                       facts.ike ? "ike" : "-");
  for (const auto& [key, pair] : scan.keys)
    out << fmt::format("key\t{}\t{}\n", escaped(key), words_of(pair));
  for (const auto& [one, other] : scan.ties)
    out << fmt::format("tie\t{}\t{}\n", words_of(one), words_of(other));
  for (const auto& [outer, inner] : scan.tunnels)
    out << fmt::format("tunnel\t{}\t{}\n", words_of(outer), words_of(inner));
  for (const auto& end : scan.ends)
    out << fmt::format("end\t{}\t{}\n", to_text(end.address), end.port);
  out << "whole\n";
}

tl::expected<void, std::string> read_scan(const std::string& path, Scan& scan) {
  std::ifstream in(path);
  if (!in) return tl::unexpected(path + ": cannot be opened");
  std::string line;
  if (!std::getline(in, line) || line != scan_form)
    return tl::unexpected(path + ": no scan of espect shard scan");
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    if (line == "whole" && in.peek() == std::ifstream::traits_type::eof()) return {};
    if (!read_line(line, scan))
      return tl::unexpected(fmt::format("{}: line {} is none of a scan", path, number));
  }
  return tl::unexpected(path + ": the scan ends early");
}

}  // namespace espect::shard
