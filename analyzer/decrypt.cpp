// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/decrypt.h"

#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/capture/pcapng_writer.h"
#include "analyzer/interruption.h"
#include "analyzer/ip_packet.h"
#include "analyzer/key_loading.h"
#include "analyzer/network/stack.h"
#include "ipsec/ip/protocol.h"
#include "ipsec/sessions/names.h"
#include "ipsec/sessions/sessions.h"
#include "ipsec/wire/encoder.h"

namespace espect {
namespace {

constexpr std::uint16_t raw_ip = 101;  // LINKTYPE_RAW

// Writes what the sessions open.
class InnerCapture {
 public:
  InnerCapture(std::ostream& out, sessions::Subscriptions& events) : writer_(out) {
    events.to<sessions::InnerPacket>([this](const auto& packet) { write(packet); });
    events.to<sessions::IkeMessageOpened>([this](const auto& opened) { write(opened); });
  }

  std::uint64_t packets() const { return packets_; }
  std::uint64_t messages() const { return messages_; }
  bool ok() const { return writer_.ok(); }

 private:
  void write(const sessions::InnerPacket& inner) {
    const auto& datagram = inner.datagram;
    const auto comment = fmt::format("{} SPI 0x{:08x} sequence {}, outer frame {}",
                                     display_name(inner.flow.protocol), inner.flow.spi,
                                     inner.sequence, datagram.frame);
    if (ip::protocol::is_ip(inner.protocol)) {
      writer_.write(raw_ip, datagram.time, inner.octets, comment);
    } else {
      const auto packet = ip_packet(datagram.path, datagram.ip, inner.protocol, inner.octets);
      if (packet.empty()) return;
      writer_.write(raw_ip, datagram.time, packet, comment);
    }
    ++packets_;
  }

  // The message as if it had been sent without SK: the header names the first payload inside.
  void write(const sessions::IkeMessageOpened& opened) {
    if (opened.contents == nullptr) return;
    auto header = opened.message.header();
    header.next_payload = opened.contents->first_type();
    const auto inside = opened.contents->octets();
    header.length = static_cast<std::uint32_t>(wire::ike::Header::octets + inside.size());
    const auto& datagram = opened.datagram;
    std::vector<std::uint8_t> message;
    const auto* ike = std::get_if<Ike>(&datagram.content);
    if (ike != nullptr && ike->non_esp_marker) message.resize(4);  // RFC 3948 section 2.2
    const auto header_octets = wire::encode(header);
    message.insert(message.end(), header_octets.begin(), header_octets.end());
    message.insert(message.end(), inside.begin(), inside.end());
    const auto packet = udp_packet(datagram.path, datagram.ip, message);
    if (packet.empty()) return;
    writer_.write(
        raw_ip, datagram.time, packet,
        fmt::format("IKE SA {:016x}-{:016x} opened with key generation {}, outer frame {}",
                    header.spi_i, header.spi_r, opened.generation.number, datagram.frame));
    ++messages_;
  }

  capture::PcapngWriter writer_;
  std::uint64_t packets_ = 0;
  std::uint64_t messages_ = 0;
};

// The exit status.
int decrypt_into(std::ostream& out, const std::string& input, const keys::KeyRing& keys) {
  auto reader = capture::CaptureReader::open(input);
  if (!reader) {
    std::cerr << "espect: " << capture::to_text(reader.error()) << '\n';
    return 3;
  }
  sessions::Subscriptions events;
  InnerCapture inner(out, events);
  sessions::Sessions sessions(events, &keys);
  network::Stack stack(sessions);
  capture::Packet packet;
  Time last{};
  while (!interrupted() && reader->next(packet)) {
    last = packet.time;
    stack.on(packet);
  }
  stack.finish();
  sessions.finish(last);
  std::cerr << fmt::format("espect: {} inner packets and {} IKE messages written\n",
                           inner.packets(), inner.messages());
  if (!inner.ok() || !out.flush()) {
    std::cerr << "espect: the output cannot be written\n";
    return 4;
  }
  if (reader->fault() != nullptr) {
    std::cerr << "espect: " << capture::to_text(*reader->fault()) << '\n';
    return 3;
  }
  return interrupted() ? 130 : 0;
}

}  // namespace

int decrypt(const options::Decrypt& settings) {
  const auto keys = load_keys(settings.keys);
  if (!keys) return 2;
  if (settings.output == "-") return decrypt_into(std::cout, settings.input, keys->ring);
  std::ofstream file(settings.output, std::ios::binary);
  if (!file) {
    std::cerr << "espect: cannot write " << settings.output << '\n';
    return 4;
  }
  return decrypt_into(file, settings.input, keys->ring);
}

}  // namespace espect
