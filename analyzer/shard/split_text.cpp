// SPDX-License-Identifier: GPL-2.0-or-later
#include <fstream>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/shard/lines.h"
#include "analyzer/shard/split.h"

namespace espect::shard {
namespace {

constexpr std::string_view facts_form = "espect-facts\t1";

bool read_line(std::string_view line, SplitFacts& facts) {
  Words words(line);
  const auto kind = words.word();
  if (kind == "file") {
    facts.path = words.text();
    facts.packets = words.number<std::uint64_t>();
  } else if (kind == "malformed") {
    facts.not_in_shards.malformed_packets = words.number<std::uint64_t>();
  } else if (kind == "clear") {
    facts.clear_packets = words.number<std::uint64_t>();
  } else if (kind == "link") {
    const auto link = words.number<std::uint16_t>();
    facts.not_in_shards.unknown_link_packets[link] = words.number<std::uint64_t>();
  } else if (kind == "closed") {
    auto what = words.text();
    facts.not_in_shards.closed_packets[std::move(what)] = words.number<std::uint64_t>();
  } else if (kind == "shard") {
    const auto shard = words.number<std::uint32_t>();
    facts.packets_in[shard] = words.number<std::uint64_t>();
    facts.clock[shard] = words.time();
  } else {
    return false;
  }
  return words.ok() && words.left() == 0;
}

}  // namespace

std::string plan_in(const std::string& folder) {
  return folder + "/plan";
}
std::string facts_in(const std::string& folder, std::size_t file) {
  return fmt::format("{}/inputs/{:06}.facts", folder, file);
}
std::string part_in(const std::string& folder, std::uint32_t shard, std::size_t file) {
  return fmt::format("{}/{}/{:06}.pcapng", folder, shard, file);
}
std::string clear_part_in(const std::string& folder, std::size_t file) {
  return fmt::format("{}/clear/{:06}.pcapng", folder, file);
}

std::string to_text(const PacketNote& note) {
  std::string text;
  if (note.context) text += "context ";
  if (note.behind != 0) text += fmt::format("behind {} ", note.behind);
  if (note.clock) text += fmt::format("clock {} ", note.clock->nanoseconds);
  if (!text.empty()) text.pop_back();
  return text;
}

PacketNote note_from(std::string_view comment) {
  PacketNote note;
  std::string tabbed(comment);
  for (char& c : tabbed)
    if (c == ' ') c = '\t';
  Words words(tabbed);
  while (words.ok() && words.left() != 0) {
    const auto word = words.word();
    if (word == "context") note.context = true;
    if (word == "behind") note.behind = words.number<std::int64_t>();
    if (word == "clock") note.clock = words.time();
  }
  return note;
}

void write_facts(const SplitFacts& facts, std::ostream& out) {
  out << facts_form << '\n';
  out << fmt::format("file\t{}\t{}\n", escaped(facts.path), facts.packets);
  out << fmt::format("malformed\t{}\n", facts.not_in_shards.malformed_packets);
  out << fmt::format("clear\t{}\n", facts.clear_packets);
  for (const auto& [link, packets] : facts.not_in_shards.unknown_link_packets)
    out << fmt::format("link\t{}\t{}\n", link, packets);
  for (const auto& [what, packets] : facts.not_in_shards.closed_packets)
    out << fmt::format("closed\t{}\t{}\n", escaped(what), packets);
  for (const auto& [shard, clock] : facts.clock) {
    const auto packets = facts.packets_in.find(shard);
    out << fmt::format("shard\t{}\t{}\t{}\n", shard,
                       packets != facts.packets_in.end() ? packets->second : 0, clock.nanoseconds);
  }
  out << "whole\n";
}

tl::expected<SplitFacts, std::string> read_facts(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  if (!in || !std::getline(in, line) || line != facts_form)
    return tl::unexpected(path + ": no facts of espect shard split");
  SplitFacts facts;
  while (std::getline(in, line)) {
    if (line == "whole") return facts;
    if (!read_line(line, facts)) break;
  }
  return tl::unexpected(path + ": the facts of espect shard split are damaged");
}

}  // namespace espect::shard
