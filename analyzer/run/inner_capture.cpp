// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/inner_capture.h"

#include <utility>

#include <fmt/format.h>

#include "analyzer/run/ip_packet.h"
#include "ipsec/ip/protocol.h"
#include "ipsec/sessions/names.h"
#include "ipsec/wire/encoder.h"

namespace espect::run {
namespace {

constexpr std::uint16_t raw_ip = 101;  // LINKTYPE_RAW

}  // namespace

InnerCapture::InnerCapture(std::ostream& out, sessions::Subscriptions& events) : writer_(out) {
  events.to<sessions::InnerPacket>([this](const auto& packet) { write(packet); });
  events.to<sessions::IkeMessageOpened>([this](const auto& opened) { write(opened); });
  events.to<sessions::Ikev1MessageOpened>([this](const auto& opened) { write(opened); });
}

void InnerCapture::write(const sessions::InnerPacket& inner) {
  const auto& datagram = inner.datagram;
  const auto comment =
      fmt::format("{} SPI 0x{:08x} sequence {}, outer frame {}{}",
                  display_name(inner.flow.protocol), inner.flow.spi, inner.sequence, datagram.frame,
                  inner.authentic ? "" : "; decrypted, not authenticated");
  if (ip::protocol::is_ip(inner.protocol)) {
    writer_.write(raw_ip, datagram.time, inner.octets, comment);
  } else {
    const auto packet = ip_packet(datagram.path, datagram.ip, inner.protocol, inner.octets);
    if (packet.empty()) return;
    writer_.write(raw_ip, datagram.time, packet, comment);
  }
  ++packets_;
  const std::tuple outer(datagram.frame, inner.flow.id, inner.sequence);
  if (std::exchange(last_, outer) != outer) ++opened_packets_;
}

void InnerCapture::write(const sessions::IkeMessageOpened& opened) {
  if (opened.contents == nullptr) return;
  auto header = opened.message.header();
  header.next_payload = opened.contents->first_type();
  const auto inside = opened.contents->octets();
  header.length = static_cast<std::uint32_t>(wire::ike::Header::octets + inside.size());
  write(opened.datagram, wire::encode(header), inside,
        fmt::format("IKE SA {:016x}-{:016x} opened with key generation {}, outer frame {}",
                    header.spi_i, header.spi_r, opened.by.generation, opened.datagram.frame));
}

// As it would travel in the clear: without the E flag and without the cipher's padding.
void InnerCapture::write(const sessions::Ikev1MessageOpened& opened) {
  auto header = opened.message.header();
  header.flags &= static_cast<std::uint8_t>(~wire::ikev1::Header::encryption_flag);
  const auto& contents = opened.contents;
  const auto inside = contents.octets().first(contents.octets().size() - contents.padding().size());
  header.length = static_cast<std::uint32_t>(wire::ikev1::Header::octets + inside.size());
  write(opened.datagram, wire::encode(header), inside,
        fmt::format("IKEv1 SA {:016x}-{:016x} opened{}, outer frame {}", header.spi_i, header.spi_r,
                    opened.hash_verified ? ", its HASH verified" : "", opened.datagram.frame));
}

void InnerCapture::write(const Datagram& datagram, Bytes header, Bytes inside,
                         const std::string& comment) {
  std::vector<std::uint8_t> message;
  const auto* ike = std::get_if<Ike>(&datagram.content);
  if (ike != nullptr && ike->non_esp_marker) message.resize(4);  // RFC 3948 section 2.2
  message.insert(message.end(), header.begin(), header.end());
  message.insert(message.end(), inside.begin(), inside.end());
  const auto packet = udp_packet(datagram.path, datagram.ip, message);
  if (packet.empty()) return;
  writer_.write(raw_ip, datagram.time, packet, comment);
  ++messages_;
}

}  // namespace espect::run
