// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/keys/reading.h"

namespace espect::keys {
namespace {

// A log is put together from lines of one thread; the prefix is that of a log file.
std::string said(const char* thread_and_group, const std::string& text) {
  return std::string("1795528434.373 ") + thread_and_group + " " + text + "\n";
}

std::string dump(const char* thread_and_group, const std::string& name, std::size_t octets,
                 unsigned first) {
  std::string log = said(thread_and_group, name + " => " + std::to_string(octets) + " bytes @ 0x5");
  std::string row;
  for (std::size_t i = 0; i < octets; ++i) {
    if (i % 16 == 0) row = (i < 10 ? "   " : "  ") + std::to_string(i) + ":";
    const std::uint8_t octet = static_cast<std::uint8_t>(first + i);
    std::string pair = to_hex(Bytes(&octet, 1));
    for (char& c : pair) c = static_cast<char>(std::toupper(c));
    row += " " + pair;
    if (i % 16 == 15 || i + 1 == octets) log += said(thread_and_group, row + "  ab.:%..");
  }
  return log;
}

std::string derivation(const char* t, unsigned first) {
  return dump(t, "key exchange secret", 32, first) +
         said(t, "additional key exchange secret => 0 bytes @ (nil)") +
         dump(t, "Sk_d secret", 32, first + 1) + dump(t, "Sk_ei secret", 36, first + 2) +
         dump(t, "Sk_er secret", 36, first + 3) + dump(t, "Sk_pi secret", 32, first + 4) +
         dump(t, "Sk_pr secret", 32, first + 5);
}

const char* const spis_16 = "natd_chunk";  // octets 0x10 ... are the SPIs

std::string initiator() {
  return said("16[NET]", "received packet: from 10.2.0.10[500] to 10.1.0.10[500] (321 bytes)") +
         said("16[ENC]", "parsed IKE_SA_INIT response 0 [ SA KE No ]") +
         said("16[CFG]", "selected proposal: IKE:AES_GCM_16_256/PRF_HMAC_SHA2_256/CURVE_25519") +
         dump("16[IKE]", spis_16, 22, 0x10) + derivation("16[IKE]", 0x40);
}

// A responder (strongSwan 5.9.8) derives when IKE_AUTH comes, in the thread that gets it.
TEST_CASE("charon: what one thread selected is of the keys that another derives") {
  const Read read = read_keys(
      said("11[NET]", "received packet: from 10.1.0.10[500] to 10.2.0.10[500] (232 bytes)") +
      said("11[ENC]", "parsed IKE_SA_INIT request 0 [ SA KE No ]") +
      said("11[CFG]", "selected proposal: IKE:AES_GCM_16_256/PRF_HMAC_SHA2_256/CURVE_25519") +
      dump("11[IKE]", spis_16, 22, 0x10) +
      said("10[NET]", "received packet: from 10.1.0.10[4500] to 10.2.0.10[4500] (253 bytes)") +
      derivation("10[IKE]", 0x40) + dump("10[IKE]", spis_16, 22, 0x10));
  CHECK(warning(read) == "");
  const auto found = read.ring.ike_keys(0x1011121314151617, 0x18191a1b1c1d1e1f);
  REQUIRE(found.size() == 1);
  CHECK(found[0]->encr == 20);
  CHECK(found[0]->prf == 5);
  CHECK(found[0]->ei.size() == 36);
}

TEST_CASE("charon: keys of IKE_SA_INIT, SPIs from NAT detection") {
  const Read read = read_keys(initiator());
  CHECK(read.kind == "charon log");
  CHECK(warning(read) == "");
  const auto found = read.ring.ike_keys(0x1011121314151617, 0x18191a1b1c1d1e1f);
  REQUIRE(found.size() == 1);
  CHECK(found[0]->encr == 20);
  CHECK(found[0]->prf == 5);
  CHECK(found[0]->d.front() == 0x41);
  CHECK(found[0]->ei.size() == 36);
  CHECK(found[0]->ei.front() == 0x42);
  CHECK(found[0]->pr.front() == 0x45);
  CHECK(found[0]->ai.empty());
  const auto secrets = read.ring.ike_secrets(0x1011121314151617, 0x18191a1b1c1d1e1f, 0);
  REQUIRE(secrets.size() == 1);
  CHECK(secrets[0]->secret.front() == 0x40);
}

TEST_CASE("charon: a responder's SPIs come after its keys; threads mix") {
  const std::string request =
      said("07[NET]", "received packet: from 10.1.0.10[500] to 10.2.0.10[500] (248 bytes)") +
      said("07[ENC]", "parsed IKE_SA_INIT request 0 [ SA KE No ]") + derivation("07[IKE]", 0x70) +
      dump("07[IKE]", spis_16, 22, 0x20);
  // Each line of one thread is followed by one of the other.
  const std::string other = initiator();
  std::string mixed;
  std::size_t a = 0;
  std::size_t b = 0;
  while (a < request.size() || b < other.size()) {
    for (auto [text, at] : {std::pair{&request, &a}, {&other, &b}}) {
      if (*at >= text->size()) continue;
      const std::size_t end = text->find('\n', *at) + 1;
      mixed += text->substr(*at, end - *at);
      *at = end;
    }
  }
  const Read read = read_keys(mixed);
  CHECK(warning(read) == "");
  REQUIRE(read.ring.ike_keys(0x2021222324252627, 0x28292a2b2c2d2e2f).size() == 1);
  CHECK(read.ring.ike_keys(0x2021222324252627, 0x28292a2b2c2d2e2f)[0]->d.front() == 0x71);
  REQUIRE(read.ring.ike_keys(0x1011121314151617, 0x18191a1b1c1d1e1f).size() == 1);
  CHECK(read.ring.ike_keys(0x1011121314151617, 0x18191a1b1c1d1e1f)[0]->d.front() == 0x41);
}

TEST_CASE("charon: rekeyed keys wait for the SPIs of the new IKE SA") {
  const std::string rekey =
      initiator() + said("10[NET]", "received packet: from 10.2.0.10[4500] to 10.1.0.10[4500]") +
      said("10[ENC]", "parsed CREATE_CHILD_SA response 4 [ SA No KE ]") +
      derivation("10[IKE]", 0x80);
  const Read unknown = read_keys(rekey);
  CHECK(unknown.ring.all_ike_keys().size() == 1);
  CHECK(warning(unknown).find("does not say the SPIs of this rekeyed IKE SA") != std::string::npos);

  const Read known =
      read_keys(rekey + said("10[MGR]",
                             "<c|2> checkin IKEv2 SA c[2] with SPIs 4966048d523862f8_i "
                             "3a597900c180f57f_r"));
  CHECK(warning(known) == "");
  const auto found = known.ring.ike_keys(0x4966048d523862f8, 0x3a597900c180f57f);
  REQUIRE(found.size() == 1);
  CHECK(found[0]->d.front() == 0x81);
}

std::string child(const char* parsed) {
  return said("14[NET]", "received packet: from 10.2.0.10[4500] to 10.1.0.10[4500] (749 bytes)") +
         said("14[ENC]", parsed) +
         said("14[CFG]", "selected proposal: ESP:AES_GCM_16_128/EXT_SEQ") +
         said("14[CHD]", "CHILD_SA net{1} state change: CREATED => INSTALLING") +
         said("14[CHD]", "  using AES_GCM_16 for encryption") +
         dump("14[CHD]", "key exchange secret", 32, 0x30) +
         dump("14[CHD]", "encryption initiator key", 20, 0x50) +
         dump("14[CHD]", "encryption responder key", 20, 0x60) +
         said("14[CHD]", "adding inbound ESP SA") +
         said("14[CHD]", "  SPI 0xcb17561b, src 10.2.0.10 dst 10.1.0.10") +
         said("14[KNL]", "adding SAD entry with SPI cb17561b and reqid {1}") +
         said("14[KNL]", "  using replay window of 32 packets") +
         said("14[CHD]", "adding outbound ESP SA") +
         said("14[CHD]", "  SPI 0xce5ff069, src 10.1.0.10 dst 10.2.0.10") +
         said("14[KNL]", "  using replay window of 0 packets");
}

TEST_CASE("charon: keys of Child SAs and who asked for them") {
  const Read asked = read_keys(child("parsed IKE_AUTH response 5 [ IDr AUTH SA TSi TSr ]"));
  CHECK(warning(asked) == "");
  const auto& all = asked.ring.all_sa_keys();
  REQUIRE(all.size() == 2);
  CHECK(all[0].spi == 0xcb17561b);
  CHECK(all[0].encr_key.front() == 0x60);  // inbound at the initiator: the responder's key
  CHECK(all[0].window == 32u);
  CHECK(all[0].esn == true);
  CHECK(all[0].encr == 20);
  CHECK(to_text(all[0].source.address) == "10.2.0.10");
  CHECK(all[1].encr_key.front() == 0x50);
  CHECK_FALSE(all[1].window);
  CHECK(asked.ring.child_secrets(0xce5ff069, 0).size() == 1);

  const Read answered = read_keys(child("parsed CREATE_CHILD_SA request 5 [ SA No TSi TSr ]"));
  REQUIRE(answered.ring.all_sa_keys().size() == 2);
  CHECK(answered.ring.all_sa_keys()[0].encr_key.front() == 0x50);

  const Read either = read_keys(child("something else"));
  CHECK(either.ring.all_sa_keys().size() == 4);
}

TEST_CASE("charon: logs without keys, cut off and spoiled") {
  CHECK(read_keys(said("16[IKE]", "IKE_SA c[1] established")).kind == "");
  const std::string log = initiator();
  const Read cut = read_keys(log.substr(0, log.rfind("Sk_pr")));
  CHECK(cut.ring.all_ike_keys().empty());
  CHECK(warning(cut).find("the log ends amid these keys") != std::string::npos);
  survives_damage(log.substr(0, 4000), "41 42 43 44 45 46");
}

std::string json(const std::string& message, const char* thread = "7", const char* group = "IKE") {
  return "{\"MESSAGE\": \"" + message + "\", \"THREAD\": \"" + thread + "\", \"GROUP\": \"" +
         group + "\"}\n";
}

TEST_CASE("charon: the journal keeps threads apart") {
  const std::string row = "\\n   0: 10 11 12 13 14 15 16 17 18 19 1A 1B 1C 1D 1E 1F  ........\\n";
  const std::string octets = " => 16 bytes @ 0x5" + row;
  std::string log;
  for (const char* thread : {"7", "8"})
    log += json("checkout IKEv2 SA by message with SPIs 000000000000000" + std::string(thread) +
                    "_i 00000000000000ff_r",
                thread, "MGR");
  for (const char* name :
       {"Sk_d secret", "Sk_ei secret", "Sk_er secret", "Sk_pi secret", "Sk_pr secret"})
    for (const char* thread : {"7", "8"}) log += json(name + octets, thread);
  const Read read = read_keys(log);
  CHECK(read.kind == "charon journal");
  CHECK(warning(read) == "");
  CHECK(read.ring.ike_keys(7, 255).size() == 1);
  CHECK(read.ring.ike_keys(8, 255).size() == 1);
}

TEST_CASE("charon: a secret whose group is not said belongs to the keys that follow") {
  const std::string row =
      "\n          0: 10 11 12 13 14 15 16 17 18 19 1A 1B 1C 1D 1E 1F  ........\n";
  const auto dump = [&](const char* name) {
    return std::string("Nov 14 22:13:20 gw charon-systemd[1]: ") + name + " => 16 bytes @ 0x5" +
           row;
  };
  const std::string ike =
      "Nov 14 gw charon-systemd[1]: checkout IKEv2 SA by message with SPIs "
      "0000000000000007_i 00000000000000ff_r\n" +
      dump("key exchange secret") + dump("Sk_d secret") + dump("Sk_pr secret");
  const std::string child =
      dump("encryption initiator key") + dump("encryption responder key") +
      "Nov 14 gw charon-systemd[1]: adding inbound ESP SA\n"
      "Nov 14 gw charon-systemd[1]:   SPI 0x00000009, src 10.0.0.1 dst 10.0.0.2\n";
  const Read first = read_keys(ike + child);
  CHECK(first.ring.ike_secrets(7, 255, 0).size() == 1);
  CHECK(first.ring.all_child_secrets().empty());
  const Read rekeyed = read_keys(ike + dump("key exchange secret") + child);
  CHECK(rekeyed.ring.all_child_secrets().size() == 1);
  CHECK(rekeyed.ring.all_ike_secrets().size() == 1);
}

}  // namespace
}  // namespace espect::keys
