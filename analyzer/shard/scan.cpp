// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/scan.h"

#include <fmt/format.h>

#include "analyzer/run/capture_run.h"
#include "analyzer/shard/pair_cache.h"
#include "analyzer/shard/relevance.h"
#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/esp/eesp_form.h"
#include "ipsec/sessions/ike/ike_message.h"

namespace espect::shard {
namespace {

// An ICMP error belongs to what it quotes.
const Path& path_of(const Datagram& datagram) {
  const auto* error = std::get_if<IcmpError>(&datagram.content);
  return error != nullptr ? error->quoted : datagram.path;
}

class Scanner : public DatagramListener, public network::LayerWatcher {
 public:
  Scanner(Scan& scan, ScannedFile& file) : scan_(scan), file_(file) {}

  void begin(const capture::Packet& packet) {
    layers_.clear();
    in_packet_.clear();
    time_ = packet.time;
    octets_ = packet.bytes.size();
  }
  void end() {
    for (std::size_t i = 1; i < in_packet_.size(); ++i)
      if (!(in_packet_[0] == in_packet_[i])) scan_.ties.emplace(in_packet_[0], in_packet_[i]);
    for (const auto& inside : in_packet_)
      for (const auto& layer : layers_)
        if (!(layer == inside)) scan_.tunnels.emplace(layer, inside);
  }

  void on(const Datagram& datagram) override {
    const Path& path = path_of(datagram);
    const Pair pair(path);
    auto& facts = note(pair);
    // What stays in pieces came in earlier packets than this one.
    if (!std::holds_alternative<BrokenFragments>(datagram.content)) {
      in_packet_.push_back(pair);
      file_.latest_datagram = std::max(file_.latest_datagram, datagram.time);
    }
    if (path.encapsulation != Encapsulation::none && !usual_ports(path))
      for (const auto& end :
           {End{path.source, path.source_port}, End{path.destination, path.destination_port}})
        scan_.ends.insert(end);
    std::visit([&](const auto& content) { tie(pair, facts, content); }, datagram.content);
  }
  // Whoever gives the number to something else does that when a shard is audited.
  std::optional<std::uint8_t> eesp_protocol() const override {
    return sessions::eesp_protocol_of(nullptr);
  }
  void on_layer(const ip::IpView& view) override {
    layers_.emplace_back(view.datagram.path);
    if (is_tcp_4500(view)) note(layers_.back());
  }
  void on_wanted_fragment(const ip::IpView& view, bool waiting) override {
    if (waiting) note(Pair(view.datagram.path));
  }

 private:
  PairFacts& note(const Pair& pair) {
    auto& facts = *facts_.of(pair, [&] { return &scan_.pairs[pair]; });
    ++facts.packets;
    facts.octets += octets_;
    facts.first = std::min(facts.first, time_);
    facts.last = std::max(facts.last, time_);
    return facts;
  }
  void key(const Pair& pair, std::string key) { scan_.keys.emplace(std::move(key), pair); }
  void spi_key(const Pair& pair, const char* protocol, std::uint32_t spi) {
    key(pair, fmt::format("{}{:08x}", protocol, spi));
  }
  void ike_key(const Pair& pair, Bytes message) {
    if (message.size() >= 8)
      key(pair, fmt::format("ike{:016x}", load_be<std::uint64_t>(message.data())));
  }

  // Of an SA every packet but the first says what is known.
  void sa_key(const Pair& pair, const PairFacts& facts, const char* protocol, std::uint32_t spi) {
    constexpr std::uint32_t golden = 0x9e3779b9;
    auto& newest = newest_sas_[(spi * golden) >> (32 - newest_bits)];
    const NotedSa sa{&facts, protocol, spi};
    if (newest == sa) return;
    newest = sa;
    spi_key(pair, protocol, spi);
  }

  void tie(const Pair& pair, PairFacts& facts, const Esp& esp) {
    sa_key(pair, facts, esp_key, esp.spi);
  }
  void tie(const Pair& pair, PairFacts& facts, const Eesp& eesp) {
    sa_key(pair, facts, eesp_key, eesp.spi);
  }
  void tie(const Pair& pair, PairFacts& facts, const Ah& ah) {
    sa_key(pair, facts, ah_key, ah.spi);
  }
  void tie(const Pair& pair, PairFacts& facts, const Ike& ike) {
    facts.ike = true;
    ike_key(pair, ike.message);
    // INVALID_SPI in the clear complains about packets that may come from another address.
    if (!message_.read(ike.message, nullptr) || message_.header().major_version() == 1) return;
    const auto notify = message_.error_notify();
    if (!notify || !notify->is(registry::notify::invalid_spi) || notify->data.size() != 4) return;
    for (const char* protocol : {esp_key, ah_key})
      spi_key(pair, protocol, load_be<std::uint32_t>(notify->data.data()));
  }
  void tie(const Pair& pair, PairFacts& /*facts*/, const IcmpError& error) {
    ike_key(pair, error.ike);
    if (error.carried == Carried::esp) spi_key(pair, esp_key, error.spi);
    if (error.carried == Carried::ah) spi_key(pair, ah_key, error.spi);
    if (error.carried == Carried::ike || error.carried == Carried::unknown) key(pair, "icmp");
  }
  // What rules say of packets in pieces they say of all together.
  void tie(const Pair& pair, PairFacts& /*facts*/, const BrokenFragments& /*broken*/) {
    key(pair, "fragments");
  }
  void tie(const Pair& /*pair*/, PairFacts& /*facts*/, const Keepalive& /*keepalive*/) {}

  static constexpr const char* esp_key = "esp";
  static constexpr const char* eesp_key = "eesp";
  static constexpr const char* ah_key = "ah";
  struct NotedSa {
    const PairFacts* pair = nullptr;
    const char* protocol = nullptr;
    std::uint32_t spi = 0;
    friend bool operator==(const NotedSa&, const NotedSa&) = default;
  };

  Scan& scan_;
  ScannedFile& file_;
  PairCache<PairFacts*> facts_;
  static constexpr unsigned newest_bits = 13;
  std::vector<NotedSa> newest_sas_ = std::vector<NotedSa>(std::size_t{1} << newest_bits);
  std::vector<Pair> layers_;
  std::vector<Pair> in_packet_;
  Time time_{};
  std::uint64_t octets_ = 0;
  sessions::IkeMessage message_;
};

}  // namespace

void scan_file(const run::Input& input, const ip::IpsecPorts& ports, Scan& scan) {
  run::CaptureRun run(input, ports);
  ScannedFile file;
  Scanner scanner(scan, file);
  network::Stack stack(scanner, ports);
  stack.watch(scanner);
  run.connect(stack, 0);
  while (run.read()) {
    if (run.packet().frame == 1) file.start = run.packet().time;
    scanner.begin(run.packet());
    run.take();
    scanner.end();
  }
  stack.finish();
  run.finish();
  file.facts = run.file();
  file.facts.ipsec_packets = 0;
  file.facts.not_looked_into.clear();
  file.dropped = run.dropped().value_or(0);
  scan.files.push_back(std::move(file));
}

}  // namespace espect::shard
