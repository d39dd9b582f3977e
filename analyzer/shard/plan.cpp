// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/plan.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <sstream>

#include <fmt/format.h>

#include "analyzer/run/rotation.h"

namespace espect::shard {
namespace {

constexpr std::uint64_t most_frames = UINT32_MAX;

// Union-find over pairs.
class Groups {
 public:
  std::size_t node(const Pair& pair) {
    const auto [at, is_new] = nodes_.try_emplace(pair, parents_.size());
    if (is_new) parents_.push_back(parents_.size());
    return at->second;
  }
  std::size_t root(std::size_t node) {
    while (parents_[node] != node) node = parents_[node] = parents_[parents_[node]];
    return node;
  }
  void join(const Pair& one, const Pair& other) {
    const auto a = root(node(one));
    const auto b = root(node(other));
    parents_[std::max(a, b)] = std::min(a, b);
  }
  std::size_t group(const Pair& pair) { return root(node(pair)); }

 private:
  std::map<Pair, std::size_t> nodes_;
  std::vector<std::size_t> parents_;
};

Groups groups_of(const Scan& scan) {
  Groups groups;
  for (const auto& [pair, facts] : scan.pairs) groups.node(pair);
  const std::pair<std::string, Pair>* before = nullptr;
  for (const auto& key : scan.keys) {
    if (before != nullptr && before->first == key.first) groups.join(before->second, key.second);
    before = &key;
  }
  for (const auto& [one, other] : scan.ties) groups.join(one, other);
  // A tunnel matters where the pair around it has fragments or IPsec of its own.
  for (const auto& [outer, inner] : scan.tunnels)
    if (scan.pairs.contains(outer)) groups.join(outer, inner);
  return groups;
}

struct Group {
  std::uint64_t octets = 0;
  std::vector<Pair> pairs;
  std::map<std::uint32_t, std::uint64_t> before;  // octets by shard of the older plan
};

// A group that an older plan has in two shards goes where most of it is.
std::uint32_t kept_in(const Group& group, std::vector<std::string>& news) {
  const auto most =
      std::ranges::max_element(group.before, {}, [](const auto& of) { return of.second; });
  if (group.before.size() > 1) {
    std::string shards;
    for (const auto& [shard, octets] : group.before)
      shards += fmt::format("{}{}", shards.empty() ? "" : " and ", shard);
    news.push_back(fmt::format(
        "{} - {} and what it is tied to is in shards {}: all of it is in {} now, so split "
        "and audit these shards again",
        to_text(group.pairs.front().a), to_text(group.pairs.front().b), shards, most->first));
  }
  return most->first;
}

void hear_one_another(Plan& plan, const Scan& scan) {
  std::map<Address, std::set<std::uint32_t>> shards_of;
  for (const auto& [pair, of] : plan.pairs) {
    shards_of[pair.a].insert(of.shard);
    shards_of[pair.b].insert(of.shard);
  }
  for (auto& [pair, of] : plan.pairs) {
    const auto facts = scan.pairs.find(pair);
    if (facts == scan.pairs.end() || !facts->second.ike) continue;
    for (const auto& address : {pair.a, pair.b})
      of.heard_in.insert(shards_of[address].begin(), shards_of[address].end());
    of.heard_in.erase(of.shard);
  }
}

std::vector<ScannedFile> in_order(std::vector<ScannedFile> files) {
  std::ranges::stable_sort(files, [](const ScannedFile& a, const ScannedFile& b) {
    if (a.facts.packets == 0 || b.facts.packets == 0)
      return a.facts.packets != 0 && b.facts.packets == 0;
    if (a.start != b.start) return a.start < b.start;
    return run::before_by_name(a.facts.path, b.facts.path);
  });
  std::uint64_t frames = 0;
  for (auto& file : files) {
    file.facts.frames_before = frames;
    frames += file.facts.packets;
  }
  return files;
}

}  // namespace

std::optional<std::size_t> Plan::index_of(const std::string& path) const {
  const auto with = [&](auto&& same) -> std::optional<std::size_t> {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (!same(files[i].facts.path)) continue;
      if (found) return std::nullopt;
      found = i;
    }
    return found;
  };
  if (auto found = with([&](const std::string& scanned) { return scanned == path; })) return found;
  const auto name = std::filesystem::path(path).filename();
  return with([&](const std::string& scanned) {
    return std::filesystem::path(scanned).filename() == name;
  });
}

Time Plan::latest_before(std::size_t file) const {
  Time latest = earliest_time;
  for (std::size_t i = 0; i < file; ++i) latest = std::max(latest, files[i].latest_datagram);
  return latest;
}

std::string Plan::digest() const {
  std::ostringstream text;
  write_plan(*this, text);
  std::uint64_t sum = 0xcbf29ce484222325U;
  for (const char octet : text.str())
    sum = (sum ^ static_cast<std::uint8_t>(octet)) * 0x100000001b3U;
  return fmt::format("{:016x}", sum);
}

tl::expected<Plan, std::string> make_plan(const Scan& scan, std::uint32_t shards, const Plan* older,
                                          std::vector<std::string>& news) {
  Plan plan;
  plan.shards = shards;
  plan.files = in_order(scan.files);
  plan.ends = scan.ends;
  const auto& last = plan.files.back().facts;
  if (last.frames_before + last.packets > most_frames)
    return tl::unexpected(
        fmt::format("{} packets: a plan numbers at most {}; make one for each day",
                    last.frames_before + last.packets, most_frames));
  auto groups = groups_of(scan);
  std::map<std::size_t, Group> by_root;
  for (const auto& [pair, facts] : scan.pairs) {
    plan.ike = plan.ike || facts.ike;
    auto& group = by_root[groups.group(pair)];
    group.octets += facts.octets;
    group.pairs.push_back(pair);
    if (older == nullptr) continue;
    if (const auto was = older->pairs.find(pair); was != older->pairs.end())
      group.before[was->second.shard] += was->second.octets + 1;
  }
  std::vector<std::uint64_t> load(shards);
  const auto put = [&](const Group& group, std::uint32_t number, std::uint32_t shard) {
    load[shard - 1] += group.octets;
    for (const auto& pair : group.pairs) {
      const auto& facts = scan.pairs.at(pair);
      plan.pairs[pair] = {shard, number, facts.octets, facts.packets, {}};
    }
  };
  std::vector<const Group*> open;
  std::map<const Group*, std::uint32_t> numbers;
  for (const auto& [root, group] : by_root) {
    numbers.emplace(&group, static_cast<std::uint32_t>(numbers.size() + 1));
    if (group.before.empty())
      open.push_back(&group);
    else
      put(group, numbers[&group], kept_in(group, news));
  }
  std::ranges::sort(open, [&](const Group* a, const Group* b) {
    return std::pair(b->octets, numbers[a]) < std::pair(a->octets, numbers[b]);
  });
  for (const auto* group : open) {
    const auto lightest = std::ranges::min_element(load);
    put(*group, numbers[group], static_cast<std::uint32_t>(lightest - load.begin()) + 1);
  }
  hear_one_another(plan, scan);
  return plan;
}

}  // namespace espect::shard
