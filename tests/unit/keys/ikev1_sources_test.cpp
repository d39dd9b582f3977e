// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/convert.h"
#include "tests/unit/keys/reading.h"

namespace espect::keys {
namespace {

constexpr std::uint64_t spi_i = 0x1011121314151617;
constexpr std::uint64_t spi_r = 0x18191a1b1c1d1e1f;

const Ikev1Keys& only(const Read& read) {
  const auto found = read.ring.ikev1_keys(spi_i, spi_r);
  REQUIRE(found.size() == 1);
  return *found[0];
}

TEST_CASE("ikev1_decryption_table: cookie and key, whatever the responder's cookie") {
  const Read read = read_keys("# comment\n1011121314151617,00112233445566778899aabbccddeeff\n");
  CHECK(read.kind == "Wireshark ikev1_decryption_table");
  CHECK(warning(read) == "");
  CHECK(hex(only(read).encr_key) == "00112233445566778899aabbccddeeff");
  CHECK(read.ring.names_ike_sa(spi_i));
  CHECK_FALSE(read.ring.names_ike_sa(spi_r));
  CHECK_FALSE(read.ring.empty());
}

TEST_CASE("ikev1_decryption_table: rows that cannot be used") {
  const Read read = read_keys(
      "1011121314151617,0011223344556677\n1011121314151617\n10,0011223344556677\n"
      "1011121314151618,0011223344556g77\n");
  REQUIRE(read.warnings.size() == 3);
  CHECK(warning(read, 0) == "keys:2: a row has 2 columns, this one has 1");
  CHECK(warning(read, 1) == "keys:3: the initiator's cookie is not 8 octets in hex");
  CHECK(warning(read, 2) == "keys:4: the key is no hex");
  CHECK(read.ring.all_ikev1_keys().size() == 1);
}

TEST_CASE("espect keys of IKEv1, and back") {
  const std::string line =
      R"({"type":"ikev1","spi_i":"1011121314151617","spi_r":"18191a1b1c1d1e1f","encr_key":"00",)"
      R"("skeyid":"01","skeyid_d":"02","skeyid_a":"03","skeyid_e":"04"})"
      "\n";
  const Read read = read_keys(line);
  CHECK(read.kind == "espect keys");
  CHECK(warning(read) == "");
  CHECK(only(read).spi_r == spi_r);
  CHECK(hex(only(read).skeyid_d) == "02");
  CHECK(view(to_espect_jsonl(read.ring).text) == line);
  CHECK(read.ring.ikev1_keys(spi_i, 99).empty());
  const auto table = to_wireshark_ikev1_table(read.ring);
  CHECK(table.text == "1011121314151617,00\n");
  CHECK(table.warnings.empty());
}

TEST_CASE("espect keys of IKEv1 that say nothing or no SPI") {
  const Read read = read_keys(
      "{\"type\":\"ikev1\",\"spi_i\":\"1011121314151617\"}\n"
      "{\"type\":\"ikev1\",\"encr_key\":\"00\"}\n"
      "{\"type\":\"ikev1\",\"spi_i\":\"1011121314151617\",\"skeyid_e\":\"0x00\"}\n"
      "{\"type\":\"ikev1\",\"spi_i\":\"1011121314151617\",\"skeyid_d\":\"05\"}\n");
  REQUIRE(read.warnings.size() == 3);
  CHECK(warning(read, 0) == "keys:1: neither encr_key nor SKEYID_d, SKEYID_a, SKEYID_e");
  CHECK(warning(read, 1) == "keys:2: spi_i is missing");
  CHECK(warning(read, 2) == "keys:3: skeyid_e is no hex");
  const auto table = to_wireshark_ikev1_table(read.ring);
  CHECK(table.text.empty());
  REQUIRE(table.warnings.size() == 1);
  CHECK(to_text(table.warnings[0]) ==
        "keys:4: the key of the cipher is not said, and SKEYID_e alone does not say it");
}

TEST_CASE("two sources about one IKEv1 SA complete one another, unless they contradict") {
  const Read read = read_keys(
      "{\"type\":\"ikev1\",\"spi_i\":\"1011121314151617\",\"encr_key\":\"00\"}\n"
      "{\"type\":\"ikev1\",\"spi_i\":\"1011121314151617\",\"spi_r\":\"18191a1b1c1d1e1f\","
      "\"encr_key\":\"00\",\"skeyid_d\":\"02\"}\n"
      "{\"type\":\"ikev1\",\"spi_i\":\"1011121314151617\",\"encr_key\":\"01\"}\n");
  const auto found = read.ring.ikev1_keys(spi_i, spi_r);
  REQUIRE(found.size() == 2);
  CHECK(hex(found[0]->skeyid_d) == "02");
  CHECK(found[0]->spi_r == spi_r);
  CHECK(hex(found[1]->encr_key) == "01");
}

// charon's lines, with their thread and group; octets count up from `first`.
std::string charon(const std::string& group, const std::string& text) {
  return "1795528434.373 09[" + group + "] " + text + "\n";
}
std::string charon_dump(const std::string& group, const std::string& name, unsigned octets,
                        unsigned first) {
  std::string log = charon(group, name + " => " + std::to_string(octets) + " bytes @ 0x7f");
  for (unsigned row = 0; row < octets; row += 16) {
    std::string text = (row < 10 ? "   " : "  ") + std::to_string(row) + ":";
    for (unsigned i = row; i < std::min(row + 16, octets); ++i) {
      const auto octet = static_cast<std::uint8_t>(first + i);
      text += " " + to_hex(Bytes(&octet, 1));
    }
    log += charon(group, text + "  ......");
  }
  return log;
}

std::string charon_phase1() {
  return charon("NET", "received packet: from 198.51.100.2[500] to 192.0.2.1[500] (396 bytes)") +
         charon("ENC", "parsed ID_PROT response 0 [ KE No NAT-D NAT-D ]") +
         charon_dump("IKE", "shared Diffie Hellman secret", 256, 0x40) +
         charon_dump("IKE", "SKEYID", 32, 0x50) + charon_dump("IKE", "SKEYID_d", 32, 0x60) +
         charon_dump("IKE", "SKEYID_a", 32, 0x70) + charon_dump("IKE", "SKEYID_e", 32, 0x80) +
         charon_dump("IKE", "encryption key Ka", 32, 0x80) +
         charon_dump("IKE", "initial IV", 16, 0x90);
}

TEST_CASE("charon: SKEYID_*, cipher key and shared secret; SPIs from NAT detection behind them") {
  const Read read = read_keys(charon_phase1() + charon_dump("IKE", "natd_chunk", 22, 0x10));
  CHECK(read.kind == "charon log");
  CHECK(warning(read) == "");
  CHECK(only(read).spi_r == spi_r);
  CHECK(only(read).skeyid.front() == 0x50);
  CHECK(only(read).skeyid_d.front() == 0x60);
  CHECK(only(read).skeyid_a.front() == 0x70);
  CHECK(only(read).skeyid_e.front() == 0x80);
  CHECK(only(read).encr_key.size() == 32);
  const auto secrets = read.ring.ike_secrets(spi_i, spi_r, 0);
  REQUIRE(secrets.size() == 1);
  CHECK(secrets[0]->secret.size() == 256);
  CHECK(read.ring.all_ike_keys().empty());
}

TEST_CASE("charon: SPIs from the manager's lines, and a log that says none") {
  const Read said = read_keys(
      charon("MGR",
             "checkout IKEv1 SA by message with SPIs 1011121314151617_i 18191a1b1c1d1e1f_r") +
      charon_phase1());
  CHECK(warning(said) == "");
  CHECK(only(said).skeyid_d.front() == 0x60);
  const Read unsaid = read_keys(charon_phase1());
  CHECK(unsaid.ring.empty());
  CHECK(
      warning(unsaid).ends_with("the log does not say the SPIs of these keys (log with mgr = 2)"));
}

TEST_CASE("charon: the secret of a quick mode with PFS, for the SAs that it installs") {
  const Read read = read_keys(
      charon_phase1() + charon_dump("IKE", "natd_chunk", 22, 0x10) +
      charon("NET", "received packet: from 198.51.100.2[500] to 192.0.2.1[500] (460 bytes)") +
      charon("ENC", "parsed QUICK_MODE response 2366298782 [ HASH SA No KE ID ID ]") +
      charon("CHD", "CHILD_SA net{1} state change: CREATED => INSTALLING") +
      charon("CHD", "  using AES_CBC for encryption") +
      charon("CHD", "  using HMAC_SHA2_256_128 for integrity") +
      charon_dump("CHD", "DH secret", 256, 0xa0) +
      charon_dump("CHD", "encryption initiator key", 32, 1) +
      charon_dump("CHD", "encryption responder key", 32, 2) +
      charon_dump("CHD", "integrity initiator key", 32, 3) +
      charon_dump("CHD", "integrity responder key", 32, 4) +
      charon("CHD", "adding inbound ESP SA") +
      charon("CHD", "  SPI 0xc2000002, src 198.51.100.2 dst 192.0.2.1") +
      charon("CHD", "adding outbound ESP SA") +
      charon("CHD", "  SPI 0xc1000001, src 192.0.2.1 dst 198.51.100.2"));
  CHECK(warning(read) == "");
  const auto secrets = read.ring.child_secrets(0xc1000001, 0);
  REQUIRE(secrets.size() == 1);
  CHECK(secrets[0]->secret.front() == 0xa0);
  const auto out = read.ring.sa_keys(SaProtocol::esp, 0xc1000001, *address_from("192.0.2.1"),
                                     *address_from("198.51.100.2"));
  REQUIRE(out.size() == 1);  // this host asked, so what it sends has the initiator's keys
  CHECK(out[0]->encr_key.front() == 1);
}

// The form of a log file, and that of syslog.
std::string racoon(bool syslog) {
  const std::string head =
      syslog ? "Jun  4 17:54:43 vm1 racoon: DEBUG: " : "2008-06-04 17:54:43: DEBUG: ";
  const auto dump = [&](const std::string& label, const std::string& row) {
    if (syslog) return head + label + "\n" + head + "#012" + row + "\n";
    return head + label + "\n" + head + "\n" + row + "\n\n";
  };
  return dump("44 bytes message received from 198.51.100.2[500] to 192.0.2.1[500]",
              "10111213 14151617 18191a1b 1c1d1e1f 04100200 00000000 0000002c 0a000010") +
         dump("compute DH's shared.", "40414243 4445") +
         dump("SKEYID computed:", "50515253 54555657 58595a5b 5c5d5e5f 60616263") +
         dump("SKEYID_d computed:", "60616263 64656667 68696a6b 6c6d6e6f 70717273") +
         dump("SKEYID_a computed:", "70717273 74757677 78797a7b 7c7d7e7f 80818283") +
         dump("SKEYID_e computed:", "80818283 84858687 88898a8b 8c8d8e8f 90919293") + head +
         "encryption(3des)\n" + head + "compute intermediate encryption key K1\n" + head + "00\n" +
         dump("final encryption key computed:",
              "932d361f fc62ddc2 6164d513 d40d211f b7364166 232cf490") +
         dump("compute DH's shared.", "a0a1a2a3") +
         dump("KEYMAT compute with", "a0a1a2a3 03c20000 02b9a2d0 e922dc66 dd213016");
}

TEST_CASE("racoon: cookies of the message before, SKEYID_*, key, secrets of both phases") {
  for (const bool syslog : {false, true}) {
    INFO(syslog);
    const Read read = read_keys(racoon(syslog));
    CHECK(read.kind == "racoon log");
    CHECK(warning(read) == "");
    CHECK(only(read).spi_r == spi_r);
    CHECK(hex(only(read).encr_key) == "932d361ffc62ddc26164d513d40d211fb7364166232cf490");
    CHECK(only(read).skeyid.size() == 20);
    CHECK(only(read).skeyid_d.front() == 0x60);
    CHECK(only(read).skeyid_a.front() == 0x70);
    CHECK(only(read).skeyid_e.front() == 0x80);
    const auto secrets = read.ring.ike_secrets(spi_i, spi_r, 0);
    REQUIRE(secrets.size() == 1);
    CHECK(hex(secrets[0]->secret) == "404142434445");
    const auto child = read.ring.child_secrets(0xc2000002, 0);
    REQUIRE(child.size() == 1);
    CHECK(hex(child[0]->secret) == "a0a1a2a3");
  }
}

TEST_CASE("racoon: the own cookie when no message came before; keys without a cookie are said") {
  const std::string keys =
      "DEBUG: SKEYID_d computed:\nDEBUG: 6061\nDEBUG: final encryption key computed:\n"
      "DEBUG: 932d361f fc62ddc2\n";
  const Read own = read_keys("DEBUG: new cookie:#0121011121314151617\n" + keys);
  CHECK(own.ring.all_ikev1_keys().empty());  // eleven octets are no cookie
  const Read cookie = read_keys("DEBUG: new cookie:#012101112131415 1617\n" + keys);
  CHECK(cookie.ring.all_ikev1_keys().empty());
  const Read good = read_keys("DEBUG: new cookie:#01210111213 14151617\n" + keys);
  CHECK(only(good).spi_r == 0);
  CHECK(warning(read_keys(keys)) == "keys:1: the log does not say the cookies of these keys");
}

TEST_CASE("Openswan: Skeyid_*, key and secrets; cookies of the message before") {
  const Read read = read_keys(
      "| **parse ISAKMP Message:\n|    initiator cookie:\n|   10 11 12 13  14 15 16 17\n"
      "|    responder cookie:\n|   18 19 1a 1b  1c 1d 1e 1f\n"
      "| DH shared-secret:\n|   40 41 42 43  44 45 46 47  48 49 4a 4b  4c 4d 4e 4f\n"
      "|   50 51\n| keyid:   00 01\n"
      "| Skeyid:    50 51 52 53  54 55 56 57  58 59 5a 5b  5c 5d 5e 5f\n|   60 61 62 63\n"
      "| Skeyid_d:  60 61 62 63  64 65 66 67  68 69 6a 6b  6c 6d 6e 6f\n|   70 71 72 73\n"
      "| Skeyid_a:  70 71 72 73  64 65 66 67  68 69 6a 6b  6c 6d 6e 6f\n|   70 71 72 73\n"
      "| Skeyid_e:  80 81 82 83  64 65 66 67  68 69 6a 6b  6c 6d 6e 6f\n|   70 71 72 73\n"
      "| enc key:  80 81 82 83  64 65 66 67\n| IV:  00 01\n"
      "| DH shared-secret:\n|   a0 a1 a2 a3\n"
      "\"net\" #2: STATE_QUICK_I2: sent QI2, IPsec SA established tunnel mode "
      "{ESP=>0xc1000001 <0xc2000002 xfrm=AES_256-HMAC_SHA1 NATOA=none NATD=none DPD=none}\n");
  CHECK(read.kind == "pluto log");
  CHECK(warning(read) == "");
  CHECK(only(read).spi_r == spi_r);
  CHECK(only(read).skeyid.size() == 20);
  CHECK(only(read).skeyid_d.front() == 0x60);
  CHECK(only(read).skeyid_a.front() == 0x70);
  CHECK(only(read).skeyid_e.size() == 20);
  CHECK(hex(only(read).encr_key) == "8081828364656667");
  const auto secrets = read.ring.ike_secrets(spi_i, spi_r, 0);
  REQUIRE(secrets.size() == 1);
  CHECK(secrets[0]->secret.size() == 18);
  const auto child = read.ring.child_secrets(0xc1000001, 0);
  REQUIRE(child.size() == 1);
  CHECK(hex(child[0]->secret) == "a0a1a2a3");
}

TEST_CASE("damaged logs of IKEv1 crash nothing and show no key") {
  survives_damage(racoon(false), "932d361f");
  survives_damage(charon_phase1(), "5051");
}

}  // namespace
}  // namespace espect::keys
