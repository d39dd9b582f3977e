// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/keys/reading.h"

// What vendors' listings say besides keys, and what cannot be used. That they open captures:
// tests/program/keys.
namespace espect::keys {
namespace {

const std::string key_16 = "000102030405060708090a0b0c0d0e0f";
const std::string key_20 = key_16 + "10111213";

std::string fortigate(const std::string& esp, const std::string& ah) {
  return "name=a ver=2 serial=1 2001:db8::1:4500->2001:db8::2:64916 tun_id=2001:db8::2\n"
         "proxyid=a proto=0 sa=1 ref=2 serial=1\n"
         "  SA:  ref=3 options=10226 type=00 soft=0 mtu=1438 expire=42897/0B replaywin=0\n"
         "       seqno=6 esn=1 replaywin_lastseq=00000005\n"
         "  dec: spi=c2000002 " +
         esp + "\n       " + ah + "\n  dec:pkts/bytes=5/420, enc:pkts/bytes=5/760\n";
}

TEST_CASE("FortiGate: addresses, window and ESN of the SA towards it") {
  const Read read = read_keys(fortigate("esp=aes key=16 " + key_16, "ah=sha256 key=16 " + key_16));
  CHECK(read.kind == "FortiGate tunnel list");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 1);
  const SaKeys& keys = read.ring.all_sa_keys()[0];
  CHECK(to_text(keys.source.address) == "2001:db8::2");
  CHECK(to_text(keys.destination.address) == "2001:db8::1");
  CHECK(keys.window == 0u);
  CHECK(keys.esn == true);
  CHECK(keys.integ == 12);
}

TEST_CASE("FortiGate: what cannot be used") {
  CHECK(warning(read_keys(fortigate("esp=aria key=16 " + key_16, "ah=sha1 key=20 " + key_20))) ==
        "keys:5: unknown encryption algorithm aria");
  CHECK(warning(read_keys(fortigate("esp=aes key=16 " + key_16, "ah=hmac-crc key=20 " + key_20))) ==
        "keys:6: unknown integrity algorithm hmac-crc");
  CHECK(warning(read_keys(fortigate("esp=aes key=32 " + key_16, "ah=sha1 key=20 " + key_20))) ==
        "keys:5: key is not complete");
  CHECK(warning(read_keys(fortigate("esp=aes key=16", "ah=sha1 key=20 " + key_20))) ==
        "keys:5: key is no hex");
}

TEST_CASE("MikroTik: ports, AH, and unknown names") {
  const std::string ah =
      " 0 A  spi=0x1000 src-address=192.0.2.1:4500 dst-address=192.0.2.2:4500 state=mature "
      "auth-algorithm=sha1 enc-algorithm=none auth-key=\"" +
      key_20 + "\" enc-key=\"\"\n";
  const Read read = read_keys(ah);
  CHECK(read.kind == "MikroTik installed-sa");
  REQUIRE(read.ring.all_sa_keys().size() == 1);
  CHECK(read.ring.all_sa_keys()[0].protocol == SaProtocol::ah);
  CHECK(to_text(read.ring.all_sa_keys()[0].destination.address) == "192.0.2.2");
  const Read unknown = read_keys(
      " 0 E spi=0x1 src-address=10.0.0.1 dst-address=10.0.0.2 auth-algorithm=sha1 "
      "enc-algorithm=aes-rot \n      auth-key=\"" +
      key_20 + "\" enc-key=\"00\"\n");
  CHECK(warning(unknown) == "keys:1: unknown encryption algorithm aes-rot");
}

TEST_CASE("VPP: AH, truncation, ESN, and hidden keys") {
  const auto sa = [](const std::string& protocol, const std::string& integ) {
    return "[1] sa 20 (0x14) spi 4096 (0x00001000) protocol:" + protocol +
           " flags:[esn tunnel ]\n   salt 0x0\n   seq 5 seq-hi 2\n   last-seq 0 last-seq-hi 3 "
           "window 0\n   crypto alg " +
           (protocol == "ah" ? "none key [redacted]" : "aes-cbc-128 key " + key_16) +
           "\n   integrity alg " + integ + "\n   table-ID 0 tunnel src ::1 dst ::2 flags [none]\n";
  };
  const Read esp = read_keys(sa("esp", "sha-256-96 key " + key_16));
  REQUIRE(esp.ring.all_sa_keys().size() == 1);
  CHECK(esp.ring.all_sa_keys()[0].icv_octets == 12);
  CHECK(esp.ring.all_sa_keys()[0].sequence_high == 3u);
  CHECK(to_text(esp.ring.all_sa_keys()[0].destination.address) == "::2");
  const Read ah = read_keys(sa("ah", "sha1-96 key " + key_20));
  REQUIRE(ah.ring.all_sa_keys().size() == 1);
  CHECK(ah.ring.all_sa_keys()[0].protocol == SaProtocol::ah);
  CHECK(warning(read_keys(sa("esp", "sha1-96 key [redacted]"))) ==
        "keys:6: the key is hidden ([redacted])");
}

TEST_CASE("OpenBSD: keys of -v, other directions, and keys that are elsewhere") {
  const std::string verbose =
      "ah transport from 10.0.0.1 to 10.0.0.2 spi 0x00001000 auth hmac-sha1 enc none\n"
      "\tsa: spi 0x00001000 auth hmac-sha1 enc none\n\t\tstate mature replay 64 flags 0\n"
      "\tkey_auth: bits 160: " +
      key_20 + "\n";
  const Read ah = read_keys(verbose);
  CHECK(ah.kind == "OpenBSD SAs");
  CHECK(warning(ah) == "");
  REQUIRE(ah.ring.all_sa_keys().size() == 1);
  CHECK(ah.ring.all_sa_keys()[0].mode == "transport");
  CHECK(hex(ah.ring.all_sa_keys()[0].integ_key) == key_20);
  const Read defaults = read_keys("esp from 10.0.0.1 to 10.0.0.2 spi 0x1:0x2 authkey 0x" + key_16 +
                                  key_16 + ":0x" + key_20 + " enckey 0x" + key_16 + ":0x" + key_16);
  REQUIRE(defaults.ring.all_sa_keys().size() == 2);
  CHECK(defaults.ring.all_sa_keys()[0].integ == 12);
  CHECK(defaults.ring.all_sa_keys()[1].spi == 2);
  CHECK(to_text(defaults.ring.all_sa_keys()[1].destination.address) == "10.0.0.1");
  CHECK(warning(read_keys("esp from 10.0.0.1 to 10.0.0.2 spi 0x1 authkey file \"a\" enckey file "
                          "\"b\"")) == "keys:1: the key is in a file of its own");
}

TEST_CASE("DPDK: HMAC-SHA-256 was cut to 96 bits once, and single digits are octets") {
  const Read read = read_keys(
      "sa in 5 cipher_algo null auth_algo sha256-hmac auth_key 0:1:2:3:4:5:6:7:8:9:a:b:c:"
      "d:e:f:0:1:2:3:4:5:6:7:8:9:a:b:c:d:e:f mode transport\n");
  CHECK(read.kind == "DPDK ipsec-secgw");
  REQUIRE(read.ring.all_sa_keys().size() == 2);
  CHECK(read.ring.all_sa_keys()[0].icv_octets == 16);
  CHECK(read.ring.all_sa_keys()[1].icv_octets == 12);
  CHECK(read.ring.all_sa_keys()[0].integ_key.size() == 32);
}

TEST_CASE("scapy: literals of every kind, tunnels, and variables") {
  const Read read = read_keys(
      "class SecurityAssociation(object):\n"
      "sa = SecurityAssociation(AH, 0x1000, auth_algo=\"HMAC-SHA1-96\",  # a ) comment\n"
      "    auth_key=b'sixteenbytes key\\x00\\n\\\\A', tunnel_header=IPv6(src='::1', dst=\"::2\"))\n"
      "other = SecurityAssociation(ESP, spi=7, crypt_algo='AES-GCM', crypt_icv_size=12,\n"
      "    crypt_key=unhexlify('" +
      key_20 + "'), esn_en=True, esn=1)\n");
  CHECK(read.kind == "scapy SecurityAssociation");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 2);
  const SaKeys& ah = read.ring.all_sa_keys()[0];
  CHECK(ah.origin.line == 2);
  CHECK(ah.protocol == SaProtocol::ah);
  CHECK(ah.integ_key.size() == 20);
  CHECK(to_text(ah.destination.address) == "::2");
  const SaKeys& esp = read.ring.all_sa_keys()[1];
  CHECK(esp.encr == 19);
  CHECK(esp.esn == true);
  CHECK(esp.sequence_high == 1u);
  const Read prompts = read_keys(
      ">>> sa = SecurityAssociation(ESP, spi=7, crypt_algo='AES-GCM',\n"
      "...     crypt_key=unhexlify('" +
      key_20 + "'))\n");
  CHECK(warning(prompts) == "");
  CHECK(prompts.ring.all_sa_keys().size() == 1);
  CHECK(
      warning(read_keys("SecurityAssociation(ESP, spi=1, crypt_algo='AES-CBC', crypt_key=KEY)")) ==
      "keys:1: crypt_key is no literal: write its octets into the call");
}

}  // namespace
}  // namespace espect::keys
