// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/quantum.h"

#include "analyzer/report/text/quantum.h"
#include "tests/support/catch.h"
#include "tests/unit/report/sample.h"

using namespace espect::report;

namespace {

constexpr std::uint16_t any_notify = 16430;
constexpr std::uint16_t use_ppk = 16435;
constexpr std::uint16_t no_proposal_chosen = 14;
const std::vector<sample::Transform> classical{{1, 20, 256}, {2, 5}, {4, 31}};

struct Side {
  std::vector<sample::Transform> transforms;
  std::uint16_t notify = any_notify;
};

void negotiate(sample::CaptureMaker& maker, std::uint64_t spi, const Side& offer,
               const Side& answer) {
  const auto payloads = [](const Side& side) {
    return sample::init_payloads(side.transforms, 31, side.notify);
  };
  maker.ike_message(sample::ike(spi, 0, 34, 0x08, 0, 33, payloads(offer)), true);
  maker.ike_message(sample::ike(spi, spi + 1, 34, 0x20, 0, 33, payloads(answer)), false);
}

template <class Make>
PeerPair pair_after(Make&& make) {
  sample::CaptureMaker maker;
  make(maker);
  const auto pairs = quantum_summary(sample::report_of(maker.finish("a.pcap")));
  REQUIRE(pairs.size() == 1);
  return pairs.front();
}

const std::string alice = "10.1.0.10";
const std::string bob = "10.2.0.10";

}  // namespace

TEST_CASE("peers that selected a quantum-resistant method are safe, and nobody is responsible") {
  const auto pair =
      pair_after([](auto& maker) { negotiate(maker, 1, {sample::hybrid}, {sample::hybrid}); });
  CHECK(pair.standing == QuantumStanding::resistant);
  CHECK(pair.safe());
  CHECK(pair.responsible.empty());
  CHECK(pair.methods == "Curve25519 + ML-KEM-768");
}

TEST_CASE("a preshared key that both want is safe, one that only one wants is not") {
  const auto both = pair_after(
      [](auto& maker) { negotiate(maker, 1, {classical, use_ppk}, {classical, use_ppk}); });
  CHECK(both.standing == QuantumStanding::ppk);
  CHECK(both.safe());
  const auto one =
      pair_after([](auto& maker) { negotiate(maker, 1, {classical, use_ppk}, {classical}); });
  CHECK(one.standing == QuantumStanding::offered_by_neither);
}

TEST_CASE("who did not offer or take it is responsible") {
  const auto neither =
      pair_after([](auto& maker) { negotiate(maker, 1, {classical}, {classical}); });
  CHECK(neither.standing == QuantumStanding::offered_by_neither);
  CHECK(neither.responsible == std::vector{alice, bob});

  const auto not_taken =
      pair_after([](auto& maker) { negotiate(maker, 1, {sample::hybrid}, {classical}); });
  CHECK(not_taken.standing == QuantumStanding::not_taken);
  CHECK(not_taken.responsible == std::vector{bob});
  CHECK(not_taken.message.find("10.1.0.10 offered ADDKE1 ML-KEM-768, 10.2.0.10 did not") !=
        std::string::npos);
}

TEST_CASE("what a peer showed in another IKE SA counts") {
  const auto downgraded = pair_after([](auto& maker) {
    negotiate(maker, 1, {sample::hybrid}, {sample::hybrid});
    negotiate(maker, 5, {sample::hybrid}, {classical});
  });
  CHECK(downgraded.standing == QuantumStanding::downgraded);
  CHECK(downgraded.responsible == std::vector{bob});
  CHECK(downgraded.ike_sa == 2);
  CHECK(downgraded.ike_sas == std::vector<std::uint32_t>{1, 2});
  CHECK(downgraded.message.find("showed in IKE SA 1 that it can") != std::string::npos);

  const auto not_offered = pair_after([](auto& maker) {
    negotiate(maker, 1, {sample::hybrid}, {sample::hybrid});
    negotiate(maker, 5, {classical}, {classical});
  });
  CHECK(not_offered.standing == QuantumStanding::not_offered);
  CHECK(not_offered.responsible == std::vector{alice});
}

TEST_CASE("an attempt that was refused does not hide the IKE SA that is in use") {
  const auto refused = [](auto& maker) {
    sample::CaptureMaker& to = maker;
    to.ike_message(
        sample::ike(9, 0, 34, 0x08, 0, 33, sample::init_payloads(sample::hybrid, 31, any_notify)),
        true);
    to.ike_message(sample::ike(9, 0, 34, 0x20, 0, 41,
                               sample::payload(0, sample::Octets{0, 0, 0, no_proposal_chosen})),
                   false);
  };
  const auto alone = pair_after(refused);
  CHECK(alone.standing == QuantumStanding::refused);
  CHECK(alone.responsible == std::vector{bob});
  const auto beside = pair_after([&](auto& maker) {
    negotiate(maker, 1, {sample::hybrid}, {sample::hybrid});
    refused(maker);
  });
  CHECK(beside.standing == QuantumStanding::resistant);
  const auto later = pair_after([&](auto& maker) {
    refused(maker);
    negotiate(maker, 1, {sample::hybrid}, {sample::hybrid});
  });
  CHECK(later.standing == QuantumStanding::resistant);
}

TEST_CASE("the text report says how many are safe, those that are not first") {
  sample::CaptureMaker maker;
  negotiate(maker, 1, {sample::hybrid}, {classical});
  std::ostringstream out;
  write_quantum(out, Paint(false), sample::report_of(maker.finish("a.pcap")), 200);
  CHECK(out.str().find("0 of 1 pair of addresses") != std::string::npos);
  CHECK(out.str().find("not-taken") != std::string::npos);
  std::ostringstream nothing;
  write_quantum(nothing, Paint(false), sample::report_of(sample::CaptureMaker().finish("b.pcap")),
                200);
  CHECK(nothing.str().empty());
}
