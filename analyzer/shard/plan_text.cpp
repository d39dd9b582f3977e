// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <fstream>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/shard/file_words.h"
#include "analyzer/shard/plan.h"

namespace espect::shard {
namespace {

constexpr std::string_view plan_form = "espect-plan\t1";

bool read_line(std::string_view line, Plan& plan) {
  Words words(line);
  const auto kind = words.word();
  if (kind == "shards") {
    plan.shards = words.number<std::uint32_t>();
    if (plan.shards == 0 || plan.shards > most_shards) return false;
  } else if (kind == "ike") {
    plan.ike = true;
  } else if (kind == "file") {
    ScannedFile file;
    file.facts = file_of(words);
    file.start = words.time();
    file.latest_datagram = words.time();
    file.dropped = words.number<std::uint64_t>();
    file.facts.frames_before = words.number<std::uint64_t>();
    plan.files.push_back(std::move(file));
  } else if (kind == "pair") {
    const auto a = words.address();
    const auto b = words.address();
    auto& of = plan.pairs[{a, b}];
    of.shard = words.number<std::uint32_t>();
    of.group = words.number<std::uint32_t>();
    of.packets = words.number<std::uint64_t>();
    of.octets = words.number<std::uint64_t>();
    while (words.left() != 0) of.heard_in.insert(words.number<std::uint32_t>());
    const auto is_one = [&plan](std::uint32_t shard) { return shard >= 1 && shard <= plan.shards; };
    if (!is_one(of.shard) || !std::ranges::all_of(of.heard_in, is_one)) return false;
  } else if (kind == "end") {
    const auto address = words.address();
    plan.ends.insert({address, words.number<std::uint16_t>()});
  } else {
    return false;
  }
  return words.ok() && words.left() == 0;
}

}  // namespace

void write_plan(const Plan& plan, std::ostream& out) {
  out << plan_form << "\nshards\t" << plan.shards << '\n';
  if (plan.ike) out << "ike\n";
  for (const auto& file : plan.files)
    out << fmt::format("file\t{}\t{}\t{}\t{}\t{}\n", words_of(file.facts), file.start.nanoseconds,
                       file.latest_datagram.nanoseconds, file.dropped, file.facts.frames_before);
  for (const auto& [pair, of] : plan.pairs)
    out << fmt::format("pair\t{}\t{}\t{}\t{}\t{}\t{}{}{}\n", to_text(pair.a), to_text(pair.b),
                       of.shard, of.group, of.packets, of.octets, of.heard_in.empty() ? "" : "\t",
                       fmt::join(of.heard_in, "\t"));
  for (const auto& end : plan.ends)
    out << fmt::format("end\t{}\t{}\n", to_text(end.address), end.port);
  out << "whole\n";
}

tl::expected<Plan, std::string> read_plan(const std::string& path) {
  std::ifstream in(path);
  if (!in) return tl::unexpected(path + ": cannot be opened");
  std::string line;
  if (!std::getline(in, line) || line != plan_form)
    return tl::unexpected(path + ": no plan of espect shard plan");
  Plan plan;
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    if (line == "whole" && in.peek() == std::ifstream::traits_type::eof()) return plan;
    if (!read_line(line, plan))
      return tl::unexpected(fmt::format("{}: line {} is none of a plan", path, number));
  }
  return tl::unexpected(path + ": the plan ends early");
}

}  // namespace espect::shard
