// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/policy/extensions/breach.h"
#include "ipsec/rules/policy/extensions/checks.h"
#include "ipsec/rules/policy/extensions/own_sas.h"
#include "ipsec/rules/policy/selector_cover.h"
#include "ipsec/rules/replay/echo_subject.h"

// ESP echo; experimental profile section 7 and the drafts' own rules.
namespace espect::rules {
namespace {

constexpr double right_after = 10;           // seconds, of ESP-10
constexpr std::size_t most_requests = 1024;  // that may turn out to have failed

void on_message(const Bench& bench, const sessions::IkeMessageOpened& event) {
  if (event.contents == nullptr || event.retransmission) return;
  Breaches breaches;
  for (const auto& notify : sessions::sa_payloads_of(*event.contents).extensions)
    if (notify.type == registry::notify::esp_echo_supported &&
        (!notify.data.empty() || !names_no_sa(notify)))
      breaches.push_back({"XEC-01", "ESP_ECHO_SUPPORTED has data or names an SA"});
  report_breaches(bench, Subject(event.sa), breaches, event.datagram.frame);
}

void on_child(const Bench& bench, const sessions::ChildSaMade& event) {
  constexpr auto supported = registry::notify::esp_echo_supported;
  if (event.request == nullptr || event.response.extension(supported) == nullptr ||
      event.request->extension(supported) != nullptr)
    return;
  report_breaches(bench, Subject(event.sa),
                  {{"XEC-01", "ESP_ECHO_SUPPORTED answers a request without it", Severity::medium,
                    Breach::Place::second}},
                  event.request_frame, event.response_frame);
}

// A reply leaves on the SA that its request names, or on the one that pairs with the request's.
bool takes_another_path(const sessions::EchoSeen& event) {
  const auto* request = event.request;
  if (!event.echo.reply || request == nullptr || event.flow == nullptr || event.child == nullptr ||
      request->child_sa == 0 || event.child->id == request->child_sa)
    return false;
  return !request->reply_path || event.flow->spi != request->reply_spi;
}

void on_echo(const Bench& bench, const sessions::EchoSeen& event) {
  const auto& echo = event.echo;
  Breaches breaches;
  if (echo.reserved_flags) breaches.push_back({"XEC-04", "reserved flags of an ESP echo are set"});
  if (!echo.length_fits)
    breaches.push_back({"XEC-04", "Data Length of an ESP echo does not fit its payload"});
  if (echo.reply && event.request != nullptr && !event.request->wants_reply())
    breaches.push_back({"ESP-04", "a reply to an echo that asked for none"});
  if (takes_another_path(event))
    breaches.push_back({"ESP-05",
                        fmt::format("a reply came on SPI 0x{:08x}, neither the SA that its request "
                                    "names nor the one that pairs with the request's",
                                    event.flow->spi),
                        Severity::low});
  if (event.child != nullptr && !event.child->echo_supported)
    breaches.push_back(
        {"XEC-02", "an ESP echo on an SA without ESP_ECHO_SUPPORTED", Severity::info});
  report_breaches(bench, echo_subject(event), breaches, event.datagram.frame);
}

// Whether the peers fall back to plaintext when echoes fail.
class Fallback {
 public:
  explicit Fallback(const Bench& bench) : bench_(bench) {}

  void on(const sessions::EchoSeen& event) {
    if (event.echo.reply) {
      if (event.request != nullptr) open_.erase(event.request->frame);
      return;
    }
    if (open_.size() == most_requests) open_.erase(open_.begin());
    open_[event.datagram.frame] = {event.datagram.time, event.datagram.path, event.child, 0, {}};
  }
  void on(const sessions::ClearPacketSeen& event) {
    if (open_.empty()) return;
    InnerHeader packet;
    if (!inner::read_packet(event.ip_packet, packet) || packet.icmp_error) return;
    for (auto& [frame, request] : open_) {
      const double after = seconds_between(request.time, event.time);
      if (request.clear_frame != 0 || after < 0 || after > right_after ||
          !concerns(request, packet))
        continue;
      request.clear_frame = event.frame;
      request.clear_packet = to_text(packet);
    }
  }
  void on(const sessions::EchoUnanswered& event) {
    const auto found = open_.find(event.request.frame);
    if (found == open_.end() || found->second.clear_frame == 0) return;
    Subject subject;
    subject.protocol = Protocol::esp;
    subject.flow = event.request.flow;
    subject.destination = event.request.path.destination;
    report_breaches(bench_, subject,
                    {{"ESP-10",
                      fmt::format("{} went in the clear right after an ESP echo that nobody "
                                  "answered",
                                  found->second.clear_packet),
                      Severity::low}},
                    event.request.frame, found->second.clear_frame);
    bench_.about(subject).certainty = Certainty::observed;
  }

 private:
  struct Request {
    Time time{};
    Path path;
    const sessions::ChildSa* child = nullptr;
    std::uint32_t clear_frame = 0;
    std::string clear_packet;
  };
  // Between the peers themselves, or what belongs into the SA of the echo.
  static bool concerns(const Request& request, const InnerHeader& packet) {
    const auto& [source, destination] = std::tie(packet.source, packet.destination);
    const bool peers = (source == request.path.source && destination == request.path.destination) ||
                       (source == request.path.destination && destination == request.path.source);
    if (peers || request.child == nullptr) return peers;
    const auto& child = *request.child;
    return (covers(child.ts_i, packet, true) && covers(child.ts_r, packet, false)) ||
           (covers(child.ts_r, packet, true) && covers(child.ts_i, packet, false));
  }

  Bench bench_;
  std::map<std::uint32_t, Request> open_;  // by frame
};

}  // namespace

void check_echoes(const Bench& bench) {
  bench.events.to<sessions::IkeMessageOpened>(
      [bench](const auto& event) { on_message(bench, event); });
  bench.events.to<sessions::ChildSaMade>([bench](const auto& event) { on_child(bench, event); });
  const auto fallback = std::make_shared<Fallback>(bench);
  bench.events.to<sessions::EchoSeen>([bench, fallback](const auto& event) {
    on_echo(bench, event);
    fallback->on(event);
  });
  bench.events.to<sessions::ClearPacketSeen>(
      [fallback](const auto& event) { fallback->on(event); });
  bench.events.to<sessions::EchoUnanswered>([fallback](const auto& event) { fallback->on(event); });
}

}  // namespace espect::rules
