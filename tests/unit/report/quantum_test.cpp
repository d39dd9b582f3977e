// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/quantum.h"

#include "analyzer/report/text/quantum.h"
#include "analyzer/report/words/capture_names.h"
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

// The same, and IKE_AUTH, which stays closed.
void come_up(sample::CaptureMaker& maker, std::uint64_t spi, const Side& offer,
             const Side& answer) {
  negotiate(maker, spi, offer, answer);
  const auto sealed = sample::payload(35, sample::Octets(200, 0xaa));
  maker.ike_message(sample::ike(spi, spi + 1, 35, 0x08, 1, 46, sealed), true);
  maker.ike_message(sample::ike(spi, spi + 1, 35, 0x20, 1, 46, sealed), false);
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
      pair_after([](auto& maker) { come_up(maker, 1, {sample::hybrid}, {sample::hybrid}); });
  CHECK(pair.standing == QuantumStanding::resistant);
  CHECK(pair.safe == true);
  CHECK(pair.responsible.empty());
  CHECK(pair.methods == "Curve25519 + ML-KEM-768");
}

TEST_CASE("an IKE SA that may not have come up is not safe, and not unsafe either") {
  const auto hybrid =
      pair_after([](auto& maker) { negotiate(maker, 1, {sample::hybrid}, {sample::hybrid}); });
  CHECK(hybrid.standing == QuantumStanding::resistant);
  CHECK_FALSE(hybrid.safe.has_value());
  CHECK(hybrid.message.find("whether the IKE SA came up is not seen") != std::string::npos);
  const auto old = pair_after([](auto& maker) { negotiate(maker, 1, {classical}, {classical}); });
  CHECK(old.safe == false);
}

TEST_CASE("a pair is safe only when all its IKE SAs are") {
  const auto pair = pair_after([](auto& maker) {
    come_up(maker, 1, {classical}, {classical});
    come_up(maker, 5, {sample::hybrid}, {sample::hybrid});
  });
  CHECK(pair.safe == false);
  CHECK(pair.ike_sa == 1);
  CHECK(pair.standing == QuantumStanding::not_offered);
}

TEST_CASE("that both know preshared keys does not say that one was used") {
  const auto both = pair_after(
      [](auto& maker) { come_up(maker, 1, {classical, use_ppk}, {classical, use_ppk}); });
  CHECK(both.standing == QuantumStanding::ppk);
  CHECK_FALSE(both.safe.has_value());
  const auto one =
      pair_after([](auto& maker) { come_up(maker, 1, {classical, use_ppk}, {classical}); });
  CHECK(one.standing == QuantumStanding::not_taken);
  CHECK(one.responsible == std::vector{bob});
  CHECK(one.safe == false);
}

TEST_CASE("nobody answers: not safe, what was offered is said, and nobody is accused") {
  const auto pair = pair_after([](auto& maker) {
    maker.ike_message(
        sample::ike(1, 0, 34, 0x08, 0, 33, sample::init_payloads(sample::hybrid, 31, any_notify)),
        true);
  });
  CHECK(pair.standing == QuantumStanding::unknown);
  CHECK(pair.safe == false);
  CHECK(pair.responsible.empty());
  CHECK(pair.message == "10.1.0.10 offered ADDKE1 ML-KEM-768; no answer of 10.2.0.10 was seen");
}

TEST_CASE("who did not offer or take it is responsible") {
  const auto neither = pair_after([](auto& maker) { come_up(maker, 1, {classical}, {classical}); });
  CHECK(neither.standing == QuantumStanding::offered_by_neither);
  CHECK(neither.responsible == std::vector{alice});

  const auto not_taken =
      pair_after([](auto& maker) { come_up(maker, 1, {sample::hybrid}, {classical}); });
  CHECK(not_taken.standing == QuantumStanding::not_taken);
  CHECK(not_taken.responsible == std::vector{bob});
  CHECK(not_taken.message.find("10.1.0.10 offered ADDKE1 ML-KEM-768, 10.2.0.10 did not") !=
        std::string::npos);
}

TEST_CASE("what an address showed in another capture is not held against it") {
  sample::CaptureMaker able;
  come_up(able, 1, {sample::hybrid}, {sample::hybrid});
  sample::CaptureMaker other;
  come_up(other, 1, {classical}, {classical});
  const auto pairs =
      quantum_summary(sample::report_of(able.finish("a.pcap"), other.finish("b.pcap")));
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].safe == true);
  CHECK(pairs[1].standing == QuantumStanding::offered_by_neither);
  CHECK((pairs[1].capture == 1 && pairs[1].ike_sa == 2));
}

TEST_CASE("what a peer showed in another IKE SA counts") {
  const auto downgraded = pair_after([](auto& maker) {
    come_up(maker, 1, {sample::hybrid}, {sample::hybrid});
    come_up(maker, 5, {sample::hybrid}, {classical});
  });
  CHECK(downgraded.standing == QuantumStanding::downgraded);
  CHECK(downgraded.responsible == std::vector{bob});
  CHECK(downgraded.ike_sa == 2);
  CHECK(downgraded.ike_sas == std::vector<std::uint32_t>{1, 2});
  CHECK(downgraded.message.find("showed in IKE SA 1 that it can") != std::string::npos);

  const auto not_offered = pair_after([](auto& maker) {
    come_up(maker, 1, {sample::hybrid}, {sample::hybrid});
    come_up(maker, 5, {classical}, {classical});
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
  CHECK(alone.responsible.empty());  // it does not say what is missing
  CHECK(alone.message == "10.1.0.10 offered ADDKE1 ML-KEM-768; 10.2.0.10 refused the offer");
  const auto beside = pair_after([&](auto& maker) {
    come_up(maker, 1, {sample::hybrid}, {sample::hybrid});
    refused(maker);
  });
  CHECK(beside.standing == QuantumStanding::resistant);
  const auto later = pair_after([&](auto& maker) {
    refused(maker);
    come_up(maker, 1, {sample::hybrid}, {sample::hybrid});
  });
  CHECK(later.standing == QuantumStanding::resistant);
}

TEST_CASE("the text report says how many are safe, those that are not first") {
  sample::CaptureMaker maker;
  come_up(maker, 1, {sample::hybrid}, {classical});
  std::ostringstream out;
  write_quantum(out, Paint(false), sample::report_of(maker.finish("a.pcap")), 200);
  CHECK(out.str().find("0 of 1 pair of addresses") != std::string::npos);
  CHECK(out.str().find("not-taken") != std::string::npos);
  std::ostringstream nothing;
  write_quantum(nothing, Paint(false), sample::report_of(sample::CaptureMaker().finish("b.pcap")),
                200);
  CHECK(nothing.str().empty());
}

TEST_CASE("an offer that is not in the capture accuses nobody") {
  const auto pair = pair_after([](auto& maker) {
    maker.ike_message(
        sample::ike(1, 2, 34, 0x20, 0, 33, sample::init_payloads(classical, 31, any_notify)),
        false);
    const auto sealed = sample::payload(35, sample::Octets(200, 0xaa));
    maker.ike_message(sample::ike(1, 2, 35, 0x20, 1, 46, sealed), false);
  });
  CHECK(pair.standing == QuantumStanding::unknown);
  CHECK(pair.responsible.empty());
  CHECK(pair.message == "Curve25519: what 10.1.0.10 offered was not seen");
}

TEST_CASE("a pair that may not have come up is not said to have done so") {
  const auto pair = pair_after([](auto& maker) {
    const auto sealed = sample::payload(35, sample::Octets(200, 0xaa));
    maker.ike_message(sample::ike(1, 2, 35, 0x08, 1, 46, sealed), true);
  });
  CHECK(pair.message == "the negotiation of an IKE SA was not seen, nor whether it came up");
}

TEST_CASE("an answer without a choice is an answer") {
  const auto pair = pair_after([](auto& maker) {
    maker.ike_message(
        sample::ike(1, 0, 34, 0x08, 0, 33, sample::init_payloads(classical, 31, any_notify)), true);
    maker.ike_message(
        sample::ike(1, 0, 34, 0x20, 0, 41, sample::payload(0, sample::Octets{0, 0, 0x40, 0x17})),
        false);
  });
  CHECK(pair.message ==
        "10.1.0.10 offered nothing quantum-resistant; 10.2.0.10 answered without a choice");
}

TEST_CASE("that the responder went on says that it chose, not what") {
  const auto only_initiator = [](std::uint32_t requests) {
    return pair_after([&](auto& maker) {
      maker.ike_message(
          sample::ike(1, 0, 34, 0x08, 0, 33, sample::init_payloads(sample::hybrid, 31, any_notify)),
          true);
      const auto sealed = sample::payload(35, sample::Octets(200, 0xaa));
      for (std::uint32_t id = 1; id <= requests; ++id)
        maker.ike_message(sample::ike(1, 2, 35, 0x08, id, 46, sealed), true);
    });
  };
  CHECK(only_initiator(0).safe == false);
  for (const auto requests : {1U, 2U}) {
    const auto pair = only_initiator(requests);
    CHECK(pair.standing == QuantumStanding::unknown);
    CHECK_FALSE(pair.safe.has_value());
    CHECK(pair.responsible.empty());
    CHECK(pair.message ==
          "10.1.0.10 offered ADDKE1 ML-KEM-768; what 10.2.0.10 selected was not seen");
  }
}

TEST_CASE("a pair of addresses counts once, however many captures show it") {
  const auto first_line = [](const Side& second) {
    sample::CaptureMaker safe;
    come_up(safe, 1, {sample::hybrid}, {sample::hybrid});
    sample::CaptureMaker other;
    come_up(other, 5, second, second);
    std::ostringstream out;
    write_quantum(out, Paint(false),
                  sample::report_of(safe.finish("a/x.pcap"), other.finish("b/x.pcap")), 200);
    return out.str();
  };
  CHECK(first_line({sample::hybrid}).find("  1 of 1 pair of addresses\n") != std::string::npos);
  CHECK(first_line({classical}).find("  0 of 1 pair of addresses\n") != std::string::npos);
  const auto ppk = first_line({classical, use_ppk});
  CHECK(ppk.find("  0 of 1 pair of addresses, of 1 it is not known\n") != std::string::npos);
  CHECK(ppk.find("a/x.pcap") < ppk.size());
  CHECK(ppk.find("b/x.pcap") < ppk.size());
}

TEST_CASE("files of one name are told apart by as much of the path as it takes") {
  using Names = std::vector<std::string>;
  CHECK(told_apart(Names{"/x/a.pcap", "/y/b.pcap"}) == Names{"a.pcap", "b.pcap"});
  CHECK(told_apart(Names{"/x/c/a.pcap", "/y/c/a.pcap", "b.pcap"}) ==
        Names{"x/c/a.pcap", "y/c/a.pcap", "b.pcap"});
  CHECK(told_apart(Names{"a.pcap", "/a.pcap"}) == Names{"a.pcap", "/a.pcap"});
  CHECK(told_apart(Names{"a.pcap", "a.pcap"}) == Names{"a.pcap", "a.pcap"});
}
