// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <random>

#include "tests/support/catch.h"
#include "tests/unit/network/tcp_builder.h"

namespace espect::test {
namespace {

struct Model {
  Octets stream = prefix;
  std::vector<Octets> frames;
};

Model random_stream(std::mt19937& random) {
  Model model;
  const auto count = 1 + random() % 30;
  for (unsigned i = 0; i < count; ++i) {
    const std::size_t size = random() % 20 == 0 ? 9'000 : random() % 300;
    model.frames.push_back(random() % 4 == 0 ? Octets(4, 0) + ike(28 + size)
                                             : esp(0xc0000000 + i % 3, i, size));
    model.stream = model.stream + in_frame(model.frames.back());
  }
  return model;
}

TEST_CASE("any segmentation, order, repetition and overlap gives the frames of the stream") {
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    const Model model = random_stream(random);
    std::vector<std::pair<std::size_t, std::size_t>> segments;
    for (std::size_t at = 0; at < model.stream.size();) {
      const auto size = std::min<std::size_t>(1 + random() % (round % 3 == 0 ? 12 : 1'400),
                                              model.stream.size() - at);
      segments.emplace_back(at, size);
      if (random() % 10 == 0) {
        const std::size_t from = at - std::min<std::size_t>(at, random() % 50);
        segments.emplace_back(from, 1 + random() % (at + size - from));
      }
      at += size;
    }
    if (round % 2 != 0)
      for (std::size_t at = 0; at < segments.size(); at += 7)
        std::shuffle(
            segments.begin() + static_cast<std::ptrdiff_t>(at),
            segments.begin() + static_cast<std::ptrdiff_t>(std::min(at + 7, segments.size())),
            random);
    const auto start = static_cast<std::uint32_t>(random());
    Recorder recorder;
    recorder.feed(in_tcp({.sequence = start - 1, .flags = syn}));
    for (const auto& [at, size] : segments)
      recorder.feed(in_tcp({.sequence = start + static_cast<std::uint32_t>(at)},
                           part(model.stream, at, size)));
    REQUIRE(contents(recorder) == model.frames);
    CHECK(recorder.stack.facts().tcp_gaps == 0);
    CHECK(recorder.stack.facts().tcp_4500_packets == 0);
  }
}

TEST_CASE("with lost segments nothing is invented and most is found") {
  std::mt19937 random(6);
  std::size_t sent = 0;
  std::size_t found = 0;
  for (int round = 0; round < 200; ++round) {
    const Model model = random_stream(random);
    Recorder recorder({}, {.gap_octets = 4'000});
    recorder.feed(in_tcp({.sequence = 0, .flags = syn})).feed(in_tcp({.sequence = 1}, prefix));
    std::uint32_t sequence = 7;
    for (const Octets& content : model.frames) {  // as senders do: one frame, or pieces of one
      const Octets frame = in_frame(content);
      for (std::size_t at = 0; at < frame.size(); at += 1'448) {
        const Octets piece = part(frame, at, std::min<std::size_t>(1'448, frame.size() - at));
        if (random() % 12 != 0) recorder.feed(in_tcp({.sequence = sequence}, piece));
        sequence += static_cast<std::uint32_t>(piece.size());
      }
    }
    recorder.stack.finish();
    const auto got = contents(recorder);
    sent += model.frames.size();
    found += got.size();
    std::size_t at = 0;
    for (const Octets& one : got) {
      while (at < model.frames.size() && model.frames[at] != one) ++at;
      REQUIRE(at < model.frames.size());
      ++at;
    }
  }
  CHECK(found * 10 > sent * 7);
}

TEST_CASE("no truncation and no corruption of TCP does harm") {
  std::mt19937 random(8);
  Recorder recorder({}, {.streams = 20, .octets = 60'000, .gap_octets = 3'000});
  const std::uint8_t flags[] = {0x10, 0x10, 0x10, 0x10, syn, syn_ack, rst, fin};
  for (int round = 0; round < 30'000; ++round) {
    const Model model = random_stream(random);
    const auto from = random() % model.stream.size();
    const auto size = std::min<std::size_t>(random() % 500, model.stream.size() - from);
    const bool back = random() % 2 == 0;
    const unsigned port = 1 + static_cast<unsigned>(random() % 5);
    Octets packet = in_tcp({.source = back ? 4'500 : port,
                            .destination = back ? port : (random() % 9 == 0 ? 80U : 4'500U),
                            .sequence = static_cast<std::uint32_t>(random() % 2'000),
                            .acknowledgment = static_cast<std::uint32_t>(random() % 2'000),
                            .flags = flags[random() % std::size(flags)]},
                           part(model.stream, random() % 2 == 0 ? 0 : from, size));
    if (random() % 3 == 0) packet[20 + random() % (packet.size() - 20)] ^= 0xff;
    if (random() % 4 == 0) packet.resize(random() % packet.size());
    recorder.time.nanoseconds += static_cast<std::int64_t>(random() % 2'000'000'000);
    recorder.feed(packet, 101, random() % 4 == 0 ? 40 : 0);
  }
  recorder.stack.finish();
  CHECK(recorder.stack.facts().tcp_gaps > 100);
  CHECK(recorder.stack.facts().tcp_4500_packets > 100);
  CHECK(recorder.seen.size() > 1'000);
}

}  // namespace
}  // namespace espect::test
