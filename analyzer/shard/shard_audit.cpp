// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/shard_audit.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/capture/pcapng_options.h"
#include "analyzer/run/continued.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/memory_limit.h"
#include "analyzer/shard/extract.h"
#include "analyzer/shard/split.h"
#include "ipsec/bytes/endian.h"
#include "ipsec/datagram/forwarding_listener.h"

namespace espect::shard {
namespace {

// What the parts tell of a packet.
struct PartPacket {
  std::uint64_t file = 0;
  std::uint64_t frame = 0;
  PacketNote note;
};

PartPacket part_packet(const capture::Packet& packet) {
  constexpr std::uint16_t comment = 1;
  constexpr std::uint16_t packet_id = 5;
  PartPacket said;
  capture::for_each_option(
      packet.options, capture::ByteOrder(std::endian::little),
      [&](std::uint16_t code, Bytes value) {
        if (code == packet_id && value.size() == 8) {
          const auto id = capture::ByteOrder(std::endian::little).u64(value.data());
          said.file = id >> frame_bits;
          said.frame = id & ((std::uint64_t{1} << frame_bits) - 1);
        } else if (code == comment) {
          said.note = note_from({reinterpret_cast<const char*>(value.data()), value.size()});
        }
      });
  return said;
}

// Datagrams of this shard's own pairs: what the whole capture shows of their order comes with them.
class Own : public ForwardingListener {
 public:
  explicit Own(DatagramListener& sessions) : ForwardingListener(sessions) {}
  void on(const Datagram& datagram) override {
    ForwardingListener::on(datagram);
    if (std::holds_alternative<BrokenFragments>(datagram.content)) return;
    const auto late = at_end ? latest.nanoseconds - datagram.time.nanoseconds : behind;
    if (late <= 0) return;
    ++out_of_order;
    most_behind = std::max(most_behind, late);
  }
  // Those have a part of their own.
  bool wants_clear() const override { return false; }

  std::int64_t behind = 0;  // of the packet
  bool at_end = false;
  Time latest = earliest_time;  // of all captures
  std::uint64_t out_of_order = 0;
  std::int64_t most_behind = 0;
};

// IKE of pairs that another shard audits. Counts what it adds to the facts, to take that off again.
class Context : public ForwardingListener {
 public:
  Context(DatagramListener& listener, const sessions::Sessions& sessions)
      : ForwardingListener(listener), sessions_(sessions) {}
  void on(const Datagram& datagram) override {
    if (!std::holds_alternative<Ike>(datagram.content)) return;
    const auto before = sessions_.facts();
    const auto sightings = sessions_.ike_second_sightings();
    ForwardingListener::on(datagram);
    const auto& after = sessions_.facts();
    added.datagrams += after.datagrams - before.datagrams;
    added.cut_by_snap_length += after.cut_by_snap_length - before.cut_by_snap_length;
    added.ike_unreadable += after.ike_unreadable - before.ike_unreadable;
    added.second_sightings += sessions_.ike_second_sightings() - sightings;
    added.sas_not_tracked += after.sas_not_tracked - before.sas_not_tracked;
  }
  bool expects() const override { return false; }
  bool wants_clear() const override { return false; }

  sessions::CaptureFacts added;

 private:
  const sessions::Sessions& sessions_;
};

// A part, packet by packet in the order of frames.
class PartReader {
 public:
  // `into`: the file that it is of. An empty path has no packets.
  PartReader(const std::string& path, std::size_t file, const report::CaptureFile& into)
      : path_(path), file_(file), into_(into) {
    if (path.empty()) return;
    reader_.emplace(capture::CaptureReader::open(path, run::interrupted));
    if (!*reader_) problem_ = capture::to_text(reader_->error());
    next();
  }
  bool more() const { return more_; }
  std::uint64_t frame() const { return said_.frame; }  // of the file
  const PacketNote& note() const { return said_.note; }
  const capture::Packet& packet() const { return packet_; }  // with its number in the whole
  const std::string& problem() const { return problem_; }    // empty: none
  void next() {
    more_ = problem_.empty() && !run::interrupted() && (*reader_)->next(packet_);
    if (!more_) {
      if (problem_.empty() && (*reader_)->fault() != nullptr)
        problem_ = capture::to_text(*(*reader_)->fault());
      return;
    }
    const auto last = said_.frame;
    said_ = part_packet(packet_);
    more_ = said_.file == file_ && said_.frame > last && said_.frame <= into_.packets;
    if (!more_)
      problem_ = fmt::format("{}: packet {} is none of {}", path_, packet_.frame, into_.path);
    packet_.frame = static_cast<std::uint32_t>(into_.frames_before + said_.frame);
  }

 private:
  std::string path_;
  std::size_t file_;
  const report::CaptureFile& into_;
  std::optional<tl::expected<capture::CaptureReader, capture::CaptureError>> reader_;
  capture::Packet packet_;
  PartPacket said_;
  std::string problem_;
  bool more_ = false;
};

class Reading {
 public:
  Reading(const Plan& plan, const ip::IpsecPorts& ports, run::AuditedCapture& audit)
      : listener_(audit.listener()),
        births_(audit.sessions(), audit.findings()),
        own_(audit.listener()),
        context_(audit.listener(), audit.sessions()),
        stack_(own_, ports),
        context_stack_(context_, ports) {
    own_.latest = plan.latest_before(plan.files.size());
  }

  // The parts of one file, this shard's and what of it is in the clear; empty paths where there
  // are none. Gives the problem, empty when there is none.
  std::string read(const std::string& path, const std::string& clear_path, std::size_t file,
                   report::CaptureFile& into) {
    const auto before = stack_.facts().ipsec_packets;
    PartReader own(path, file, into);
    PartReader clear(clear_path, file, into);
    while (own.more() || clear.more()) {
      if (own.more() && (!clear.more() || own.frame() <= clear.frame())) {
        take(own.packet(), own.note());
        own.next();
      } else {
        take_clear(clear.packet());
        clear.next();
      }
    }
    into.ipsec_packets = stack_.facts().ipsec_packets - before;
    return own.problem().empty() ? clear.problem() : own.problem();
  }
  void reached(Time time) {
    if (time != earliest_time) stack_.reached(time);
  }
  void finish() {
    own_.at_end = true;
    stack_.finish();
    context_stack_.finish();
    births_.note(at_the_end, false);
  }

  const network::NetworkFacts& network() const { return stack_.facts(); }
  Births& births() { return births_; }
  // Those of its own pairs, as an audit of everything counts them.
  sessions::CaptureFacts facts(sessions::CaptureFacts facts) const {
    facts.datagrams -= context_.added.datagrams;
    facts.cut_by_snap_length -= context_.added.cut_by_snap_length;
    facts.ike_unreadable -= context_.added.ike_unreadable;
    facts.second_sightings -= context_.added.second_sightings;
    facts.sas_not_tracked -= context_.added.sas_not_tracked;
    facts.out_of_order = own_.out_of_order;
    facts.most_seconds_back = static_cast<double>(own_.most_behind) / 1e9;
    return facts;
  }

 private:
  void take(const capture::Packet& packet, const PacketNote& note) {
    if (note.clock) stack_.reached(*note.clock);
    if (note.context) {
      stack_.reached(packet.time);
      births_.note(packet.frame, false);
      context_stack_.on(packet);
    } else {
      own_.behind = note.behind;
      stack_.on(packet);
    }
    births_.note(packet.frame, note.context);
  }

  // Only the beginning of it is here; the rest says nothing of where it belongs.
  void take_clear(const capture::Packet& packet) {
    if (!listener_.wants_clear()) return;
    clear_packet_.assign(packet.bytes.begin(), packet.bytes.end());
    constexpr std::size_t longest = 65'575;  // of IP version 6
    clear_packet_.resize(std::clamp<std::size_t>(packet.wire_octets, clear_packet_.size(),
                                                 std::max(longest, clear_packet_.size())));
    listener_.on_clear(packet.frame, packet.time, clear_packet_);
    births_.note(packet.frame, false);
  }

  DatagramListener& listener_;
  std::vector<std::uint8_t> clear_packet_;
  Births births_;
  Own own_;
  Context context_;
  network::Stack stack_;
  network::Stack context_stack_;
};

}  // namespace

tl::expected<ShardRecords, std::string> audit_shard(const std::string& folder,
                                                    const ip::IpsecPorts& ports,
                                                    const run::AuditBasis& basis) {
  auto path = std::filesystem::path(folder);
  if (path.filename().empty()) path = path.parent_path();
  const auto name = path.filename().string();
  const auto all = path.has_parent_path() ? path.parent_path().string() : std::string(".");
  const auto plan = read_plan(plan_in(all));
  if (!plan) return tl::unexpected(plan.error());
  std::uint32_t shard = 0;
  const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), shard);
  if (error != std::errc{} || rest != name.data() + name.size() || shard < 1 ||
      shard > plan->shards)
    return tl::unexpected(fmt::format("{}: the plan has the shards 1 to {}", folder, plan->shards));
  ShardRecords records;
  records.plan = plan->digest();
  records.shard = shard;
  records.shards = plan->shards;
  records.keys_given = basis.keys != nullptr;
  auto with_pictures = basis;
  with_pictures.pictures = true;  // merge may be asked for them
  run::AuditedCapture audit(with_pictures);
  Reading reading(*plan, ports, audit);
  report::CaptureReport whole;
  for (std::size_t i = 0; i < plan->files.size(); ++i) {
    auto file = plan->files[i].facts;
    records.dropped += plan->files[i].dropped;
    const auto facts = read_facts(facts_in(all, i));
    if (!facts) return tl::unexpected(facts.error());
    if (facts->path != file.path || facts->packets != file.packets)
      return tl::unexpected(fmt::format("{}: was split by another plan", file.path));
    records.not_in_shards.add(facts->not_in_shards);
    const auto in = facts->packets_in.find(shard);
    const bool any = in != facts->packets_in.end() && in->second != 0;
    const bool clear = basis.keys != nullptr && facts->clear_packets != 0;
    if (auto problem = reading.read(any ? part_in(all, shard, i) : std::string(),
                                    clear ? clear_part_in(all, i) : std::string(), i, file);
        !problem.empty())
      return tl::unexpected(problem);
    if (const auto clock = facts->clock.find(shard); clock != facts->clock.end())
      reading.reached(clock->second);
    run::add_file(whole, std::move(file));
  }
  reading.finish();
  const auto network = reading.network();
  records.network = record_of(network);
  records.files = whole.files;
  const auto made = audit.finish(std::move(whole), network, records.dropped);
  records.interrupted = run::interrupted();
  reading.births().finish(*made.sessions, *made.findings);
  extract(made, reading.births(), records);
  records.sessions.facts = reading.facts(made.sessions->facts());
  return records;
}

}  // namespace espect::shard
