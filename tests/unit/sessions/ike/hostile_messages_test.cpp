// SPDX-License-Identifier: GPL-2.0-or-later
// Octets that nobody who has the keys sent: they never open and never crash (ASan decides).
#include <random>

#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/packet_builder.h"
#include "tests/support/played_ike.h"

namespace espect::test::hostile_messages_test {
namespace {

namespace exchange = registry::exchange;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  std::uint8_t octet() { return static_cast<std::uint8_t>(engine_()); }
  Octets octets(std::size_t size) {
    Octets out(size);
    for (auto& one : out) one = octet();
    return out;
  }
  // At least one octet differs, or the end is cut off.
  Octets mutated(Octets octets, std::size_t from) {
    const std::size_t span = octets.size() - from;
    if (below(4) == 0) {
      octets.resize(from + below(span));
      return octets;
    }
    for (std::size_t i = 1 + below(3); i > 0; --i)
      octets[from + below(span)] ^= static_cast<std::uint8_t>(1 + below(255));
    return octets;
  }

 private:
  std::mt19937 engine_;
};

struct Play {
  AuditBench bench{with_keys};
  PlayedIke ike{bench};
  Play() {
    bench.ring.add(ike_secret(0, secret(5)));
    bench.ring.add(ike_secret(1, secret(6)));
    bench.ring.add(keys::Ppk{secret(7), std::nullopt, std::nullopt, {}});
    keys::SaKeys wildcard;
    wildcard.spi_mask = 0;
    wildcard.encr = 20;
    wildcard.encr_key = secret(8, 36);
    bench.ring.add(wildcard);
    wildcard.protocol = keys::SaProtocol::ah;
    wildcard.integ = 12;
    wildcard.integ_key = secret(9);
    bench.ring.add(wildcard);
    ike.init(secret(5));
  }
};

TEST_CASE("a mutated sealed message is not opened") {
  Random random(7296);
  Play play;
  const auto payloads = play.ike.auth_asked({});
  // Past the SPIs: with others it would be another IKE SA. Three octets of a fragment's or SK's
  // header are not read before the ICV is verified, but it covers them.
  constexpr std::size_t from = 16;
  for (int round = 0; round < 400; ++round) {
    const auto id = static_cast<std::uint32_t>(1 + round);
    const std::uint16_t fragments = random.below(2) == 0 ? 1 : 3;
    for (const auto& one :
         play.ike.message(true, false, exchange::ike_auth, id, payloads, fragments)) {
      const Octets mutated = random.mutated(one, from);
      if (mutated != one) play.bench.ike(true, mutated);
    }
  }
  CHECK(play.bench.opened.empty());
  CHECK(play.bench.ike_sa(1).decrypted == 0);
  play.ike.auth();
  CHECK(play.bench.opened.size() == 2);
}

TEST_CASE("a message given back in the other direction is not opened") {
  Play play;
  auto back = play.ike.message(true, false, exchange::ike_auth, 1, play.ike.auth_asked({}))[0];
  back[19] ^= wire::ike::Header::initiator_flag;
  play.bench.ike(false, back);
  CHECK(play.bench.opened.empty());
}

TEST_CASE("random octets as IKE, ESP and AH open nothing") {
  Random random(4303);
  Play play;
  for (int round = 0; round < 1500; ++round) {
    Octets ike = random.octets(random.below(200));
    if (ike.size() >= 20) {  // into the IKE SA, as encrypted messages of IKEv2
      std::copy_n(big_endian(initiator_spi, 8).begin(), 8, ike.begin());
      std::copy_n(big_endian(responder_spi, 8).begin(), 8, ike.begin() + 8);
      ike[16] = random.below(2) == 0 ? registry::payload::sk : registry::payload::skf;
      ike[17] = 0x20;
      if (ike.size() >= 28) {
        std::copy_n(big_endian(ike.size(), 4).begin(), 4, ike.begin() + 24);
      }
      if (ike.size() >= 32) {
        std::copy_n(big_endian(ike.size() - 28, 2).begin(), 2, ike.begin() + 30);
      }
    }
    play.bench.ike(random.below(2) == 0, ike);
    play.bench.esp(true, random.octets(8 + random.below(100)));
    play.bench.ah(true, random.octets(32 + random.below(100)));
  }
  play.bench.end();
  CHECK(play.bench.opened.empty());
  CHECK(play.bench.inner.empty());
  play.bench.sessions().flows().for_each(
      [](const sessions::EspFlow& flow) { CHECK(flow.icv_ok == 0); });
}

TEST_CASE("random payloads inside messages that do open") {
  Random random(3748);
  Play play;
  constexpr std::uint8_t types[] = {exchange::ike_auth, exchange::create_child_sa,
                                    exchange::informational, exchange::ike_intermediate,
                                    exchange::ike_followup_ke};
  const auto well_formed = play.ike.auth_answered({});
  auto from_alice = ike_cipher(play.ike.sa.keys.ei);
  auto from_bob = ike_cipher(play.ike.sa.keys.er);
  std::size_t sent = 0;
  for (int round = 0; round < 1500; ++round) {
    const bool alice_sends = random.below(2) == 0;
    const bool response = random.below(2) == 0;
    MessageSpec spec{initiator_spi,
                     responder_spi,
                     types[random.below(5)],
                     alice_sends,
                     response,
                     static_cast<std::uint32_t>(random.below(40)),
                     {}};
    Octets inside = random.below(3) == 0 ? random.octets(random.below(120))
                                         : random.mutated(payload_chain(well_formed), 0);
    const auto first = static_cast<std::uint8_t>(33 + random.below(22));
    play.bench.ike(alice_sends,
                   sealed_octets(spec, alice_sends ? from_alice : from_bob, first, inside));
    ++sent;
  }
  play.bench.end();
  CHECK(play.bench.opened.size() == sent);
}

TEST_CASE("random contents of ESP that does verify") {
  Random random(9347);
  Play play;
  auto cipher = ike_cipher(secret(8, 36));
  for (std::uint64_t sequence = 1; sequence <= 1500; ++sequence) {
    constexpr std::uint8_t protocols[] = {4, 41, 59, 108, 144, 6};
    Octets payload = random.octets(random.below(90));
    if (!payload.empty()) payload[0] = static_cast<std::uint8_t>(random.below(2) * 0x45);
    if (payload.size() > 1 && random.below(2) == 0) payload[1] = payload[0] = 0;  // AGGFRAG
    play.bench.esp(true,
                   sealed_esp(cipher, 0x700, sequence, false, payload, protocols[random.below(6)]));
  }
  play.bench.end();
  CHECK(play.bench.flow().icv_ok == 1500);
}

TEST_CASE("IKE_SA_INIT that is sealed, by a peer who has the keys, is not looked into") {
  Play play;
  for (const bool response : {false, true})
    play.ike.say(!response, play.ike.message(!response, response, exchange::ike_sa_init, 0,
                                             {{registry::payload::nonce, Octets(32, 3)}}));
  CHECK(play.bench.opened.empty());
  CHECK(play.bench.sessions().ike_sas()[0].encrypted == 2);
}

}  // namespace
}  // namespace espect::test::hostile_messages_test
