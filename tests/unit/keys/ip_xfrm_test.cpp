// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/keys/reading.h"

namespace espect::keys {
namespace {

const std::string key_20 = "000102030405060708090a0b0c0d0e0f10111213";
const std::string key_16 = "000102030405060708090a0b0c0d0e0f";

std::string state(const std::string& lines, const char* protocol = "esp") {
  return std::string("src 10.1.0.10 dst 10.2.0.10\n\tproto ") + protocol +
         " spi 0xc82fb9af(3358570927) reqid 1(0x00000001) mode tunnel\n" + lines;
}

TEST_CASE("ip xfrm state: both directions, ESN and windows") {
  const Read read = read_keys(
      "src 10.1.0.10 dst 10.2.0.10\n"
      "\tproto esp spi 0xc82fb9af(3358570927) reqid 1(0x00000001) mode tunnel\n"
      "\treplay-window 0 seq 0x00000000 flag af-unspec esn (0x10100000)\n"
      "\tauth-trunc hmac(sha256) 0x" +
      key_16 + key_16 +
      " (256 bits) 128\n"
      "\tenc cbc(aes) 0x" +
      key_16 +
      " (128 bits)\n"
      "\tencap type espinudp sport 4500 dport 24500 addr 0.0.0.0\n"
      "\tanti-replay esn context:\n"
      "\t seq-hi 0x0, seq 0x0, oseq-hi 0x3, oseq 0x0\n"
      "\t replay_window 0, bitmap-length 0\n"
      "\tdir out\n"
      "\tstats:\n"
      "\t  replay-window 7 replay 0 failed 0\n"
      "src 10.2.0.10 dst 10.1.0.10\n"
      "\tproto esp spi 0xc2a18af5(3265366773) reqid 1(0x00000001) mode 5\n"
      "\treplay-window 0 seq 0x00000000 flag af-unspec (0x00100000)\n"
      "\taead rfc4106(gcm(aes)) 0x" +
      key_20 +
      " (160 bits) 96\n"
      "\tanti-replay esn context:\n"
      "\t seq-hi 0x0, seq 0x0, oseq-hi 0x0, oseq 0x0\n"
      "\t replay_window 128, bitmap-length 4\n"
      "\tdir in\n"
      "\n"
      "src 192.168.1.0/24 dst 192.168.2.0/24 uid 0\n"
      "\tdir out action allow index 81 priority 375423 ptype main share any flag  (0x00000000)\n"
      "\ttmpl src 10.1.0.10 dst 10.2.0.10\n"
      "\t\tproto esp spi 0xc82fb9af(3358570927) reqid 1(0x00000001) mode tunnel\n");
  CHECK(read.kind == "ip xfrm");
  CHECK(warning(read) == "");
  const auto& all = read.ring.all_sa_keys();
  REQUIRE(all.size() == 2);
  CHECK(all[0].spi == 0xc82fb9af);
  CHECK(to_text(all[0].destination.address) == "10.2.0.10");
  CHECK(all[0].encr == 12);
  CHECK(all[0].integ == 12);
  CHECK(hex(all[0].encr_key) == key_16);
  CHECK(all[0].esn == true);
  CHECK(all[0].sequence_high == 3u);
  CHECK_FALSE(all[0].window);
  CHECK(all[0].mode == "tunnel");
  REQUIRE(all[0].encapsulation);
  CHECK(all[0].encapsulation->destination_port == 24500);
  CHECK(all[1].encr == 19);
  CHECK(all[1].esn == false);
  CHECK(all[1].window == 128u);
  CHECK(all[1].mode == "iptfs");
  CHECK_FALSE(all[1].sequence_high);
}

TEST_CASE("ip xfrm monitor: events before the addresses, keys without bits") {
  const std::string aead = "\taead rfc4106(gcm(aes)) 0x" + key_20 + " 128\n";
  const Read read = read_keys(
      "[2026-11-24T13:56:54.280256] Updated src fd00::2 dst fd00::1\n"
      "\tproto esp spi 0xc2a18af5 reqid 1 mode transport\n\treplay-window 32 \n" +
      aead +
      "Deleted src fd00::1 dst fd00::2\n"
      "\tproto esp spi 0xc2a18af6 reqid 1 mode transport\n\treplay-window 0 \n" +
      aead + "Async event  (0x20)  timer expired\n" + aead);
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 2);
  CHECK(read.ring.all_sa_keys()[0].window == 32u);
  CHECK(to_text(read.ring.all_sa_keys()[0].source.address) == "fd00::2");
  CHECK_FALSE(read.ring.all_sa_keys()[1].window);  // 0 without `dir` says nothing
}

TEST_CASE("ip xfrm: a window of 0 counts for the receiver only") {
  const std::string aead = "\treplay-window 0 flag af-unspec\n\taead rfc4106(gcm(aes)) 0x" + key_20;
  CHECK(read_keys(state(aead + " 128\n\tdir in\n")).ring.all_sa_keys().at(0).window == 0u);
  CHECK_FALSE(read_keys(state(aead + " 128\n\tdir out\n")).ring.all_sa_keys().at(0).window);
}

TEST_CASE("ip xfrm: the ESN flag, also where iproute2 leaves no blank after it") {
  const std::string aead = "\taead rfc4106(gcm(aes)) 0x" + key_20 + " 128\n";
  struct Row {
    const char* flags;
    bool esn;
  };
  for (const Row& row : {Row{"flag af-unspec esn (0x10100000)", true},
                         {"flag esn", true},
                         {"flag af-unspec esnextra_flag dont-encap-dscp (0x10100000)", true},
                         {"flag af-unspec (0x00100000)", false},
                         {"flag af-unspecextra_flag dont-encap-dscp", false},
                         {"", false}}) {
    INFO(row.flags);
    const Read read = read_keys(state(std::string("\treplay-window 0 ") + row.flags + "\n" + aead));
    REQUIRE(read.ring.all_sa_keys().size() == 1);
    CHECK(read.ring.all_sa_keys()[0].esn == row.esn);
  }
  CHECK_FALSE(read_keys(state(aead)).ring.all_sa_keys().at(0).esn);
}

TEST_CASE("ip xfrm: a dump without SAs is one all the same") {
  const Read read = read_keys(
      "\nsrc ::/0 dst ::/0 uid 0\n"
      "\tsocket in action allow index 59 priority 0 ptype main share any flag  (0x00000000)\n");
  CHECK(read.kind == "ip xfrm");
  CHECK(read.ring.empty());
  CHECK(warning(read) == "");
}

TEST_CASE("ip xfrm: names of the kernel") {
  struct Row {
    std::string line;
    std::optional<std::uint16_t> encr;
    std::optional<std::uint16_t> integ;
    std::optional<std::uint16_t> icv;
  };
  const std::string enc = "\tenc cbc(aes) 0x" + key_16 + "\n";
  const Row rows[] = {
      {"\taead seqiv(rfc4106(gcm(aes))) 0x" + key_20 + " (160 bits) 64", 18, {}, {}},
      {"\taead rfc4309(ccm(aes)) 0x" + key_16 + "101112 128", 16, {}, {}},
      {"\taead rfc4543(gcm(aes)) 0x" + key_20 + " 128", 21, {}, {}},
      {"\taead rfc7539esp(chacha20,poly1305) 0x" + key_16 + key_20 + " 128", 28, {}, {}},
      {"\tenc rfc3686(ctr(aes)) 0x" + key_20 + "\n\tauth-trunc xcbc(aes) 0x" + key_16 + " 96",
       13,
       5,
       {}},
      {"\tenc cbc(camellia) 0x" + key_16 + "\n\tauth-trunc cmac(aes) 0x" + key_16 + " 96",
       23,
       8,
       {}},
      {"\tenc ecb(cipher_null) \n\tauth-trunc hmac(sha1) 0x" + key_20 + " 96", 11, 2, {}},
      {"\tenc cbc(sm4) 0x" + key_16 + "\n\tauth-trunc hmac(sm3) 0x" + key_16 + " 128",
       61441,
       61441,
       {}},
      {enc + "\tauth-trunc hmac(sha256) 0x" + key_16 + " 96", 12, 12, 12},
      {enc + "\tauth hmac(sha256) 0x" + key_16, 12, 12, 12},
      {enc + "\tauth-trunc hmac(sha512) 0x" + key_16 + " 256", 12, 14, {}},
      {enc + "\tauth-trunc hmac(md5) 0x" + key_16 + " 96", 12, 1, {}},
  };
  for (const Row& row : rows) {
    const Read read = read_keys(state(row.line + "\n"));
    INFO(row.line);
    CHECK(warning(read) == "");
    REQUIRE(read.ring.all_sa_keys().size() == 1);
    CHECK(read.ring.all_sa_keys()[0].encr == row.encr);
    CHECK(read.ring.all_sa_keys()[0].integ == row.integ);
    CHECK(read.ring.all_sa_keys()[0].icv_octets == row.icv);
  }
  const Read ah = read_keys(state("\tauth-trunc hmac(sha256) 0x" + key_16 + " 128\n", "ah"));
  REQUIRE(ah.ring.all_sa_keys().size() == 1);
  CHECK(ah.ring.all_sa_keys()[0].protocol == SaProtocol::ah);
}

TEST_CASE("ip xfrm: what cannot be used is said once, with the line") {
  struct Row {
    std::string line;
    const char* text;
  };
  const Row rows[] = {
      {"\taead rfc4106(gcm(aes)) <<Keys hidden>> 128", "keys:3: the key is hidden"},
      {"\taead rfc4106(gcm(aes)) 0x" + std::string(40, '0') + " 128", "keys:3: the key is hidden"},
      {"\taead rfc4106(gcm(aes)) ", "keys:3: the key is missing"},
      {"\taead rfc4106(gcm(aes)) 0x0 128", "keys:3: aead key is no hex"},
      {"\taead rot(aes) 0x01 128", "keys:3: unknown algorithm rot(aes)"},
      {"\taead rfc4106(gcm(aes)) 0x" + key_16 + " 128", "the salt is missing"},
  };
  for (const Row& row : rows) {
    const Read read = read_keys(state(row.line + "\n"));
    INFO(row.line);
    CHECK(read.warnings.size() == 1);
    CHECK(warning(read).find(row.text) != std::string::npos);
    CHECK(read.ring.empty());
  }
  CHECK(read_keys(state("\tcomp deflate 0x\n", "comp")).ring.empty());
}

TEST_CASE("damaged dumps do no harm") {
  survives_damage(state("\treplay-window 32 flag esn\n\taead rfc4106(gcm(aes)) 0x" + key_20 +
                        " (160 bits) 128\n\tdir in\n"),
                  "0102030405060708090a");
}

}  // namespace
}  // namespace espect::keys
