// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_generations.h"

#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

namespace espect::test::ike_generations_test {
namespace {

namespace exchange = registry::exchange;
namespace notifies = registry::notify;

const crypto::Secret shared = secret(0x51);

struct Play {
  AuditBench bench{with_keys};
  PlayedIke ike{bench};

  std::uint32_t decrypted(std::uint32_t id = 1) const { return bench.ike_sa(id).decrypted; }
  std::string why_closed(std::uint32_t id = 1) const {
    return bench.ike_sa(id).opening->why_closed;
  }
  // Generations that opened messages of this exchange type.
  std::vector<std::uint32_t> generations(std::uint8_t type) const {
    std::vector<std::uint32_t> numbers;
    for (const auto& one : bench.opened)
      if (one.exchange == type) numbers.push_back(one.generation);
    return numbers;
  }
};

// What both ends know after IKE_SA_INIT with `shared`; of it the ring gets what a test adds.
IkeEnds known_ends() {
  AuditBench aside{with_keys};
  return PlayedIke(aside).init(shared).sa;
}
keys::IkeKeys known_row() {
  AuditBench aside{with_keys};
  return PlayedIke(aside).init(shared).row();
}

TEST_CASE("a supplied row opens both directions, with the algorithms of the negotiation") {
  Play play;
  play.bench.ring.add(known_row());
  play.ike.init(shared).auth();
  CHECK(play.decrypted() == 2);
  CHECK(play.bench.ike_sa(1).opening->generations == 1);
}

TEST_CASE("a capture that starts later needs a row with algorithms") {
  const bool with_algorithms = GENERATE(true, false);
  Play play;
  play.ike.use(known_ends());
  auto row = play.ike.row();
  if (with_algorithms) row.encr = 20;
  play.bench.ring.add(row);
  play.ike.informational(true, {});
  CHECK(play.decrypted() == (with_algorithms ? 2 : 0));
  if (!with_algorithms)
    CHECK(play.why_closed() == "neither the key source nor the capture says its algorithms");
}

TEST_CASE("the right one of several rows is found by the ICV") {
  Play play;
  const auto right = known_row();
  auto wrong = right;
  wrong.ei = wrong.er = secret(0x99, 36);
  auto swapped = right;
  std::swap(swapped.ei, swapped.er);
  play.bench.ring.add(wrong);
  play.bench.ring.add(swapped);
  play.bench.ring.add(right);
  play.ike.init(shared).auth().informational(true, {}).informational(false, {});
  CHECK(play.decrypted() == 6);
  CHECK(play.bench.ike_sa(1).opening->generations == 1);
}

TEST_CASE("wrong and swapped rows open nothing, and the reason holds no key octets") {
  Play play;
  auto swapped = known_row();
  std::swap(swapped.ei, swapped.er);
  play.bench.ring.add(swapped);
  play.ike.init(shared).auth();
  CHECK(play.decrypted() == 0);
  CHECK(play.bench.opened.empty());
  CHECK(play.why_closed() == "the keys that were given for it verify none of them");
}

TEST_CASE("why messages stay closed") {
  const auto why = [](auto change) {
    Play play;
    auto row = known_row();
    change(row);
    play.bench.ring.add(row);
    play.ike.init(shared).auth();
    CHECK(play.decrypted() == 0);
    return play.why_closed();
  };
  CHECK(why([](keys::IkeKeys& row) { row.spi_r ^= 1; }) == "no key source names it");
  CHECK(why([](keys::IkeKeys& row) { row.ei = row.er = {}; }) == "the key source gives no SK_e");
  CHECK(why([](keys::IkeKeys& row) {
          row.encr = 12;
          row.ei = row.er = secret(0xab, 32);
        }) == "nothing authenticates its messages");
  const auto wrong_length = why([](keys::IkeKeys& row) { row.ei = row.er = secret(0xab, 13); });
  CHECK_FALSE(wrong_length.empty());
  CHECK(wrong_length.find("abab") == std::string::npos);
  Play without_nonces;
  without_nonces.bench.ring.add(ike_secret(0, shared));
  without_nonces.ike.use(known_ends());
  without_nonces.ike.informational(true, {});
  CHECK(without_nonces.why_closed() ==
        "a shared secret is known, but not the nonces or the SK_d that it goes with");
}

TEST_CASE("encryption and integrity of their own") {
  AuditBench bench{with_keys};
  keys::IkeKeys row{.spi_i = initiator_spi, .spi_r = responder_spi, .encr = 12, .integ = 12};
  row.ei = secret(1);
  row.ai = secret(2);
  row.er = secret(3);
  row.ar = secret(4);
  bench.ring.add(row);
  auto cipher = ike_cipher(row.ei, 12, 12, row.ai);
  MessageSpec spec{.spi_r = responder_spi, .exchange = exchange::informational, .message_id = 7};
  spec.payloads = {deletes_child(5)};
  bench.ike(true, sealed(spec, cipher));
  REQUIRE(bench.opened.size() == 1);
  CHECK(bench.opened[0].payload_types == std::vector<std::uint8_t>{registry::payload::d});
}

TEST_CASE("a shared secret gives SK_*, also among wrong ones") {
  Play play;
  for (const std::uint8_t fill : Octets{1, 0x51, 2})
    play.bench.ring.add(ike_secret(0, secret(fill)));
  play.ike.init(shared).auth();
  CHECK(play.decrypted() == 2);
}

TEST_CASE("every IKE_INTERMEDIATE with a key exchange makes a generation") {
  const int rounds = GENERATE(1, 2, 7);
  Play play;
  play.bench.ring.add(ike_secret(0, shared));
  play.ike.init(shared);
  for (int i = 1; i <= rounds; ++i) {
    const auto index = static_cast<std::uint8_t>(i);
    play.bench.ring.add(ike_secret(index, secret(0x77)));  // of a stale source
    play.bench.ring.add(ike_secret(index, secret(index)));
  }
  for (int i = 1; i <= rounds; ++i) play.ike.intermediate(secret(static_cast<std::uint8_t>(i)));
  play.ike.auth();
  CHECK(play.decrypted() == 2U * static_cast<unsigned>(rounds) + 2);
  const auto last = static_cast<std::uint32_t>(rounds);
  CHECK(play.generations(exchange::ike_auth) == std::vector{last, last});
  CHECK(play.generations(exchange::ike_intermediate).front() == 0);
}

TEST_CASE("without the secret of an IKE_INTERMEDIATE what follows stays closed") {
  Play play;
  play.bench.ring.add(ike_secret(0, shared));
  play.ike.init(shared).intermediate(secret(1)).auth();
  CHECK(play.decrypted() == 2);
  CHECK(play.generations(exchange::ike_auth).empty());
}

TEST_CASE("a supplied SK_d serves for the generation after it") {
  Play play;
  auto row = known_row();
  row.generation = 0;
  play.bench.ring.add(row);
  play.bench.ring.add(ike_secret(1, secret(1)));
  play.ike.init(shared).intermediate(secret(1)).auth();
  CHECK(play.decrypted() == 4);
}

TEST_CASE("fragmented IKE_INTERMEDIATE messages are opened piece by piece") {
  Play play;
  play.bench.ring.add(ike_secret(0, shared));
  play.bench.ring.add(ike_secret(1, secret(1)));
  play.ike.init(shared).intermediate(secret(1), 3).auth();
  CHECK(play.decrypted() == 8);
  REQUIRE(play.bench.opened.size() == 8);
  CHECK(play.bench.opened[1].payload_types.empty());
  CHECK(play.bench.opened[2].payload_types == std::vector<std::uint8_t>{registry::payload::ke});
}

// RFC 9867.
TEST_CASE("a PPK in IKE_INTERMEDIATE is applied when both sides said so") {
  const bool said = GENERATE(true, false);
  const bool with_key_exchange = GENERATE(true, false);
  Play play;
  play.bench.ring.add(ike_secret(0, shared));
  play.bench.ring.add(ike_secret(1, secret(1)));
  play.bench.ring.add(keys::Ppk{secret(0x13), std::nullopt, std::nullopt, {}});
  play.bench.ring.add(keys::Ppk{secret(0x14), std::nullopt, std::nullopt, {}});
  play.ike.init(shared, {notify(notifies::use_ppk_int)},
                said ? std::vector{notify(notifies::use_ppk_int)} : std::vector<PayloadSpec>{});
  if (with_key_exchange) play.ike.intermediate(secret(1));
  play.ike.ppk_in_intermediate(secret(0x14)).auth();
  const std::uint32_t last = with_key_exchange ? 2 : 1;
  const std::vector<std::uint32_t> expected(said ? 2 : 0, last);
  CHECK(play.generations(exchange::ike_auth) == expected);
}

constexpr std::uint64_t new_i = 0x3333333333333333;
constexpr std::uint64_t new_r = 0x4444444444444444;

TEST_CASE("a rekeyed IKE SA is opened, whoever asked for it") {
  const bool alice_asks = GENERATE(true, false);
  const bool secret_known = GENERATE(true, false);
  Play play;
  play.bench.ring.add(ike_secret(0, shared));
  if (secret_known) play.bench.ring.add(ike_secret(0, secret(9), new_i, new_r));
  play.ike.init(shared).auth();
  const auto made = play.ike.rekey(alice_asks, new_i, new_r, secret(9));
  play.ike.use(made).informational(true, {}).informational(false, {});
  REQUIRE(play.bench.sessions().ike_sas().size() == 2);
  CHECK(play.decrypted(2) == (secret_known ? 4 : 0));
  if (!secret_known) CHECK(play.why_closed(2) == "no key source names it");
}

TEST_CASE("a rekey of a rekeyed IKE SA, asked for by the other side") {
  Play play;
  play.bench.ring.add(ike_secret(0, shared));
  play.bench.ring.add(ike_secret(0, secret(9), new_i, new_r));
  play.bench.ring.add(ike_secret(0, secret(10), new_i + 1, new_r + 1));
  play.ike.init(shared).auth();
  play.ike.use(play.ike.rekey(true, new_i, new_r, secret(9)));
  play.ike.use(play.ike.rekey(false, new_i + 1, new_r + 1, secret(10))).informational(true, {});
  CHECK(play.decrypted(2) == 2);
  CHECK(play.decrypted(3) == 2);
  CHECK(play.bench.ike_sa(3).lineage == 1);
}

// RFC 8784: SK_d of the old IKE SA is that with the PPK applied.
TEST_CASE("a rekey under a PPK") {
  Play play;
  play.bench.ring.add(ike_secret(0, shared));
  play.bench.ring.add(ike_secret(0, secret(9), new_i, new_r));
  play.bench.ring.add(keys::Ppk{secret(0x13), std::nullopt, std::nullopt, {}});
  play.ike.init(shared, {notify(notifies::use_ppk)}, {notify(notifies::use_ppk)}).auth();
  play.ike.apply_ppk(secret(0x13));
  play.ike.use(play.ike.rekey(true, new_i, new_r, secret(9))).informational(false, {});
  CHECK(play.decrypted(2) == 2);
}

// RFC 9370 section 2.2.4.
TEST_CASE("a rekey with additional key exchanges takes all their secrets at once") {
  Play play;
  play.bench.ring.add(ike_secret(0, shared));
  for (const std::uint8_t index : Octets{0, 1, 2})
    play.bench.ring.add(ike_secret(index, secret(index), new_i, new_r));
  play.ike.init(shared).auth();
  const Octets link{1, 2, 3};
  const auto made = play.ike.rekey(true, new_i, new_r, secret(0), {secret(1), secret(2)}, link);
  play.ike.use(made).informational(true, {});
  CHECK(play.decrypted(2) == 2);
}

}  // namespace
}  // namespace espect::test::ike_generations_test
