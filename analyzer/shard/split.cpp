// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/split.h"

#include <filesystem>
#include <unordered_map>

#include <fmt/format.h>

#include "analyzer/capture/pcapng_writer.h"
#include "analyzer/network/link_types.h"
#include "analyzer/run/capture_run.h"
#include "analyzer/run/output_file.h"
#include "analyzer/shard/pair_cache.h"
#include "analyzer/shard/relevance.h"
#include "ipsec/sessions/esp/eesp_form.h"

namespace espect::shard {
namespace {

// A part that is being written; complete in its place or not there.
class Part {
 public:
  static tl::expected<std::unique_ptr<Part>, std::string> open(
      const std::string& path, const std::vector<std::string>& captures) {
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    auto file = run::OutputFile::open(path, captures);
    if (!file) return tl::unexpected(file.error().reason);
    return std::make_unique<Part>(std::move(*file));
  }
  explicit Part(run::OutputFile file) : file_(std::move(file)), writer_(file_.stream()) {}
  capture::PcapngWriter& writer() { return writer_; }
  bool finish() { return file_.finish(); }

 private:
  run::OutputFile file_;
  capture::PcapngWriter writer_;
};

// Where a packet goes: what it gave, and what it may belong to.
class Sorter : public DatagramListener, public network::LayerWatcher {
 public:
  Sorter(const Plan& plan, const ip::IpsecPorts& ports, Time latest)
      : plan_(plan), ports_(ports), latest_(latest), wants_clear_(plan.ike) {}

  void begin() {
    clear_ = {};
    owner_ = nullptr;
    heard_ = nullptr;
    unknown_.reset();
    behind_ = 0;
  }
  void on(const Datagram& datagram) override {
    const auto* error = std::get_if<IcmpError>(&datagram.content);
    const Pair pair(error != nullptr ? error->quoted : datagram.path);
    const bool in_pieces = std::holds_alternative<BrokenFragments>(datagram.content);
    if (in_pieces) return;  // of packets before this one
    take(pair, std::holds_alternative<Ike>(datagram.content));
    if (datagram.time < latest_) behind_ = latest_.nanoseconds - datagram.time.nanoseconds;
    latest_ = std::max(latest_, datagram.time);
  }
  // Without IKE no selectors become known.
  bool wants_clear() const override { return wants_clear_; }
  void on_clear(std::uint32_t /*frame*/, Time /*time*/, Bytes ip_packet) override {
    clear_ = ip_packet;
  }
  void on_layer(const ip::IpView& view) override {
    const Pair pair(view.datagram.path);
    if (const auto* of = find(pair); of != nullptr && may_matter(view, ports_, plan_.ends)) {
      owner_ = owner_ != nullptr ? owner_ : of;
      // A segment may hold IKE that ends in a later one.
      if (view.payload.protocol == 6) heard_ = of;
    }
  }
  void on_wanted_fragment(const ip::IpView& view, bool /*waiting*/) override {
    if (const auto* of = find(Pair(view.datagram.path))) {
      owner_ = owner_ != nullptr ? owner_ : of;
      heard_ = of;
    }
  }

  std::optional<std::uint8_t> eesp_protocol() const override {
    return sessions::eesp_protocol_of(nullptr);
  }

  const Plan::Of* owner() const { return owner_; }
  // Whose IKE message it holds, or may hold.
  const Plan::Of* heard() const { return heard_; }
  const std::optional<Pair>& unknown() const { return unknown_; }
  std::int64_t behind() const { return behind_; }
  Bytes clear() const { return clear_; }  // the IP packet; empty: it is none in the clear

 private:
  const Plan::Of* find(const Pair& pair) {
    return known_.of(pair, [&]() -> const Plan::Of* {
      const auto found = plan_.pairs.find(pair);
      return found != plan_.pairs.end() ? &found->second : nullptr;
    });
  }
  void take(const Pair& pair, bool ike) {
    const auto* of = find(pair);
    if (of == nullptr) {
      unknown_ = pair;
      return;
    }
    owner_ = owner_ != nullptr ? owner_ : of;
    if (ike) heard_ = of;
  }

  const Plan& plan_;
  const ip::IpsecPorts& ports_;
  PairCache<const Plan::Of*> known_;
  Time latest_;
  const Plan::Of* owner_ = nullptr;
  const Plan::Of* heard_ = nullptr;
  std::optional<Pair> unknown_;
  std::int64_t behind_ = 0;
  Bytes clear_;
  bool wants_clear_;
};

class Splitter {
 public:
  Splitter(const Plan& plan, std::size_t file, std::string folder,
           const std::vector<std::string>& captures)
      : plan_(plan),
        file_(file),
        folder_(std::move(folder)),
        captures_(captures),
        shards_(plan.shards + std::size_t{1}) {}

  void write(const capture::Packet& packet, std::uint32_t shard, PacketNote note) {
    auto& to = shards_[shard];
    if (to.part == nullptr) {
      auto opened = Part::open(part_in(folder_, shard, file_), captures_);
      if (!opened) {
        problem_ = opened.error();
        return;
      }
      to.part = std::move(*opened);
    }
    if (const auto clock = clock_of(to); clock > packet.time) note.clock = clock;
    to.last = passed_ + 1;
    to.clock = earliest_time;
    ++to.packets;
    to.part->writer().write(packet.link_type, packet.time, packet.bytes, packet.wire_octets,
                            std::uint64_t{file_} << frame_bits | packet.frame,
                            note.says_nothing() ? std::string() : to_text(note));
  }
  void write_clear(const capture::Packet& packet, Bytes ip_packet) {
    constexpr std::uint16_t raw_ip = 101;
    constexpr std::size_t beginning = 128;  // headers and ports
    if (clear_ == nullptr) {
      auto opened = Part::open(clear_part_in(folder_, file_), captures_);
      if (!opened) {
        problem_ = opened.error();
        return;
      }
      clear_ = std::move(*opened);
    }
    ++facts_.clear_packets;
    clear_->writer().write(raw_ip, packet.time,
                           ip_packet.first(std::min(beginning, ip_packet.size())),
                           static_cast<std::uint32_t>(ip_packet.size()),
                           std::uint64_t{file_} << frame_bits | packet.frame, {});
  }
  // Behind the packet itself.
  void passed(Time time) {
    ++passed_;
    if (time >= latest_) {
      latest_ = time;
      latest_at_ = passed_;
      return;
    }
    for (auto& of : shards_) of.clock = std::max(of.clock, time);
  }
  bool finish() {
    for (std::uint32_t shard = 1; shard <= plan_.shards; ++shard) {
      auto& of = shards_[shard];
      facts_.clock[shard] = clock_of(of);
      if (of.part == nullptr) continue;
      facts_.packets_in[shard] = of.packets;
      if (!of.part->finish()) return false;
    }
    if (clear_ != nullptr && !clear_->finish()) return false;
    // What an earlier plan put there is not in the way.
    if (clear_ == nullptr) remove(clear_part_in(folder_, file_));
    for (std::uint32_t shard = 1; shard <= plan_.shards; ++shard)
      if (shards_[shard].part == nullptr) remove(part_in(folder_, shard, file_));
    return true;
  }
  SplitFacts& facts() { return facts_; }
  const std::string& problem() const { return problem_; }

 private:
  void remove(const std::string& part) const {
    std::error_code none;
    if (!std::filesystem::exists(part, none)) return;
    for (const auto& capture : captures_)
      if (std::filesystem::equivalent(part, capture, none)) return;
    std::filesystem::remove(part, none);
  }

  const Plan& plan_;
  std::size_t file_;
  std::string folder_;
  const std::vector<std::string>& captures_;
  struct OfShard {
    std::unique_ptr<Part> part;  // null: it got no packet yet
    std::uint64_t last = 0;      // the last packet that it got, counted as passed_ does
    Time clock = earliest_time;  // the latest packet behind that one that is none of a rising clock
    std::uint64_t packets = 0;
  };
  // The latest packet behind the last one that it got.
  Time clock_of(const OfShard& of) const { return latest_at_ > of.last ? latest_ : of.clock; }

  std::vector<OfShard> shards_;  // by number
  std::unique_ptr<Part> clear_;
  SplitFacts facts_;
  std::uint64_t passed_ = 0;  // packets
  Time latest_ = earliest_time;
  std::uint64_t latest_at_ = 0;  // the packet that has it
  std::string problem_;
};

void count(const network::Stack& stack, const capture::Packet& packet, NetworkRecord& record) {
  if (stack.was_malformed()) ++record.malformed_packets;
  if (stack.closed_by() == nullptr) return;
  if (network::reads_link_type(packet.link_type))
    ++record.closed_packets[stack.closed_by()];
  else
    ++record.unknown_link_packets[packet.link_type];
}

}  // namespace

tl::expected<report::CaptureFile, std::string> split_file(
    const run::Input& input, const ip::IpsecPorts& ports, const Plan& plan,
    const std::string& folder, const std::vector<std::string>& captures) {
  const auto index = plan.index_of(input.path);
  if (!index) return tl::unexpected(input.path + ": is in no scan of this plan");
  const auto& scanned = plan.files[*index].facts;
  run::CaptureRun run(input, ports);
  Sorter sorter(plan, ports, plan.latest_before(*index));
  network::Stack stack(sorter, ports);
  stack.watch(sorter);
  run.connect(stack, 0);
  Splitter splitter(plan, *index, folder, captures);
  while (splitter.problem().empty() && run.read()) {
    sorter.begin();
    run.take();
    const auto& packet = run.packet();
    if (sorter.unknown())
      return tl::unexpected(fmt::format(
          "{}: frame {} is IPsec between {} and {}, which the plan does "
          "not know: scan it again",
          input.path, packet.frame, to_text(sorter.unknown()->a), to_text(sorter.unknown()->b)));
    const auto* owner = sorter.owner();
    if (owner == nullptr)
      count(stack, packet, splitter.facts().not_in_shards);
    else
      splitter.write(packet, owner->shard, {false, sorter.behind(), std::nullopt});
    if (!sorter.clear().empty()) splitter.write_clear(packet, sorter.clear());
    if (const auto* heard = sorter.heard())
      for (const auto shard : heard->heard_in)
        splitter.write(packet, shard, {true, 0, std::nullopt});
    splitter.passed(packet.time);
  }
  stack.finish();
  run.finish();
  if (!splitter.problem().empty()) return tl::unexpected(splitter.problem());
  if (run.file().memory_short) return tl::unexpected(run.file().problem);
  if (run.file().packets != scanned.packets)
    return tl::unexpected(
        fmt::format("{}: has {} packets, when it was scanned it had {}: scan it again", input.path,
                    run.file().packets, scanned.packets));
  if (!splitter.finish()) return tl::unexpected(folder + ": a part cannot be written");
  auto& facts = splitter.facts();
  facts.path = scanned.path;
  facts.packets = scanned.packets;
  std::error_code none;
  std::filesystem::create_directories(std::filesystem::path(facts_in(folder, *index)).parent_path(),
                                      none);
  for (const auto& [path, write] :
       {std::pair<std::string, std::function<void(std::ostream&)>>(
            plan_in(folder), [&](std::ostream& out) { write_plan(plan, out); }),
        std::pair<std::string, std::function<void(std::ostream&)>>(
            facts_in(folder, *index), [&](std::ostream& out) { write_facts(facts, out); })})
    if (run::write_output(path, captures, run::Readers::as_usual, write) != run::exit_success)
      return tl::unexpected(path + ": cannot be written");
  return run.file();
}

}  // namespace espect::shard
