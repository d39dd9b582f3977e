// SPDX-License-Identifier: GPL-2.0-or-later
// IKE messages of samples: read payload by payload, and a whole negotiation through the sessions.
#include <vector>

#include <benchmark/benchmark.h>

#include "ipsec/bytes/endian.h"
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/sessions/sessions.h"
#include "tests/bench/parts/recorded.h"

namespace espect::test {
namespace {

constexpr const char* sample = "hybrid-ml-kem";

struct Message {
  Datagram datagram;
  std::vector<std::uint8_t> octets;

  // Other SPIs, the same in all messages of a round; of IKE_SA_INIT the second is still 0.
  void next_round() {
    for (const std::size_t spi : {0U, 8U}) {
      std::uint64_t number = load_be<std::uint64_t>(octets.data() + spi);
      if (number == 0) continue;
      ++number;
      for (std::size_t i = 0; i < 8; ++i)
        octets[spi + i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    }
  }
};

std::vector<Message> recorded_messages() {
  std::vector<Message> messages;
  each_datagram(sample, [&](const Datagram& datagram) {
    if (const auto* ike = std::get_if<Ike>(&datagram.content))
      messages.push_back({datagram, {ike->message.begin(), ike->message.end()}});
  });
  for (auto& message : messages) {
    message.datagram.fragment_frames = {};
    message.datagram.extension_headers = {};
    std::get<Ike>(message.datagram.content).message = message.octets;
  }
  return messages;
}

// Per message.
void ike_message_read(benchmark::State& state) {
  const auto messages = recorded_messages();
  if (messages.empty()) return state.SkipWithError("no IKE message in the sample");
  sessions::IkeMessage message;
  std::size_t at = 0;
  for (auto unused : state) {
    static_cast<void>(unused);
    benchmark::DoNotOptimize(message.read(messages[at].octets));
    at = at + 1 == messages.size() ? 0 : at + 1;
  }
}
BENCHMARK(ike_message_read);

// Per message, of negotiations that each have SPIs of their own; nothing is opened.
void ike_negotiation(benchmark::State& state) {
  auto messages = recorded_messages();
  if (messages.empty()) return state.SkipWithError("no IKE message in the sample");
  const sessions::Subscriptions events;
  sessions::Sessions sessions(events);
  std::size_t at = 0;
  std::uint32_t frame = 0;
  for (auto unused : state) {
    static_cast<void>(unused);
    auto& message = messages[at];
    message.datagram.frame = ++frame;
    sessions.on(message.datagram);
    message.next_round();
    at = at + 1 == messages.size() ? 0 : at + 1;
  }
  if (sessions.ike_sas().size() == 0) state.SkipWithError("no IKE SA came of it");
}
BENCHMARK(ike_negotiation);

}  // namespace
}  // namespace espect::test
