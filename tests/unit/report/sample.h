// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/report/words/audit_report.h"
#include "ipsec/bytes/writer.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/rules/rule.h"

// A report made of hand-made datagrams that went through the sessions and all rules.
namespace espect::report::sample {

using Octets = std::vector<std::uint8_t>;

struct Transform {
  std::uint8_t type;
  std::uint16_t id;
  std::uint16_t key_bits = 0;
};

inline Octets payload(std::uint8_t next, const Octets& body) {
  Writer out;
  out.number<std::uint8_t>(next);
  out.number<std::uint8_t>(0);
  out.number(static_cast<std::uint16_t>(body.size() + 4));
  out.append(body);
  return out.release();
}

inline Octets proposal(const std::vector<Transform>& transforms) {
  Writer out;
  out.append(Octets{0, 0, 0, 0, 1, 1, 0, static_cast<std::uint8_t>(transforms.size())});
  for (std::size_t i = 0; i < transforms.size(); ++i) {
    const auto& transform = transforms[i];
    out.number<std::uint8_t>(i + 1 < transforms.size() ? 3 : 0);
    out.number<std::uint8_t>(0);
    out.number<std::uint16_t>(transform.key_bits != 0 ? 12 : 8);
    out.number(transform.type);
    out.number<std::uint8_t>(0);
    out.number(transform.id);
    if (transform.key_bits == 0) continue;
    out.number<std::uint16_t>(0x800e);
    out.number(transform.key_bits);
  }
  out.patch(2, static_cast<std::uint16_t>(out.size()));
  return out.release();
}

inline Octets ike(std::uint64_t spi_i, std::uint64_t spi_r, std::uint8_t exchange,
                  std::uint8_t flags, std::uint32_t message_id, std::uint8_t first_payload,
                  const Octets& payloads) {
  Writer out;
  out.number(spi_i);
  out.number(spi_r);
  out.append(Octets{first_payload, 0x20, exchange, flags});
  out.number(message_id);
  out.number(static_cast<std::uint32_t>(payloads.size() + 28));
  out.append(payloads);
  return out.release();
}

// SA, KE and one notify of IKE_SA_INIT.
inline Octets init_payloads(const std::vector<Transform>& transforms, std::uint16_t method,
                            std::uint16_t notify) {
  Writer ke;
  ke.number(method);
  const auto* sizes = registry::key_exchange_parameters(method);
  ke.zeros(2 + (sizes != nullptr ? sizes->initiator_octets : std::size_t{32}));
  Writer said;
  said.zeros(2);
  said.number(notify);
  Writer out;
  out.append(payload(34, proposal(transforms)));
  out.append(payload(41, ke.release()));
  out.append(payload(0, said.release()));
  return out.release();
}

class CaptureMaker {
 public:
  CaptureMaker() {
    rules::install_all(*events_, *findings_, *registry::builtin_policy("default"));
    sessions_ = std::make_unique<sessions::Sessions>(*events_);
  }

  void esp(std::uint32_t spi, std::uint32_t sequence) {
    Writer packet;
    packet.number(spi);
    packet.number(sequence);
    packet.zeros(40);
    hand_over(Esp{packet.bytes(), spi, sequence}, true, 4500);
  }
  void ah(std::uint32_t spi, std::uint32_t sequence) {
    Writer packet;
    packet.append(Octets{4, 4, 0, 0});
    packet.number(spi);
    packet.number(sequence);
    packet.zeros(32);
    hand_over(Ah{{}, packet.bytes(), spi, sequence}, true, 0);
  }
  void ike_message(const Octets& message, bool from_initiator) {
    hand_over(Ike{message}, from_initiator, 500);
  }
  // An IKE_SA_INIT exchange in which the responder takes the whole offer, then one IKE_AUTH.
  void ike_sa(std::uint64_t spi, const std::vector<Transform>& transforms, std::uint16_t method) {
    constexpr std::uint16_t fragmentation_supported = 16430;
    const auto init = init_payloads(transforms, method, fragmentation_supported);
    ike_message(ike(spi, 0, 34, 0x08, 0, 33, init), true);
    ike_message(ike(spi, spi + 1, 34, 0x20, 0, 33, init), false);
    const auto sealed = payload(35, Octets(200, 0xaa));
    ike_message(ike(spi, spi + 1, 35, 0x08, 1, 46, sealed), true);
    ike_message(ike(spi, spi + 1, 35, 0x20, 1, 46, sealed), false);
  }

  CaptureReport finish(std::string path) {
    sessions_->finish({start + frame_ * 1'000'000});
    CaptureReport capture;
    capture.path = std::move(path);
    capture.format = "pcap";
    capture.packets = frame_;
    capture.octets = frame_ * 100U;
    capture.ipsec_packets = frame_;
    capture.first_time = {start + 1'000'000};
    capture.last_time = {start + frame_ * 1'000'000};
    capture.events = std::move(events_);
    capture.sessions = std::move(sessions_);
    capture.findings = std::move(findings_);
    return capture;
  }

 private:
  static constexpr std::int64_t start = 1'795'528'434'099'000'000;

  template <class Content>
  void hand_over(Content content, bool from_initiator, std::uint16_t port) {
    constexpr std::uint8_t initiator[] = {10, 1, 0, 10};
    constexpr std::uint8_t responder[] = {10, 2, 0, 10};
    Datagram datagram;
    datagram.frame = ++frame_;
    datagram.time = {start + frame_ * 1'000'000};
    datagram.path.source = Address::v4_from(from_initiator ? initiator : responder);
    datagram.path.destination = Address::v4_from(from_initiator ? responder : initiator);
    datagram.path.source_port = datagram.path.destination_port = port;
    if (port != 0) datagram.path.encapsulation = Encapsulation::udp;
    datagram.ip.packet_octets = 100;
    datagram.ip.identification = frame_;  // a packet of its own, not one captured twice
    datagram.content = content;
    sessions_->on(datagram);
  }

  std::unique_ptr<sessions::Subscriptions> events_ = std::make_unique<sessions::Subscriptions>();
  std::unique_ptr<rules::Findings> findings_ = std::make_unique<rules::Findings>();
  std::unique_ptr<sessions::Sessions> sessions_;
  std::uint32_t frame_ = 0;
};

inline const std::vector<Transform> hybrid = {{1, 20, 256}, {2, 5}, {4, 31}, {6, 36}, {7, 0}};
inline const std::vector<Transform> obsolete = {{1, 3}, {2, 1}, {3, 1}, {4, 2}};

// Frames 1-4 a hybrid IKE SA, 5-10 an ESP flow with a repeat (frame 7) and a packet left of the
// window (frame 10), 11 AH, 12-15 an IKE SA with 3DES, MD5 and 1024-bit MODP.
inline CaptureReport troubled(std::string path) {
  CaptureMaker maker;
  maker.ike_sa(0x578b4528739f3adc, hybrid, 31);
  for (const std::uint32_t sequence : {1U, 2U, 2U, 5U, 100U, 60U}) maker.esp(0xcb17561b, sequence);
  maker.ah(0x00001234, 7);
  maker.ike_sa(0x1122334455667788, obsolete, 2);
  return maker.finish(std::move(path));
}

inline CaptureReport healthy(std::string path) {
  CaptureMaker maker;
  maker.ike_sa(0x0102030405060708, hybrid, 31);
  for (std::uint32_t sequence = 1; sequence <= 3; ++sequence) maker.esp(0xc0ffee00, sequence);
  return maker.finish(std::move(path));
}

inline CaptureReport unreadable(std::string path, std::string problem) {
  auto capture = CaptureMaker().finish(std::move(path));
  capture.format.clear();
  capture.problem = std::move(problem);
  return capture;
}

template <class... Captures>
AuditReport report_of(Captures... captures) {
  AuditReport report;
  report.policy = "default";
  (report.captures.push_back(std::move(captures)), ...);
  return report;
}

inline std::string written(const AuditReport& report,
                           const std::function<void(const AuditReport&, std::ostream&)>& write) {
  std::ostringstream out;
  write(report, out);
  return out.str();
}

}  // namespace espect::report::sample
