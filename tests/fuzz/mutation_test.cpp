// SPDX-License-Identifier: GPL-2.0-or-later
#include <filesystem>
#include <random>
#include <vector>

#include "analyzer/capture/capture_reader.h"
#include "ipsec/sessions/sessions.h"
#include "tests/fuzz/auditor.h"
#include "tests/support/catch.h"

namespace espect::fuzz {
namespace {

// Owns its octets, in memory of exactly that size, so that a sanitizer sees every step beyond.
struct Frame {
  capture::Packet packet;
  std::vector<std::uint8_t> octets;
};
using Frames = std::vector<Frame>;

Frames frames_of(const std::filesystem::path& path) {
  auto reader = capture::CaptureReader::open(path.string());
  REQUIRE(reader);
  Frames frames;
  capture::Packet packet;
  while (reader->next(packet))
    frames.push_back({packet, {packet.bytes.begin(), packet.bytes.end()}});
  REQUIRE(reader->fault() == nullptr);
  return frames;
}

std::vector<Frames> samples() {
  std::vector<Frames> captures;
  for (const auto& entry : std::filesystem::directory_iterator(ESPECT_SOURCE_DIR "/samples"))
    if (const auto path = entry.path() / "capture.pcap"; std::filesystem::exists(path))
      captures.push_back(frames_of(path));
  return captures;
}

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  void mutate(Frame& frame, const Frames& others) {
    auto& octets = frame.octets;
    switch (below(7)) {
      case 0:
        octets.resize(below(octets.size() + 1));
        break;
      case 1:
        octets.insert(octets.end(), below(64), 0xff);
        break;
      case 2:
        splice(octets, others[below(others.size())].octets);
        break;
      case 3:
        frame.packet.link_type = links[below(std::size(links))];
        break;
      default:
        damage(octets);
        break;
    }
  }

 private:
  // Numbers at the edges of what lengths and counts can say.
  static constexpr std::uint8_t edges[] = {0, 1, 3, 4, 0x7f, 0x80, 0xfe, 0xff};
  static constexpr std::uint16_t links[] = {0, 1, 12, 101, 113, 228, 229, 276};

  void damage(std::vector<std::uint8_t>& octets) {
    for (auto times = 1 + below(6); times > 0 && !octets.empty(); --times)
      octets[below(octets.size())] =
          static_cast<std::uint8_t>(below(2) == 0 ? edges[below(std::size(edges))] : random_());
  }
  void splice(std::vector<std::uint8_t>& octets, const std::vector<std::uint8_t>& other) {
    octets.resize(below(octets.size() + 1));
    octets.insert(octets.end(), other.begin() + static_cast<std::ptrdiff_t>(below(other.size())),
                  other.end());
  }

  std::mt19937 random_;  // the same numbers everywhere, unlike distributions
};

void feed(Auditor& auditor, const Frame& frame) {
  const std::vector<std::uint8_t> exact(frame.octets.begin(), frame.octets.end());
  auto packet = frame.packet;
  packet.bytes = exact;
  packet.wire_octets = std::max(packet.wire_octets, static_cast<std::uint32_t>(exact.size()));
  auditor.on(packet);
}

TEST_CASE("the samples as they are lead to findings") {
  std::size_t findings = 0;
  for (const auto& frames : samples()) {
    Auditor auditor;
    for (const auto& frame : frames) feed(auditor, frame);
    auditor.finish();
    CHECK(auditor.facts().malformed_packets == 0);
    // A sample has IKE, or at least ESP.
    CHECK(auditor.sessions().ike_sas().size() + auditor.sessions().flows().size() > 0);
    findings += auditor.findings().size();
  }
  CHECK(findings >= 4);
}

TEST_CASE("every cut of every IKE message is survived") {
  std::size_t cuts = 0;
  for (const auto& frames : samples()) {
    Auditor auditor;
    for (std::size_t i = 0; i < frames.size() && i < 4; ++i)
      for (std::size_t size = 0; size <= frames[i].octets.size(); ++size, ++cuts)
        feed(auditor, {frames[i].packet,
                       {frames[i].octets.begin(),
                        frames[i].octets.begin() + static_cast<std::ptrdiff_t>(size)}});
    auditor.finish();
  }
  CHECK(cuts > 5000);
}

TEST_CASE("damaged packets are survived and do not silence the audit") {
  const auto captures = samples();
  Mutator mutator(20261124);
  std::size_t malformed = 0;
  std::size_t findings = 0;
  for (int run = 0; run < 1000; ++run) {
    const auto& frames = captures[mutator.below(captures.size())];
    Auditor auditor;
    for (std::size_t i = 0; i < 25; ++i) {
      Frame frame =
          frames[mutator.below(4) == 0 ? mutator.below(frames.size()) : i % frames.size()];
      if (mutator.below(4) != 0) mutator.mutate(frame, frames);
      feed(auditor, frame);
    }
    auditor.finish();
    malformed += auditor.facts().malformed_packets;
    findings += auditor.findings().size();
  }
  CHECK(malformed > 100);
  CHECK(findings > 100);
}

}  // namespace
}  // namespace espect::fuzz
