// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/keys/reading.h"

namespace espect::keys {
namespace {

const std::string good =
    R"(# a comment
{"type": "ike", "spi_i": "0102030405060708", "spi_r": "1112131415161718", "generation": 1, "encr": 20, "encr_key_bits": 128, "prf": 5, "sk_d": "d0d1", "sk_ei": "000102030405060708090a0b0c0d0e0f10111213", "sk_er": "202122232425262728292A2B2C2D2E2F30313233"}

{"type": "ike-secret", "spi_i": "0102030405060708", "spi_r": "1112131415161718", "index": 1, "method": 36, "shared_secret": "abcdef"}
{"type": "child-secret", "spi": "0xc0ffee01", "dst": "fd00::1", "index": 0, "shared_secret": "0011"}
{"type": "ppk", "ppk": "5566", "id": "ours"}
{"type": "psk", "psk": "7788", "id_i": "alice"}
{"type": "esp", "spi": "0xc0ffee01", "src": "10.1.0.10", "dst": "10.2.0.10", "encr": 12, "encr_key": "000102030405060708090a0b0c0d0e0f", "integ": 12, "integ_key": "0001", "sn": 1, "seq_hi": 2, "window": 0, "mode": "tunnel", "encap": "udp", "sport": 4500, "dport": 45122, "unknown": []}
{"type": "ah", "spi": "0x00001000", "dst": "10.2.0.10", "integ": 2, "integ_key": "ffff", "sn": 2}
)";

TEST_CASE("every type of line is read") {
  const Read read = read_keys(good);
  CHECK(read.kind == "espect keys");
  CHECK(warning(read) == "");
  const KeyRing& ring = read.ring;
  REQUIRE(ring.all_ike_keys().size() == 1);
  const IkeKeys& ike = ring.all_ike_keys()[0];
  CHECK(ike.spi_i == 0x0102030405060708);
  CHECK(ike.spi_r == 0x1112131415161718);
  CHECK(ike.generation == 1u);
  CHECK(ike.encr == 20);
  CHECK(ike.prf == 5);
  CHECK_FALSE(ike.integ);
  CHECK(hex(ike.d) == "d0d1");
  CHECK(hex(ike.er) == "202122232425262728292a2b2c2d2e2f30313233");
  CHECK(ike.origin.line == 2);
  REQUIRE(ring.all_ike_secrets().size() == 1);
  CHECK(ring.all_ike_secrets()[0].index == 1);
  CHECK(ring.all_ike_secrets()[0].method == 36);
  REQUIRE(ring.all_child_secrets().size() == 1);
  CHECK(to_text(ring.all_child_secrets()[0].destination) == "fd00::1");
  REQUIRE(ring.all_ppks().size() == 1);
  CHECK(ring.all_ppks()[0].id == "ours");
  CHECK_FALSE(ring.all_ppks()[0].spis);
  REQUIRE(ring.all_psks().size() == 1);
  CHECK(ring.all_psks()[0].id_i == "alice");
  REQUIRE(ring.all_sa_keys().size() == 2);
  const SaKeys& esp = ring.all_sa_keys()[0];
  CHECK(esp.spi == 0xc0ffee01);
  CHECK(esp.esn == true);
  CHECK(esp.sequence_high == 2u);
  CHECK(esp.window == 0u);
  CHECK(esp.mode == "tunnel");
  REQUIRE(esp.encapsulation);
  CHECK(esp.encapsulation->destination_port == 45122);
  CHECK_FALSE(esp.encapsulation->tcp);
  const SaKeys& ah = ring.all_sa_keys()[1];
  CHECK(ah.protocol == SaProtocol::ah);
  CHECK(ah.esn == false);
  CHECK(ah.source.prefix_bits == 0);
}

TEST_CASE("a line that cannot be used is a warning, and the rest is used") {
  struct Row {
    const char* line;
    const char* reason;
  };
  const Row rows[] = {
      {R"({"type": "esp", "spi": "0x1")", "this is no JSON object"},
      {R"([1, 2])", "this is no JSON object"},
      {R"({"type": "esq"})",
       "type is none of ike, ikev1, ike-secret, child-secret, ppk, psk, esp, ah, eesp"},
      {R"({"type": "esp", "dst": "10.2.0.10", "encr": 12, "encr_key": "00"})", "spi is missing"},
      {R"({"type": "esp", "spi": "0x1", "encr_key": "00"})", "dst is missing"},
      {R"({"type": "esp", "spi": "0x123456789", "dst": "10.2.0.10", "encr_key": "00"})",
       "spi is no SPI"},
      {R"({"type": "esp", "spi": "0x1", "dst": "10.2.0.300", "encr_key": "00"})",
       "dst is no address"},
      {R"({"type": "esp", "spi": "0x1", "dst": "10.2.0.3", "encr_key": "0"})",
       "encr_key is no hex"},
      {R"({"type": "esp", "spi": "0x1", "dst": "10.2.0.3", "encr_key": 7})",
       "encr_key is no string"},
      {R"({"type": "esp", "spi": "0x1", "dst": "10.2.0.3", "encr": 65536, "encr_key": "00"})",
       "encr is no number from 0 to 65535"},
      {R"({"type": "esp", "spi": "0x1", "dst": "10.2.0.3", "encr": -1, "encr_key": "00"})",
       "encr is no number from 0 to 65535"},
      {R"({"type": "esp", "spi": "0x1", "dst": "10.2.0.3"})", "no keys"},
      {R"({"type": "esp", "spi": "0x1", "dst": "10.2.0.3", "encr_key": "00", "encap": "sctp"})",
       "encap is neither udp nor tcp"},
      {R"({"type": "ike-secret", "spi_i": "01", "spi_r": "02", "index": 8, "shared_secret": "00"})",
       "index is no number from 0 to 7"},
      {R"({"type": "ppk", "ppk": ""})", "ppk is empty"},
      {"{\"type\": \"psk\", \"psk\": \"\xff\xfe\"}", "this is no JSON object"},
  };
  for (const Row& row : rows) {
    const Read read = read_keys(std::string(row.line) + "\n" + good);
    CHECK(read.kind == "espect keys");
    CHECK(warning(read) == std::string("keys:1: ") + row.reason);
    CHECK(read.ring.all_sa_keys().size() == 2);
  }
}

TEST_CASE("a GCM key without its salt is named") {
  const Read read = read_keys(
      R"({"type": "esp", "spi": "0x1", "dst": "10.2.0.3", "encr": 20, "encr_key": "000102030405060708090a0b0c0d0e0f"})");
  CHECK(warning(read).find("the salt is missing") != std::string::npos);
  CHECK(read.ring.empty());
}

TEST_CASE("other JSON is no key file") {
  CHECK(read_keys("{\n  \"type\": \"esp\"\n}\n").kind == "");
  CHECK(read_keys(R"({"schema": "report", "sas": []})").kind == "");
  CHECK(read_keys("").kind == "");
}

TEST_CASE("damaged lines do no harm") {
  survives_damage(good, "0102030405060708090a");
}

}  // namespace
}  // namespace espect::keys
