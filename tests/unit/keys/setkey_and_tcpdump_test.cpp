// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/keys/reading.h"

namespace espect::keys {
namespace {

const std::string setkey =
    "10.1.0.10[4500] 10.2.0.10[24500] \n"
    "\tesp-udp mode=tunnel spi=1234(0x000004d2) reqid=1(0x00000001)\n"
    "\tE: aes-cbc  00010203 04050607 08090a0b 0c0d0e0f\n"
    "\tA: hmac-sha1  00010203 04050607 08090a0b 0c0d0e0f 10111213\n"
    "\tseq=0x00000000 replay=4 flags=0x00000000 state=mature \n"
    "fd00::1 fd00::2 \n"
    "\tah mode=transport spi=4660(0x00001234) reqid=0(0x00000000)\n"
    "\tA: hmac-sha2-256  00010203 04050607\n";

TEST_CASE("setkey -D") {
  const Read read = read_keys(setkey);
  CHECK(read.kind == "setkey -D");
  CHECK(warning(read) == "");
  const auto& all = read.ring.all_sa_keys();
  REQUIRE(all.size() == 2);
  CHECK(all[0].spi == 1234);
  CHECK(all[0].encr == 12);
  CHECK(all[0].integ == 2);
  CHECK(hex(all[0].encr_key) == "000102030405060708090a0b0c0d0e0f");
  CHECK(all[0].mode == "tunnel");
  CHECK_FALSE(all[0].window);
  REQUIRE(all[0].encapsulation);
  CHECK(all[0].encapsulation->source_port == 4500);
  CHECK(all[1].protocol == SaProtocol::ah);
  CHECK(to_text(all[1].destination.address) == "fd00::2");
  CHECK_FALSE(all[1].encapsulation);
}

TEST_CASE("setkey -D: what cannot be used") {
  const std::string head =
      "10.1.0.10 10.2.0.10 \n\tesp mode=tunnel spi=1(0x00000001) reqid=0(0x00000000)\n";
  CHECK(warning(read_keys(head + "\tE: aes-rot  00\n")) ==
        "keys:3: unknown encryption algorithm aes-rot");
  CHECK(warning(read_keys(head + "\tE: aes-cbc  0001020\n")) == "keys:3: key is no hex");
  CHECK(warning(read_keys(head + "\tE: aes-gcm-16  00010203 04050607 08090a0b 0c0d0e0f\n"))
            .find("the salt is missing") != std::string::npos);
  CHECK(warning(read_keys(head + setkey)) == "keys:1: no keys");
  CHECK(read_keys(head + setkey).ring.all_sa_keys().size() == 2);
  survives_damage(setkey, "04050607 08090a0b");
}

const std::string secrets =
    "# for tcpdump -E\n"
    "0x12345678@10.2.0.10 3des-cbc-hmac96:0x000102030405060708090a0b0c0d0e0f1011121314151617\n"
    "305419896@fd00::2 aes128-cbc:sixteen octets!!,des-cbc:8 octets, none:x\n";

TEST_CASE("tcpdump -E secrets") {
  const Read read = read_keys(
      "0x12345678@10.2.0.10 3des-cbc-hmac96:0x000102030405060708090a0b0c0d0e0f1011121314151617\n"
      "305419896@fd00::2 aes128-cbc:sixteen-octets!!,des-cbc:8-octets\n");
  CHECK(read.kind == "tcpdump -E secrets");
  CHECK(warning(read) == "");
  const auto& all = read.ring.all_sa_keys();
  REQUIRE(all.size() == 3);
  CHECK(all[0].spi == 0x12345678);
  CHECK(all[0].encr == 3);
  CHECK(all[0].icv_octets == 12);
  CHECK(to_text(all[0].destination.address) == "10.2.0.10");
  CHECK(all[1].spi == 305419896);
  CHECK(hex(all[1].encr_key) == "7369787465656e2d6f63746574732121");
  CHECK(all[2].spi_mask == 0);
  CHECK(all[2].destination.prefix_bits == 0);
}

TEST_CASE("tcpdump -E: what cannot be used") {
  const std::string good = "0x1@10.2.0.10 des-cbc:12345678\n";
  CHECK(warning(read_keys(good + "0x2@10.2.0.10 rot-13:1\n")) ==
        "keys:2: unknown algorithm (not shown: it may be a key)");
  CHECK(warning(read_keys(good + "0x2@host des-cbc:12345678\n")) == "keys:2: no address after @");
  CHECK(warning(read_keys(good + "x@10.2.0.10 des-cbc:12345678\n")) == "keys:2: SPI is no number");
  CHECK(warning(read_keys(good + "0x2@10.2.0.10 des-cbc:0x123\n")) == "keys:2: secret is no hex");
  CHECK(warning(read_keys(good + "some words and more\n")).find("keys:2: this is not") == 0);
  CHECK(read_keys("user@10.2.0.10 said: hello\nmail@example.org algo:1\n").kind == "");
  survives_damage(secrets, "0102030405060708090a");
}

}  // namespace
}  // namespace espect::keys
