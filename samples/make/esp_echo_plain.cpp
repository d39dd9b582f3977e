// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/echo.h"
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

// ESP Echo on SPI 7 and 8, before there is an SA.
class Prober {
 public:
  explicit Prober(Sample& sample)
      : wire_(sample.wire), identifier_(static_cast<std::uint16_t>(sample.random.next())) {}

  EspEcho next(std::size_t data_octets, std::uint32_t reply_spi = 0) {
    return {false, identifier_, ++sequence_, reply_spi, 0, counting(data_octets)};
  }
  void send(Side from, EchoVariant variant, const EspEcho& echo) {
    wire_.esp(from, plain_echo(variant, echo, variant == EchoVariant::b ? echo.sequence : 0U));
  }
  void answered(EchoVariant variant, const EspEcho& request, const EspEcho& reply) {
    send(initiator, variant, request);
    wire_.answer_time();
    send(responder, variant, reply);
    wire_.wait(1000);
  }
  void answered(EchoVariant variant, const EspEcho& request) {
    EspEcho reply = request;
    reply.reply = true;
    reply.reply_spi = 0;
    answered(variant, request, reply);
  }
  // A new run of the program: identifier and sequence anew.
  void restart(Random& random) {
    identifier_ = static_cast<std::uint16_t>(random.next());
    sequence_ = 0;
  }

 private:
  Wire& wire_;
  std::uint16_t identifier_;
  std::uint16_t sequence_ = 0;
};

constexpr std::uint32_t reply_on_8 = registry::reserved_spi::esp_echo_reply;

// The path carries ESP; now the gateways use it.
void tunnel_after_probing(Sample& sample, bool behind_nat) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init({}, {}, behind_nat);
  auto child = session.auth(between_the_sites());
  child.ping(initiator, left_host, right_host, 3);
  session.close(initiator);
}

}  // namespace

void esp_echo_plain(Sample& sample) {
  auto& wire = sample.wire;
  Prober prober(sample);
  for (const int family : {4, 6}) {
    wire.use_family(family);
    prober.answered(EchoVariant::a, {});
    prober.restart(sample.random);
    for (const std::size_t octets : {0, 5, 56, 1000})
      prober.answered(EchoVariant::b, prober.next(octets));
    prober.restart(sample.random);
    for (const std::size_t octets : {0, 56, 1000})
      prober.answered(EchoVariant::f, prober.next(octets, reply_on_8));
    prober.send(initiator, EchoVariant::f, prober.next(56));  // R = 0: nobody answers
    wire.wait(1000);
    prober.restart(sample.random);
    for (const std::size_t octets : {16, 56, 512})
      prober.answered(EchoVariant::g, prober.next(octets, reply_on_8));
    prober.restart(sample.random);
  }
  wire.use_family(4);
  tunnel_after_probing(sample, false);

  // From behind a NAT ESP travels in UDP.
  wire.wait(4000);
  wire.encapsulate(true);
  for (const auto variant : {EchoVariant::b, EchoVariant::f, EchoVariant::g}) {
    prober.restart(sample.random);
    for (int i = 0; i < 2; ++i)
      prober.answered(variant, prober.next(56, variant == EchoVariant::b ? 0 : reply_on_8));
  }
  wire.encapsulate(false);
  tunnel_after_probing(sample, true);
}

void esp_echo_plain_defect(Sample& sample) {
  auto& wire = sample.wire;
  Prober prober(sample);
  const auto reply_to = [](EspEcho echo) {
    echo.reply = true;
    echo.reply_spi = 0;
    return echo;
  };
  prober.answered(EchoVariant::f, prober.next(56, reply_on_8));

  auto request = prober.next(56, reply_on_8);
  auto reply = reply_to(request);
  reply.data[20] ^= 0x01;  // other data
  prober.answered(EchoVariant::f, request, reply);

  request = prober.next(56, reply_on_8);
  reply = reply_to(request);
  reply.data = counting(900);  // amplifies
  prober.answered(EchoVariant::f, request, reply);

  request = prober.next(56, reply_on_8);
  reply = reply_to(request);
  reply.identifier = static_cast<std::uint16_t>(reply.identifier + 1);
  prober.answered(EchoVariant::f, request, reply);

  prober.send(initiator, EchoVariant::f, prober.next(56, reply_on_8));  // never answered
  wire.wait(8000);

  prober.restart(sample.random);
  prober.answered(EchoVariant::b, prober.next(56));
  request = prober.next(56);
  reply = reply_to(request);
  reply.data = Octets(56, 0);
  prober.answered(EchoVariant::b, request, reply);

  tunnel_after_probing(sample, false);
  wire.wait(8000);
}

}  // namespace espect::samples
