// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"

namespace espect::test {

namespace {
constexpr std::size_t ip_octets = 20;
constexpr std::size_t ip_and_udp_octets = 28;
}  // namespace

const Address alice = *address_from("10.1.0.10");
const Address bob = *address_from("10.2.0.10");

Time at(double seconds) {
  return {1'700'000'000'000'000'000 + static_cast<std::int64_t>(seconds * 1e9)};
}

AuditBench::AuditBench(const registry::Policy& policy, const keys::KeyRing* ring_or_null,
                       const registry::ExperimentalProfile* profile, std::size_t table_limit)
    : sessions_(std::make_unique<sessions::Sessions>(events_, ring_or_null, profile)) {
  findings_.full_tables().set_limit(table_limit);
  findings_.watch(&touched_, &marks_);
  rules::install_all(events_, findings_, policy, profile);
  record();
}
AuditBench::AuditBench(const registry::Policy& policy) : AuditBench(policy, nullptr, nullptr) {}
AuditBench::AuditBench(WithKeys, const registry::ExperimentalProfile* profile)
    : AuditBench(*registry::builtin_policy("default"), &ring, profile) {}

AuditBench::AuditBench(TablesOf tables)
    : AuditBench(*registry::builtin_policy("default"), nullptr, nullptr, tables.entries) {}

AuditBench::~AuditBench() = default;

const sessions::IkeSa& AuditBench::ike_sa(std::uint32_t id) const {
  return sessions_->ike_sas()[id - 1];
}
const sessions::ChildSa& AuditBench::child(std::uint32_t id) const {
  return sessions_->child_sas()[id - 1];
}
const sessions::EspFlow& AuditBench::flow(std::uint32_t id) const {
  return sessions_->flows()[id - 1];
}
std::uint32_t AuditBench::flow_count() const {
  return sessions_->flows().size();
}

void AuditBench::record() {
  events_.to<sessions::IkeMessageOpened>([this](const sessions::IkeMessageOpened& event) {
    Opened one{event.message.header().exchange.value,
               event.message.header().message_id,
               event.message.header().response(),
               event.retransmission,
               event.by.generation,
               {}};
    if (event.contents != nullptr)
      for (const auto& payload : event.contents->payloads())
        one.payload_types.push_back(payload.type.value);
    opened.push_back(std::move(one));
  });
  events_.to<sessions::InnerPacket>([this](const sessions::InnerPacket& event) {
    inner.push_back({event.sequence,
                     event.protocol,
                     {event.octets.begin(), event.octets.end()},
                     event.authentic});
  });
  events_.to<sessions::IcvFailed>([this](const sessions::IcvFailed&) { ++icv_failed; });
}

AuditBench& AuditBench::ike(bool from_alice, const Octets& message, std::optional<double> seconds) {
  auto datagram = datagram_of(from_alice, seconds, ip_and_udp_octets + message.size());
  const auto octets = captured(datagram, message, ip_and_udp_octets);
  datagram.content = Ike{octets, false};
  sessions_->on(datagram);
  return *this;
}

AuditBench& AuditBench::fragmented_ike(bool from_alice, const Octets& message,
                                       std::uint16_t pieces) {
  std::vector<std::uint32_t> frames;
  for (std::uint16_t i = 0; i + 1 < pieces; ++i) frames.push_back(++frame_);
  auto datagram = datagram_of(from_alice, std::nullopt, ip_and_udp_octets + message.size());
  frames.push_back(datagram.frame);
  datagram.fragment_frames = frames;
  datagram.ip.fragments = pieces;
  datagram.ip.largest_piece = 1500;
  datagram.content = Ike{message, false};
  sessions_->on(datagram);
  return *this;
}

AuditBench& AuditBench::esp(bool from_alice, const Octets& packet) {
  auto datagram = datagram_of(from_alice, std::nullopt, ip_octets + packet.size());
  const auto octets = captured(datagram, packet, ip_octets);
  datagram.content =
      Esp{octets, load_be<std::uint32_t>(octets.data()), load_be<std::uint32_t>(octets.data() + 4)};
  sessions_->on(datagram);
  return *this;
}

AuditBench& AuditBench::ah(bool from_alice, const Octets& packet, std::size_t header_octets) {
  auto datagram = datagram_of(from_alice, std::nullopt, packet.size());
  const auto octets = captured(datagram, packet, 0);
  Ah ah;
  ah.spi = load_be<std::uint32_t>(octets.data() + header_octets + 4);
  ah.sequence = load_be<std::uint32_t>(octets.data() + header_octets + 8);
  ah.ip_header = Bytes(octets).first(header_octets);
  ah.header_and_payload = Bytes(octets).subspan(header_octets);
  datagram.content = ah;
  sessions_->on(datagram);
  return *this;
}

AuditBench& AuditBench::esp(std::uint32_t spi, std::uint32_t sequence, bool from_alice) {
  return esp_at(esp_seconds_ += 0.02, spi, sequence, from_alice);
}

AuditBench& AuditBench::esp_at(double seconds, std::uint32_t spi, std::uint32_t sequence,
                               bool from_alice) {
  const std::vector<std::uint8_t> packet(80, 0);
  auto datagram = datagram_of(from_alice, seconds, packet.size() + 20);
  datagram.content = Esp{packet, spi, sequence};
  sessions_->on(datagram);
  return *this;
}

AuditBench& AuditBench::end(double seconds) {
  sessions_->finish(at(seconds));
  for (const auto* finding : findings_.in_order()) check_words_of_frames(*finding);
  return *this;
}

void AuditBench::check_words_of_frames(const rules::Finding& finding) const {
  if (finding.frames.size() < 2 && finding.count < 2) return;
  for (const auto frame : finding.frames) {
    const auto mark = std::ranges::find_if(marks_, [&](const rules::FrameMark& one) {
      return one.finding == &finding && one.frame <= frame && frame <= one.last_frame;
    });
    INFO(finding.rule->id << " in frame " << frame);
    CHECK(mark != marks_.end());
    if (mark != marks_.end()) CHECK(to_text(*mark) != finding.sentence());
  }
}

std::vector<const rules::Finding*> AuditBench::of(std::string_view rule) const {
  std::vector<const rules::Finding*> found;
  for (const auto* finding : findings_.in_order())
    if (finding->rule->id == rule) found.push_back(finding);
  for (const auto* finding : found) check_words_of_frames(*finding);
  return found;
}

const rules::Finding* AuditBench::only(std::string_view rule) const {
  const auto found = of(rule);
  return found.size() == 1 ? found.front() : nullptr;
}

Datagram AuditBench::datagram(bool from_alice, double seconds) {
  auto made = datagram_of(from_alice, seconds, 100);
  made.content = Keepalive{};
  return made;
}

Datagram AuditBench::datagram_of(bool from_alice, std::optional<double> seconds,
                                 std::size_t packet_octets) {
  Datagram datagram;
  datagram.frame = ++frame_;
  datagram.time = at(seconds.value_or(frame_ * 0.01));
  datagram.path.source = from_alice ? alice_seen : bob_seen;
  datagram.path.destination = from_alice ? bob_seen : alice_seen;
  datagram.path.source_port = datagram.path.destination_port = 500;
  datagram.ip.packet_octets = datagram.ip.largest_piece = static_cast<std::uint32_t>(packet_octets);
  return datagram;
}

Octets AuditBench::captured(Datagram& datagram, const Octets& octets, std::size_t headers) const {
  const auto kept = std::min(octets.size(), snap_length < headers ? 0 : snap_length - headers);
  datagram.cut_octets = static_cast<std::uint32_t>(octets.size() - kept);
  return {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(kept)};
}

}  // namespace espect::test
