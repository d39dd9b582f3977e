// SPDX-License-Identifier: GPL-2.0-or-later
#include <optional>

#include "samples/make/echo.h"
#include "samples/make/extensions.h"
#include "samples/make/iptfs.h"
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

ChildPlan with_echo() {
  auto plan = between_the_sites();
  plan.asked = plan.answered = {esp_echo_supported()};
  return plan;
}

ChildPlan iptfs_with_echo() {
  auto plan = with_echo();
  const auto use_aggfrag = notify(registry::notify::use_aggfrag, numbers(std::uint8_t{0}));
  plan.asked.push_back(use_aggfrag);
  plan.answered.push_back(use_aggfrag);
  plan.mode = "iptfs";
  return plan;
}

void send(Child& on, Side from, EchoVariant variant, const EspEcho& echo) {
  Around around;
  around.next_header = aggfrag_protocol;
  on.protect(from, protected_echo(variant, echo), around);
}

EspEcho reply_to(EspEcho echo) {
  echo.reply = true;
  echo.reply_spi = 0;
  echo.reserved_flags = 0;
  return echo;
}

class Pinger {
 public:
  explicit Pinger(Sample& sample)
      : wire_(sample.wire), identifier_(static_cast<std::uint16_t>(sample.random.next())) {}

  // A request by the initiator for a reply on `reply_on`; null: on the SA that pairs with it.
  EspEcho request(std::size_t data_octets, const Child* reply_on) {
    return {false,       identifier_,
            ++sequence_, reply_on == nullptr ? 0U : reply_on->spi(initiator),
            0,           counting(data_octets)};
  }
  void exchange(Child& request_on, EchoVariant variant, const EspEcho& request, Child& reply_on,
                const EspEcho& reply) {
    send(request_on, initiator, variant, request);
    wire_.answer_time();
    send(reply_on, responder, variant, reply);
    wire_.wait(1000);
  }
  void exchange(Child& request_on, EchoVariant variant, Child& reply_on,
                std::size_t data_octets = 56) {
    const auto asked = request(data_octets, &reply_on);
    exchange(request_on, variant, asked, reply_on, reply_to(asked));
  }

 private:
  Wire& wire_;
  std::uint16_t identifier_;
  std::uint16_t sequence_ = 0;
};

Octets inner_ping(bool reply, std::uint16_t sequence, std::size_t data_octets) {
  IpHeader header;
  header.source = *address_from(reply ? right_host : left_host);
  header.destination = *address_from(reply ? left_host : right_host);
  header.hop_limit = 63;
  header.identification = static_cast<std::uint16_t>(0x2100 + sequence);
  return icmp_echo(header, {reply, 0x5e1f, sequence, counting(data_octets)});
}

}  // namespace

void esp_echo_encrypted(Sample& sample) {
  auto& wire = sample.wire;
  Session session(wire, sample.random, sample.keys);
  session.init();
  auto first = session.auth(with_echo());
  first.ping(initiator, left_host, right_host, 2);

  Pinger pinger(sample);
  for (const auto variant :
       {EchoVariant::c, EchoVariant::d, EchoVariant::e, EchoVariant::f, EchoVariant::g}) {
    pinger.exchange(first, variant, first);
    pinger.exchange(first, variant, first, 500);
  }
  const auto anywhere = pinger.request(56, nullptr);  // R = 0
  pinger.exchange(first, EchoVariant::f, anywhere, first, reply_to(anywhere));

  // A second pair: requests on one, replies asked for on the other.
  auto second = session.create_child(initiator, with_echo());
  pinger.exchange(first, EchoVariant::f, second);
  pinger.exchange(second, EchoVariant::f, first);

  // Between AGGFRAG payloads of IP-TFS, also where these share an inner packet.
  auto iptfs = session.create_child(initiator, iptfs_with_echo());
  IpTfsSender left(iptfs, initiator, 480), right(iptfs, responder, 480);
  for (const bool reply : {false, true}) {
    auto& sender = reply ? right : left;
    for (std::uint16_t sequence = 1; sequence <= 2; ++sequence)
      sender.queue(inner_ping(reply, sequence, 56));
    sender.queue(inner_ping(reply, 3, 1100));
    sender.send();
    wire.wait(10);
    if (!reply) pinger.exchange(iptfs, EchoVariant::f, iptfs);
    while (!sender.empty()) {
      sender.send();
      wire.wait(10);
    }
  }
  for (const auto* child : {&second, &iptfs}) session.remove(initiator, *child);
  session.close(initiator);
}

void esp_echo_encrypted_defect(Sample& sample) {
  auto& wire = sample.wire;
  Session session(wire, sample.random, sample.keys);
  session.init();
  auto first = session.auth(with_echo());
  auto plan = with_echo();
  plan.asked = plan.answered = {esp_echo_supported(numbers(std::uint8_t{1}))};  // it has no data
  auto second = session.create_child(initiator, plan);

  Pinger pinger(sample);
  pinger.exchange(first, EchoVariant::f, first);

  auto request = pinger.request(56, &first);
  auto reply = reply_to(request);
  reply.data[20] ^= 0x01;  // other data
  pinger.exchange(first, EchoVariant::f, request, first, reply);

  request = pinger.request(56, &first);
  reply = reply_to(request);
  reply.data = counting(700);  // amplifies
  pinger.exchange(first, EchoVariant::f, request, first, reply);

  request = pinger.request(56, &first);
  reply = reply_to(request);
  reply.identifier = static_cast<std::uint16_t>(reply.identifier + 1);
  pinger.exchange(first, EchoVariant::f, request, first, reply);

  request = pinger.request(56, &first);
  request.reserved_flags = 0x04;
  pinger.exchange(first, EchoVariant::f, request, first, reply_to(request));

  // The reply comes on neither the SA that was named nor the one that pairs with the request's.
  auto silent = session.create_child(initiator, between_the_sites());  // without the notify
  request = pinger.request(56, &first);
  pinger.exchange(first, EchoVariant::f, request, second, reply_to(request));
  pinger.exchange(silent, EchoVariant::f, silent);

  send(first, initiator, EchoVariant::f, pinger.request(56, &first));  // never answered
  wire.wait(8000);
  session.remove(initiator, silent);
  session.close(initiator);
}

}  // namespace espect::samples
