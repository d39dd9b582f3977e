// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/keys/reading.h"

namespace espect::keys {
namespace {

const std::string stamp = "Nov 24 14:10:10.855538: | ";
const std::string key_32 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

std::string ike(const char* direction, const std::string& integ, const std::string& encr) {
  return stamp + "ikev2 " + direction + " 0x0102030405060708 0x1112131415161718 " + integ + " " +
         encr + "\n";
}

std::string child() {
  std::string log;
  for (const char* line :
       {"kernel: setup_half_kernel_state() INBOUND "
        "<unset-selector>->[10.1.0.10=TUNNEL=>10.2.0.10]-><unset-selector> sec_label=",
        "kernel: looking for alg with encrypt: AES_GCM_16 keylen: 128 integ: NONE",
        "kernel: setting IPsec SA replay-window to 128", "ESP encrypt key:",
        "  37 99 fc c0  1d 6a a4 63  fd 34 4f 72  af f2 57 c6   7....j.c.4Or..W.",
        "  70 fc 72 c4                                          p.r.",
        "ESP integrity key:", "                                                        ",
        "\"c\" #2: routing:   NONE:0 AES_GCM_16:36 replay_window=128 esn=yes sa_mark_out=auto",
        "sendrecv_xfrm_msg() sending 26 Add SA esp.6e9d3224@10.2.0.10"})
    log += stamp + line + "\n";
  return log;
}

TEST_CASE("pluto: keys of ESP SAs as they go to the kernel") {
  const Read read = read_keys(child());
  CHECK(read.kind == "pluto log");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 1);
  const SaKeys& keys = read.ring.all_sa_keys()[0];
  CHECK(keys.spi == 0x6e9d3224);
  CHECK(hex(keys.encr_key) == "3799fcc01d6aa463fd344f72aff257c670fc72c4");
  CHECK(keys.encr == 20);
  CHECK(keys.esn == true);
  CHECK(keys.window == 128u);
  CHECK(keys.mode == "tunnel");
  CHECK(to_text(keys.source.address) == "10.1.0.10");
  CHECK(to_text(keys.destination.address) == "10.2.0.10");
}

TEST_CASE("pluto: both directions of an IKE SA become one entry") {
  const std::string integ = "hmac_sha2_256_128:0x" + key_32;
  const Read read = read_keys(ike("I", integ, "aes_cbc256:0x" + key_32) +
                              ike("R", integ, "aes_cbc256:0x" + key_32));
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_ike_keys().size() == 1);
  const IkeKeys& keys = read.ring.all_ike_keys()[0];
  CHECK(keys.spi_i == 0x0102030405060708);
  CHECK(keys.encr == 12);
  CHECK(keys.integ == 12);
  CHECK(hex(keys.ei) == key_32);
  CHECK(hex(keys.er) == key_32);
  CHECK(hex(keys.ar) == key_32);
}

TEST_CASE("pluto: what docker compose and grep put into lines") {
  const std::string integ = "hmac_sha2_256_128:0x" + key_32;
  const std::string log = child() + ike("I", integ, "aes_cbc256:0x" + key_32) +
                          ike("R", integ, "aes_cbc256:0x" + key_32);
  const auto with = [&](const std::string& before) {
    std::string text;
    for (std::size_t at = 0, end = 0; at < log.size(); at = end + 1) {
      end = log.find('\n', at);
      text += before + log.substr(at, end - at) + "\n";
    }
    return read_keys(text);
  };
  for (const auto* before : {"vpn-1  | ", "/var/log/pluto.log:"}) {
    CAPTURE(before);
    const Read read = with(before);
    CHECK(warning(read) == "");
    CHECK(read.ring.all_sa_keys().size() == 1);
    CHECK(read.ring.all_ike_keys().size() == 1);
  }
}

TEST_CASE("pluto: an AES-GCM key without its salt opens nothing, and that is said once") {
  const Read read = read_keys(ike("I", "none:", "aes_gcm_16256:0x" + key_32) +
                              ike("R", "none:", "aes_gcm_16256:0x" + key_32));
  CHECK(read.kind == "pluto log");
  CHECK(read.ring.empty());
  REQUIRE(read.warnings.size() == 1);
  CHECK(read.warnings[0].origin.line == 1);
  CHECK(warning(read).find("the salt is missing") != std::string::npos);
}

TEST_CASE("pluto: lines that cannot be used") {
  const std::string good = child();
  CHECK(warning(read_keys(good + stamp + "ikev2 I 0x01\n")).find("cut off") != std::string::npos);
  CHECK(warning(read_keys(ike("I", "none:", "aes_rot:0x00"))) ==
        "keys:1: unknown encryption algorithm aes_rot");
  CHECK(warning(read_keys(ike("I", "none:", "aes_cbc256:0x0"))) == "keys:1: key is no hex");
  CHECK(read_keys(stamp + "ikev2 INVALID\n").kind == "");
  survives_damage(good + ike("I", "none:", "aes_cbc256:0x" + key_32), "0102030405060708090a0b");
}

TEST_CASE("pluto: names that it writes for tcpdump") {
  for (const auto& [name, id] :
       {std::pair{"sha256", 12}, {"sha1", 2}, {"md5", 1}, {"aes_xcbc", 5}}) {
    const Read read = read_keys(ike("I", std::string(name) + ":0x" + key_32, "aes256:0x" + key_32));
    if (id == 5) continue;  // takes 16 octets only
    REQUIRE(read.ring.all_ike_keys().size() == 1);
    CHECK(read.ring.all_ike_keys()[0].integ == id);
    CHECK(read.ring.all_ike_keys()[0].encr == 12);
  }
}

std::string openswan(const std::string& first, const std::string& second, bool directions) {
  return "|esp%senckey:" + first + "\n|esp%sauthkey:" + first + "\n" +
         (directions ? "| set up outgoing SA, ref=0/1\n" : "") + "|esp%senckey:" + second +
         "\n|esp%sauthkey:" + second + "\n" + (directions ? "| set up incoming SA, ref=0/1\n" : "");
}

const std::string established =
    "\"a\" #2: STATE_QUICK_I2: sent QI2, IPsec SA established tunnel mode {ESP/NAT=>0x00000001 "
    "<0x00000002 xfrm=AES_128-HMAC_SHA1 NATOA=none}\n";

TEST_CASE("pluto: SPIs from the line that says the SA is there") {
  const std::string a = key_32.substr(0, 32);
  const std::string b = key_32.substr(32);
  const Read sure = read_keys(openswan(a, b, true) + established);
  CHECK(warning(sure) == "");
  REQUIRE(sure.ring.all_sa_keys().size() == 2);
  CHECK(sure.ring.all_sa_keys()[0].spi == 1);
  CHECK(hex(sure.ring.all_sa_keys()[0].encr_key) == a);
  CHECK(sure.ring.all_sa_keys()[0].encr == 12);
  CHECK(sure.ring.all_sa_keys()[0].integ == 2);
  CHECK(sure.ring.all_sa_keys()[1].spi == 2);
  // Without directions both keys are offered for both, and the ICV decides.
  CHECK(read_keys(openswan(a, b, false) + established).ring.all_sa_keys().size() == 4);
  CHECK(warning(read_keys(openswan(a, b, true))) ==
        "keys:1: the log does not say the SPI of these keys");
}

}  // namespace
}  // namespace espect::keys
