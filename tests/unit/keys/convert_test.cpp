// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/convert.h"

#include "tests/unit/keys/reading.h"

namespace espect::keys {
namespace {

SaKeys sa(std::uint16_t encr, std::size_t octets) {
  SaKeys keys;
  keys.spi = 0xc0ffee01;
  keys.source = {*address_from("10.1.0.10"), 32};
  keys.destination = {*address_from("10.2.0.10"), 32};
  keys.encr = encr;
  keys.encr_key.assign(octets, 0xab);
  return keys;
}

std::string repeated(const char* pair, std::size_t octets) {
  std::string text;
  for (std::size_t i = 0; i < octets; ++i) text += pair;
  return text;
}

TEST_CASE("esp_sa in the forms of the versions") {
  KeyRing ring;
  SaKeys keys = sa(20, 36);
  keys.esn = true;
  keys.sequence_high = 0x1f;
  ring.add(keys);
  const std::string row =
      R"("IPv4","10.1.0.10","10.2.0.10","0xc0ffee01","AES-GCM with 16 octet ICV [RFC4106]","0x)" +
      repeated("ab", 36) + R"(","NULL","")";
  const Converted old = to_wireshark_esp_sa(ring, WiresharkVersion::v4_0);
  CHECK(view(old.text) == row + "\n");
  REQUIRE(old.warnings.size() == 1);
  CHECK(old.warnings[0].text.find("ESN") != std::string::npos);
  CHECK(view(to_wireshark_esp_sa(ring, WiresharkVersion::v4_4).text) == row + "\n");
  const Converted now = to_wireshark_esp_sa(ring, WiresharkVersion::v4_6);
  CHECK(view(now.text) == row + ",\"64-bit\",\"1f\"\n");
  CHECK(now.warnings.empty());
}

TEST_CASE("esp_sa: what a version cannot express is left out and said") {
  KeyRing ring;
  ring.add(sa(28, 36));  // ChaCha20-Poly1305
  ring.add(sa(16, 35));  // AES-CCM
  SaKeys ah = sa(20, 0);
  ah.protocol = SaProtocol::ah;
  ah.integ = 2;
  ah.integ_key.assign(20, 1);
  ring.add(ah);
  const Converted old = to_wireshark_esp_sa(ring, WiresharkVersion::v4_4);
  CHECK(old.text == "");
  CHECK(old.warnings.size() == 3);
  const Converted now = to_wireshark_esp_sa(ring, WiresharkVersion::v4_6);
  CHECK(now.warnings.size() == 2);
  CHECK(now.text.find("\"ChaCha20 with Poly1305 [RFC7634]\"") != std::string::npos);
}

TEST_CASE("esp_sa: an ICV that Wireshark cannot check has its length named") {
  KeyRing ring;
  SaKeys keys = sa(12, 16);
  keys.integ = 5;  // AES-XCBC
  keys.integ_key.assign(16, 0xcd);
  ring.add(keys);
  const Converted converted = to_wireshark_esp_sa(ring, WiresharkVersion::v4_0);
  CHECK(converted.warnings.empty());
  CHECK(converted.text.find("\"ANY 96 bit authentication [no checking]\"") != std::string::npos);
}

TEST_CASE("ikev2_decryption_table") {
  KeyRing ring;
  IkeKeys keys;
  keys.spi_i = 0x0102030405060708;
  keys.spi_r = 0x1112131415161718;
  keys.encr = 20;
  keys.ei.assign(36, 0xaa);
  keys.er.assign(36, 0xbb);
  ring.add(keys);
  CHECK(view(to_wireshark_ikev2_table(ring, WiresharkVersion::v4_0).text) ==
        "0102030405060708,1112131415161718," + repeated("aa", 36) + "," + repeated("bb", 36) +
            ",\"AES-GCM-256 with 16 octet ICV [RFC5282]\",,,\"NONE [RFC4306]\"\n");
  keys.ei.assign(36, 0xcc);
  ring.add(keys);
  const Converted two = to_wireshark_ikev2_table(ring, WiresharkVersion::v4_6);
  REQUIRE(two.warnings.size() == 1);
  CHECK(two.warnings[0].text.find("the last of 2 key generations") != std::string::npos);

  KeyRing others;
  keys.encr = 28;
  others.add(keys);
  keys.encr.reset();
  keys.spi_i = 9;
  others.add(keys);
  const Converted none = to_wireshark_ikev2_table(others, WiresharkVersion::v4_0);
  CHECK(none.text == "");
  REQUIRE(none.warnings.size() == 2);
  CHECK(none.warnings[0].text.find("ENCR_CHACHA20_POLY1305") != std::string::npos);
  CHECK(none.warnings[1].text == "the encryption algorithm is not known");
}

TEST_CASE("what is written as JSON Lines is read as the same") {
  const std::string text =
      R"({"type":"ike","spi_i":"0102030405060708","spi_r":"1112131415161718","generation":1,"encr":20,"encr_key_bits":128,"prf":5,"sk_d":"d0d1","sk_ei":")" +
      repeated("00", 20) + R"(","sk_er":")" + repeated("11", 20) + R"("}
{"type":"ike-secret","spi_i":"0102030405060708","spi_r":"1112131415161718","index":1,"method":36,"shared_secret":"abcdef"}
{"type":"child-secret","spi":"0xc0ffee01","dst":"fd00::1","index":0,"shared_secret":"0011"}
{"type":"ppk","ppk":"5566","id":"ours","spi_i":"0102030405060708","spi_r":"1112131415161718"}
{"type":"psk","psk":"7788","id_i":"alice"}
{"type":"esp","spi":"0xc0ffee01","src":"10.1.0.10","dst":"10.2.0.10","encr":12,"encr_key":")" +
      repeated("22", 16) +
      R"(","encr_key_bits":128,"integ":12,"integ_key":"0001","sn":1,"seq_hi":2,"window":0,"mode":"tunnel","encap":"udp","sport":4500,"dport":45122}
{"type":"ah","spi":"0x00001000","dst":"10.2.0.10","integ":2,"integ_key":"ffff","sn":0}
)";
  const Read read = read_keys(text);
  CHECK(warning(read) == "");
  const Converted converted = to_espect_jsonl(read.ring);
  CHECK(view(converted.text) == text);
  CHECK(converted.warnings.empty());
}

TEST_CASE("JSON Lines: patterns cannot be said") {
  KeyRing ring;
  SaKeys keys = sa(20, 36);
  keys.spi_mask = 0;
  ring.add(keys);
  keys = sa(20, 36);
  keys.destination.prefix_bits = 24;
  ring.add(keys);
  const Converted converted = to_espect_jsonl(ring);
  CHECK(converted.text == "");
  CHECK(converted.warnings.size() == 2);
}

}  // namespace
}  // namespace espect::keys
