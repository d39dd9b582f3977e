// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/keys/reading.h"

// Manual SAs in configurations of routers. That they open captures: tests/program/keys.
namespace espect::keys {
namespace {

const std::string key_32 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string key_20 = key_32.substr(0, 40);
const std::string key_16 = key_32.substr(0, 32);

std::string crypto_map(const std::string& transforms, const std::string& session_key) {
  return "crypto ipsec transform-set T " + transforms +
         "\ncrypto map M 10 ipsec-manual\n set peer 192.0.2.2\n set session-key " + session_key +
         "\n set transform-set T\n";
}

TEST_CASE("Cisco: algorithms, directions, addresses") {
  const Read read =
      read_keys(crypto_map("esp-aes 192 esp-sha256-hmac \n mode transport",
                           "inbound esp 300 cipher " + key_32 + " authenticator " + key_32) +
                "interface Gi0/0\n ip address 192.0.2.1 255.255.255.0\n crypto map M\n");
  CHECK(read.kind == "Cisco crypto map");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 1);
  const SaKeys& keys = read.ring.all_sa_keys()[0];
  CHECK(keys.spi == 300);
  CHECK(keys.mode == "transport");
  CHECK(to_text(keys.source.address) == "192.0.2.2");
  CHECK(to_text(keys.destination.address) == "192.0.2.1");
  CHECK(keys.encr == 12);
  CHECK(keys.encr_key.size() == 24);  // longer ones are cut
  CHECK(keys.integ == 12);
}

TEST_CASE("Cisco: DES alone, AH, NULL") {
  const auto only = [](const std::string& transforms, const std::string& session_key) {
    const Read read = read_keys(crypto_map(transforms, session_key));
    CHECK(warning(read) == "");
    REQUIRE(read.ring.all_sa_keys().size() == 1);
    return read.ring.all_sa_keys()[0];
  };
  CHECK(only("esp-des", "outbound esp 256 cipher 0123456789abcdef").integ == 0);
  const SaKeys ah = only("ah-md5-hmac", "outbound ah 256 " + key_16);
  CHECK(ah.protocol == SaProtocol::ah);
  CHECK(ah.integ == 1);
  CHECK(to_text(ah.destination.address) == "192.0.2.2");
  const SaKeys null = only("esp-null esp-sha-hmac", "inbound esp 256 authenticator " + key_20);
  CHECK(null.encr == 11);
  CHECK(hex(null.integ_key) == key_20);
}

TEST_CASE("Cisco: what cannot be used") {
  CHECK(warning(read_keys("crypto map M 1 ipsec-manual\n set session-key inbound esp 300 cipher " +
                          key_16 + "\n set transform-set X\n")) ==
        "keys:2: the transform set of this session key is not in the file");
  CHECK(warning(read_keys(crypto_map("esp-gcm", "inbound esp 300 cipher " + key_20))) ==
        "keys:4: the keys of GCM, GMAC and SEAL are not read");
  CHECK(warning(read_keys(crypto_map("esp-des", "inbound esp 300 cipher BBB"))) ==
        "keys:4: key is no hex");
  CHECK(warning(read_keys(crypto_map("esp-3des", "inbound esp 300 cipher " + key_16)))
            .find("does not fit") != std::string::npos);
}

TEST_CASE("OSPFv3: both forms, encoded keys, passphrases") {
  const Read read = read_keys(" ipv6 ospf encryption ipsec spi 1001 esp null sha1 0 " + key_20 +
                              "\n area 0 authentication ipsec spi 500 md5 " + key_16 +
                              "\n no ipv6 ospf authentication ipsec spi 501 md5 " + key_16 + "\n");
  CHECK(read.kind == "OSPFv3 IPsec lines");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 2);
  CHECK(read.ring.all_sa_keys()[0].encr == 11);
  CHECK(read.ring.all_sa_keys()[1].protocol == SaProtocol::ah);
  CHECK(warning(read_keys("ipv6 ospf authentication ipsec spi 1 sha1 7 0505\n")) ==
        "keys:1: the key is encoded (its type is not 0)");
  CHECK(warning(read_keys("ipv6 ospf encryption ipsec spi 1 esp null sha1 passphrase 7 x\n")) ==
        "keys:1: a passphrase is no key: how it becomes one is not documented");
}

TEST_CASE("Junos: one SA for both directions, AH, ASCII, a session at the terminal") {
  const Read read = read_keys(
      "[edit security ipsec security-association A]\nmode transport;\nmanual {\n direction "
      "bidirectional {\n protocol ah; spi 20001;\n authentication {\n algorithm hmac-md5-96; key "
      "ascii-text 123456789012abcd;\n }\n }\n}\n");
  CHECK(read.kind == "Junos manual SAs");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 1);
  const SaKeys& keys = read.ring.all_sa_keys()[0];
  CHECK(keys.protocol == SaProtocol::ah);
  CHECK(keys.spi == 20001);
  CHECK(keys.mode == "transport");
  CHECK(hex(keys.integ_key) == "31323334353637383930313261626364");
  const Read session = read_keys(
      "lab@r1# edit security ipsec security-association o\nlab@r1# set mode transport\nlab@r1# edit "
      "manual direction bidirectional\nlab@r1# set protocol esp\nlab@r1# set spi 256\nlab@r1# set "
      "authentication algorithm hmac-sha1-96\nlab@r1# set authentication key hexadecimal " +
      key_20 + "\nlab@r1# top edit protocols ospf3 area 0\n");
  CHECK(warning(session) == "");
  REQUIRE(session.ring.all_sa_keys().size() == 1);
  CHECK(session.ring.all_sa_keys()[0].encr == 11);
  CHECK(session.ring.all_sa_keys()[0].mode == "transport");
}

TEST_CASE("Junos: what cannot be used") {
  const auto sa = [](const std::string& rest) {
    return "set security ipsec security-association A manual direction inbound " + rest + "\n";
  };
  CHECK(warning(read_keys(sa("spi 300 authentication algorithm hmac-sha1-96 key ascii-text "
                             "\"$9$sd2oGUjqfQns2aUHmF3y\""))) ==
        "keys:1: the key is encoded ($9$): write it as it was typed");
  CHECK(warning(read_keys(sa("spi 300 encryption algorithm aes-rot key hexadecimal " + key_16))) ==
        "keys:1: unknown encryption algorithm aes-rot");
  CHECK(warning(read_keys(sa("encryption algorithm des-cbc key hexadecimal 0123456789abcdef"))) ==
        "keys:1: this manual SA has no spi");
  CHECK(warning(read_keys(sa("protocol bundle spi 300 authentication algorithm hmac-md5-96 key "
                             "hexadecimal " +
                             key_16))) ==
        "keys:1: AH and ESP in one SA (protocol bundle) are not read");
}

TEST_CASE("FortiGate: encrypted keys, unknown names, a gateway of any address") {
  const auto entry = [&](const std::string& encryption, const std::string& key) {
    return read_keys(
        "config vpn ipsec manualkey\n edit a\n set remote-gw 192.0.2.2\n set local-gw "
        "0.0.0.0\n set authentication null\n set encryption " +
        encryption + "\n set enckey " + key +
        "\n set localspi 0x100\n set remotespi 0x101\n next\nend\n");
  };
  const Read read = entry("aes128", "0001020304050607-08090a0b0c0d0e0f");
  CHECK(read.kind == "FortiGate manualkey");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 2);
  CHECK(read.ring.all_sa_keys()[0].destination.prefix_bits == 0);
  CHECK(to_text(read.ring.all_sa_keys()[1].destination.address) == "192.0.2.2");
  CHECK(warning(entry("aes128", "ENC sBnW")) ==
        "keys:2: the key is encrypted (ENC): write it as it was typed");
  CHECK(warning(entry("aria128", key_16)) == "keys:2: unknown encryption algorithm aria128");
}

TEST_CASE("configurations of routers survive damage") {
  survives_damage(crypto_map("esp-aes 256 esp-sha-hmac",
                             "inbound esp 300 cipher " + key_32 + " authenticator " + key_20),
                  key_20);
  survives_damage("ipv6 ospf encryption ipsec spi 1 esp aes-cbc 128 " + key_16 + " sha1 " + key_20,
                  key_16);
  survives_damage(
      "security { ipsec { vpn v { manual { spi 1; protocol esp; encryption { algorithm "
      "aes-128-cbc; key hexadecimal " +
          key_16 + "; } } } } }",
      key_16);
}

std::string comware(const std::string& proposal, const std::string& keys) {
  return "ipsec transform-set T\n" + proposal + "\nipsec policy M 1 manual\n transform-set T\n" +
         " local-address 192.0.2.1\n remote-address 192.0.2.2\n" + keys;
}

TEST_CASE("H3C and Huawei: directions, protocols, algorithms and defaults") {
  const Read read = read_keys(comware(
      " encapsulation-mode transport\n esp encryption-algorithm aes 192\n"
      " esp authentication-algorithm sha2-256\n ah authentication-algorithm md5",
      " sa spi inbound esp 300\n sa encryption-hex inbound esp " + key_32.substr(0, 48) +
          "\n sa authentication-hex inbound esp simple " + key_32 +
          "\n sa spi outbound ah 400\n sa authentication-hex outbound ah " + key_16 + "\n"));
  CHECK(read.kind == "H3C and Huawei manual SAs");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 2);
  const auto ah = read.ring.all_sa_keys()[0];
  CHECK(ah.protocol == SaProtocol::ah);
  CHECK(ah.spi == 400);
  CHECK(ah.integ == 1);
  CHECK(to_text(ah.destination.address) == "192.0.2.2");
  const auto esp = read.ring.all_sa_keys()[1];
  CHECK(esp.mode == "transport");
  CHECK(to_text(esp.source.address) == "192.0.2.2");
  CHECK(esp.encr == 12);
  CHECK(esp.encr_key.size() == 24);
  CHECK(esp.integ == 12);

  const auto only = [](const std::string& keys) {
    const Read one = read_keys(comware("", " sa spi inbound esp 300\n" + keys));
    CHECK(warning(one) == "");
    REQUIRE(one.ring.all_sa_keys().size() == 1);
    return one.ring.all_sa_keys()[0];
  };
  const auto comware_5 = only(" sa encryption-hex inbound esp " + key_16.substr(0, 16) +
                              "\n sa authentication-hex inbound esp " + key_16 + "\n");
  CHECK(comware_5.encr == 2);
  CHECK(comware_5.integ == 1);
  const auto vrp = only(" sa encryption-hex inbound esp " + key_32 +
                        "\n sa authentication-hex inbound esp " + key_32 + "\n");
  CHECK(vrp.encr == 12);
  CHECK(vrp.integ == 12);
}

TEST_CASE("H3C and Huawei: what cannot be used") {
  const auto told = [](const std::string& key) {
    return warning(read_keys(comware("", " sa spi inbound esp 300\n " + key + "\n")));
  };
  CHECK(told("sa string-key inbound esp simple secret").find("does not publish") !=
        std::string::npos);
  CHECK(told("sa hex-key encryption inbound esp cipher $c$3$bJ1YVY==").find("enciphered") !=
        std::string::npos);
  CHECK(told("sa encryption-hex inbound esp " + key_20).find("names no algorithm") !=
        std::string::npos);
  CHECK(told("sa encryption-hex inbound esp zz") == "keys:7: key is no hex");
  CHECK(warning(read_keys("ipsec sa A\n proposal P\n sa spi inbound esp 300\n"
                          " sa encryption-hex inbound esp " +
                          key_16 + "\n")) == "keys:3: the proposal of this SA is not in the file");
}

TEST_CASE("VPP: commands of vppctl, of a script and of the API test") {
  const Read read = read_keys(
      "# a startup script\nipsec spd add 1\nipsec sa add 10 spi 1001 ah integ-key " + key_20 +
      " integ-alg sha1-96\nvppctl 'ipsec sa add 20 spi 1002 esp use-esn crypto-key " + key_16 +
      " crypto-alg aes-gcm-128 salt 0x01020304'\nipsec_sad_add_del_entry esp sad_id 10 spi 1003 "
      "crypto_alg aes-cbc-128 crypto_key " +
      key_16 + " integ_alg none tunnel_src 192.0.2.1 tunnel_dst 192.0.2.2\n");
  CHECK(read.kind == "VPP ipsec sa add");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 3);
  CHECK(read.ring.all_sa_keys()[0].protocol == SaProtocol::ah);
  CHECK(read.ring.all_sa_keys()[1].esn == true);
  CHECK(hex(read.ring.all_sa_keys()[1].encr_key) == key_16 + "01020304");
  CHECK(read.ring.all_sa_keys()[2].integ == 0);
  CHECK(to_text(read.ring.all_sa_keys()[2].destination.address) == "192.0.2.2");
  CHECK(warning(read_keys("vppctl ipsec sa add 10 spi 1001 esp crypto-key " + key_16 +
                          " crypto-alg aes-xyz\n")) ==
        "keys:1: unknown encryption algorithm aes-xyz");
  CHECK(warning(read_keys("vppctl ipsec sa add 10 spi 1001 esp crypto-key zz crypto-alg "
                          "aes-cbc-128\n")) == "keys:1: key is no hex");
}

}  // namespace
}  // namespace espect::keys
