// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/aggfrag.h"

#include <random>
#include <set>

#include "tests/support/catch.h"
#include "tests/support/packet_builder.h"

namespace espect::test::aggfrag_test {
namespace {

using sessions::AggfragPacket;
using sessions::AggfragReassembler;

Octets aggfrag(unsigned offset, const Octets& blocks) {
  return Octets{0, 0} + u16(offset) + blocks;
}

struct Run {
  AggfragReassembler reassembler;
  std::vector<Octets> packets;
  std::vector<std::uint32_t> first_frames;
  std::uint32_t frame = 0;

  AggfragReassembler::Inner inner() {
    return [this](const AggfragPacket& one) {
      packets.emplace_back(one.packet.begin(), one.packet.end());
      first_frames.push_back(one.first_frame);
      CHECK(one.first_frame <= one.last_frame);
      CHECK((one.pieces == 1) == (one.first_frame == one.last_frame));
    };
  }
  // In memory of exactly its size, that is gone afterwards.
  Run& on(std::uint64_t sequence, const Octets& payload) {
    const Octets exact(payload);
    reassembler.on(sequence, exact, ++frame, inner());
    return *this;
  }
  Run& finish() {
    reassembler.finish(inner());
    return *this;
  }
  const sessions::AggfragCounters& counters() const { return reassembler.counters(); }
};

const Octets four = ip4({.protocol = 17}, counting(33));
const Octets six = ip6(17, counting(21));
const Octets zeros(9, 0);

TEST_CASE("several inner packets and padding in one payload") {
  Run run;
  run.on(7, aggfrag(0, four + six + four + zeros)).finish();
  CHECK(run.packets == std::vector<Octets>{four, six, four});
  CHECK(run.counters().inner_packets == 3);
  CHECK(run.counters().pad_octets == 9);
  CHECK(run.counters().fragments == 0);
  CHECK(run.counters().incomplete == 0);
}

TEST_CASE("an inner packet over three payloads, with padding and an echo between them") {
  const auto size = static_cast<unsigned>(four.size());
  Run run;
  run.on(1, aggfrag(0, six + part(four, 0, 3)))  // not even its length
      .on(2, aggfrag(0, zeros))
      .on(3, aggfrag(size - 3, part(four, 3, 20)))
      .on(4, Octets{2, 0, 0, 1, 9, 9})
      .on(5, aggfrag(0, {}))
      .on(6, aggfrag(size - 23, part(four, 23, size - 23) + six));
  CHECK(run.packets == std::vector<Octets>{six, four, six});
  CHECK(run.first_frames == std::vector<std::uint32_t>{1, 1, 6});
  CHECK(run.counters().fragments == 3);
  CHECK(run.counters().incomplete == 0);
  CHECK(run.counters().malformed == 0);
}

TEST_CASE("the congestion control header") {
  Run run;
  run.on(1, Octets{1, 3, 0, 0} + counting(20) + four);
  CHECK(run.packets == std::vector<Octets>{four});
}

TEST_CASE("reordered and repeated payloads are read in sequence order") {
  Run run;
  run.on(1, aggfrag(0, part(four, 0, 30)))
      .on(3, aggfrag(0, six))
      .on(3, aggfrag(0, six))
      .on(2, aggfrag(23, part(four, 30, 23)))
      .on(2, aggfrag(23, part(four, 30, 23)));
  CHECK(run.packets == std::vector<Octets>{four, six});
  CHECK(run.counters().ignored == 2);
}

TEST_CASE("a lost payload costs the packets in it only") {
  Run run;
  run.on(1, aggfrag(0, six + part(four, 0, 30))).on(3, aggfrag(10, counting(10) + four));
  CHECK(run.packets == std::vector<Octets>{six});  // 2 may still come
  for (std::uint64_t sequence = 4; sequence < 2 + AggfragReassembler::window; ++sequence)
    run.on(sequence, aggfrag(0, four));
  CHECK(run.packets.size() == 1);
  run.on(2 + AggfragReassembler::window, aggfrag(0, four));
  CHECK(run.packets.size() == 1 + 1 + AggfragReassembler::window - 1);
  CHECK(run.counters().incomplete == 1);
  run.on(2, aggfrag(23, part(four, 30, 23)));
  CHECK(run.counters().ignored == 1);
}

TEST_CASE("memory for waiting payloads is bounded") {
  Run run;
  run.on(1, aggfrag(0, four));
  for (std::uint64_t sequence = 3; sequence < 23; ++sequence)
    run.on(sequence, aggfrag(0, six + Octets(60'000, 0)));
  CHECK(run.packets.size() > 1);
  run.finish();
  CHECK(run.packets.size() == 21);
}

TEST_CASE("offsets that contradict the packet they continue") {
  for (const unsigned offset : {0U, 1U, 22U, 24U, 60'000U}) {
    INFO(offset);
    Run run;
    run.on(1, aggfrag(0, part(four, 0, 30)))
        .on(2, aggfrag(offset, offset == 0 ? six : counting(offset == 60'000 ? 50 : offset) + six))
        .on(3, aggfrag(0, four))
        .finish();
    CHECK(run.counters().malformed == 1);
    CHECK(run.counters().incomplete == 1);
    CHECK(run.packets.back() == four);
    CHECK(run.packets.size() == (offset == 60'000 ? 1 : 2));
  }
}

TEST_CASE("blocks that are no IP packet end their payload") {
  for (const Octets& bad : {Octets{0x50, 1, 2, 3}, Octets{0x45, 0, 0, 19}, Octets{0xf0}}) {
    Run run;
    run.on(1, aggfrag(0, six + bad)).on(2, aggfrag(0, four));
    CHECK(run.packets == std::vector<Octets>{six, four});
    CHECK(run.counters().malformed == 1);
  }
}

struct Packetised {
  std::vector<Octets> payloads;
  std::vector<Octets> packets;
  std::vector<std::pair<std::size_t, std::size_t>> spans;  // first and last payload of each packet
};

// Inner packets cut into payloads as the sender likes.
Packetised packetise(std::mt19937& random) {
  Packetised made;
  const auto count = 5 + random() % 60;
  std::size_t room = 0;
  std::size_t before = 0;  // octets of the first block that belong to the last payload's packet
  Octets blocks;
  const auto close = [&](std::size_t continues) {
    made.payloads.push_back(aggfrag(static_cast<unsigned>(before), blocks));
    if (random() % 8 == 0) made.payloads.push_back(aggfrag(0, Octets(1 + random() % 5, 0)));
    blocks.clear();
    before = continues;
    room = 1 + random() % 200;
  };
  room = 1 + random() % 200;
  for (unsigned i = 0; i < count; ++i) {
    const Octets data = counting(random() % (random() % 4 == 0 ? 900 : 80));
    const Octets packet = random() % 2 == 0 ? ip4({.protocol = 17}, data) : ip6(17, data);
    if (room == 0 || random() % 6 == 0) {
      if (room != 0 && random() % 2 == 0) blocks = blocks + Octets(room, 0);
      close(0);
    }
    const std::size_t first = made.payloads.size();
    std::size_t done = 0;
    while (true) {
      const auto piece = std::min(room, packet.size() - done);
      blocks = blocks + part(packet, done, piece);
      done += piece;
      room -= piece;
      if (done == packet.size()) break;
      close(packet.size() - done);
    }
    made.packets.push_back(packet);
    made.spans.emplace_back(first, made.payloads.size());
  }
  close(0);
  return made;
}

TEST_CASE("any packetisation, order and loss gives exactly the packets that came whole") {
  std::mt19937 random(9);
  std::size_t lost_packets = 0;
  std::size_t delivered = 0;
  for (int round = 0; round < 400; ++round) {
    const Packetised made = packetise(random);
    // Payload 0 always comes, and first: the receiver starts where it hears the SA first.
    std::set<std::size_t> lost;
    if (round % 4 != 0)
      for (std::size_t i = 1; i < made.payloads.size(); ++i)
        if (random() % 12 == 0) lost.insert(i);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < made.payloads.size(); ++i)
      if (lost.count(i) == 0) order.push_back(i);
    if (round % 2 != 0)  // nobody moves by more than the window
      for (std::size_t at = 1; at + 1 < order.size(); at += 12)
        std::shuffle(order.begin() + static_cast<std::ptrdiff_t>(at),
                     order.begin() + static_cast<std::ptrdiff_t>(std::min(at + 12, order.size())),
                     random);
    const std::uint64_t base = round % 3 == 0 ? 0xffff'fff0U : 1;
    Run run;
    for (const std::size_t i : order) {
      run.on(base + i, made.payloads[i]);
      if (random() % 10 == 0) run.on(base + i, made.payloads[i]);
    }
    run.finish();
    std::vector<Octets> expected;
    for (std::size_t i = 0; i < made.packets.size(); ++i) {
      const auto hit = lost.lower_bound(made.spans[i].first);
      if (hit == lost.end() || *hit > made.spans[i].second)
        expected.push_back(made.packets[i]);
      else
        ++lost_packets;
    }
    REQUIRE(run.packets == expected);
    CHECK(run.counters().malformed == 0);
    CHECK(run.counters().inner_packets == expected.size());
    if (lost.empty()) CHECK(run.counters().incomplete == 0);
    delivered += expected.size();
  }
  CHECK(lost_packets > 100);
  CHECK(delivered > 5'000);
}

TEST_CASE("no truncation and no corruption does harm") {
  std::mt19937 random(3);
  std::uint64_t malformed = 0;
  for (int round = 0; round < 300; ++round) {
    const Packetised made = packetise(random);
    Run run;
    std::uint64_t sequence = random() % 4 == 0 ? ~std::uint64_t{20} : 1;
    for (Octets payload : made.payloads) {
      if (random() % 6 == 0) payload.resize(random() % (payload.size() + 1));
      if (!payload.empty() && random() % 3 == 0)
        payload[random() % std::min<std::size_t>(payload.size(), 12)] =
            static_cast<std::uint8_t>(random());
      run.on(sequence, payload);
      sequence += random() % 9 == 0 ? random() % 40 : 1;
    }
    run.finish();
    malformed += run.counters().malformed;
    std::size_t smallest = 20;
    for (const Octets& packet : run.packets) smallest = std::min(smallest, packet.size());
    CHECK(smallest >= 20);
  }
  CHECK(malformed > 300);
}

}  // namespace
}  // namespace espect::test::aggfrag_test
