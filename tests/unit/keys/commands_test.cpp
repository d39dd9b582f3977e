// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/shell_commands.h"
#include "tests/unit/keys/reading.h"

namespace espect::keys {
namespace {

const std::string key_16 = "0x000102030405060708090a0b0c0d0e0f";
const std::string key_20 = key_16 + "10111213";

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (const ShellCommand& command : shell_commands(text, {"run"}))
    for (const auto& word : command.words) words.emplace_back(view(word));
  return words;
}

TEST_CASE("words of a shell: quotes, escapes, continuations, comments, prompts") {
  using Words = std::vector<std::string>;
  CHECK(words_of("run 'a b' \"c \\\" d\" e\\ f '' g\"h\"i") ==
        Words{"run", "a b", "c \" d", "e f", "", "ghi"});
  CHECK(words_of("run a \\\n  b \\\r\n c") == Words{"run", "a", "b", "c"});
  CHECK(words_of("run a ^\n b `\n c") == Words{"run", "a", "b", "c"});
  CHECK(words_of("other; run a # comment's\nother b") == Words{"run", "a"});
  CHECK(words_of("root@gw:~# run a") == Words{"root@gw:~#", "run", "a"});
  CHECK(words_of("# run a\n$ run b") == Words{"run", "a", "run", "b"});
  CHECK(words_of("run 'not closed\nother") == Words{"run", "not closed"});
}

TEST_CASE("words of a shell: variables that the text sets") {
  using Words = std::vector<std::string>;
  CHECK(words_of("A=1\nexport B='2 3' C=\"x$A\"\nrun $A ${B} \"<$C>\" '$A' $D \\$A") ==
        Words{"run", "1", "2 3", "<x1>", "$A", "$D", "$A"});
  CHECK(words_of("A=1; run $A; A=2\nrun $A$A") == Words{"run", "1", "run", "22"});
  CHECK(words_of("A=1 run $A") == Words{"A=1", "run", "$A"});
}

TEST_CASE("ip xfrm state add: every class of algorithms, abbreviations, options in any order") {
  const Read read = read_keys(
      "ip netns exec a ip x s a src 10.0.0.1 dst 10.0.0.2 spi 0x1 proto esp auth-trunc "
      "'hmac(sha256)' " +
      key_16 + " 96 enc 'cbc(aes)' " + key_16 +
      " mode transport flag esn replay-window 128 encap espinudp 4500 4501 0.0.0.0 sel src "
      "10.9.0.0/24 dst 10.8.0.0/24\n"
      "sudo ip xfrm state update src ::1 dst ::2 proto ah spi 7 auth 'hmac(sha1)' " +
      key_20 +
      "\n"
      "ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 3 enc 'ecb(cipher_null)' '' auth "
      "md5 " +
      key_16 +
      "\n"
      "ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto comp spi 4 comp deflate\n"
      "ip xfrm policy add dir out src 10.0.0.1 dst 10.0.0.2 tmpl proto esp mode tunnel\n"
      "ip xfrm state delete src 10.0.0.1 dst 10.0.0.2 proto esp spi 5\n");
  CHECK(warning(read) == "");
  REQUIRE(read.ring.all_sa_keys().size() == 3);
  CHECK(read.ring.all_sa_keys()[0].spi == 1);
  const SaKeys& ah = read.ring.all_sa_keys()[1];
  CHECK(ah.protocol == SaProtocol::ah);
  CHECK(ah.spi == 7);
  CHECK(to_text(ah.destination.address) == "::2");
  const SaKeys& null = read.ring.all_sa_keys()[2];
  CHECK(null.encr == 11);
  CHECK(null.integ == 1);

  const Read whole = read_keys(
      "ip xfrm st add src 10.0.0.1 dst 10.0.0.2 spi 0x1 proto esp auth-trunc 'hmac(sha256)' " +
      key_16 + " 96 enc 'cbc(aes)' " + key_16 +
      " mode transport flag esn replay-window 128 encap espinudp 4500 4501 0.0.0.0 sel src "
      "10.9.0.0/24 dst 10.8.0.0/24\n");
  REQUIRE(whole.ring.all_sa_keys().size() == 1);
  const SaKeys& keys = whole.ring.all_sa_keys()[0];
  CHECK(keys.icv_octets == 12);
  CHECK(keys.esn == true);
  CHECK(keys.window == 128u);
  CHECK(keys.mode == "transport");
  REQUIRE(keys.encapsulation);
  CHECK(keys.encapsulation->destination_port == 4501);
  CHECK(to_text(keys.destination.address) == "10.0.0.2");
}

TEST_CASE("ip xfrm state add: faults have the line of the command") {
  CHECK(warning(read_keys("#!/bin/sh\nip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 1 "
                          "\\\n enc 'rot(13)' 0x01\n")) ==
        "keys:2: unknown algorithm (not shown: it may be a key)");
  CHECK(warning(read_keys("ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 1 enc "
                          "'cbc(aes)' 000102030405060708090a0b0c0d0e0f1011121314151617\n"))
            .find("48 hex digits without 0x") != std::string::npos);
}

TEST_CASE("a cipher alone is ESP without integrity") {
  const Read read = read_keys(
      "ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 1 enc "
      "'cbc(aes)' " +
      key_16);
  REQUIRE(read.ring.all_sa_keys().size() == 1);
  CHECK(read.ring.all_sa_keys()[0].integ == 0);
}

TEST_CASE("tables in options of tshark, and secrets of tcpdump, with their lines") {
  const Read read = read_keys(
      "\ntshark -r a.pcap -o \"uat:esp_sa:\\\"IPv4\\\",\\\"*\\\",\\\"*\\\",\\\"0x1\\\",\\\"AES-CBC "
      "[RFC3602]\\\",\\\"" +
      key_16 + "\\\",\\\"NULL\\\",\\\"\\\"\"\n/usr/sbin/tcpdump -E0x7@10.0.0.1 aes128-cbc:" +
      key_16 + "\ntcpdump -r x -E '0x8@10.0.0.1 aes128-cbc:" + key_16 +
      "'\ntshark -o 'uat:esp_sa:\"IPv4\"'\n");
  CHECK(read.kind == "pasted commands");
  REQUIRE(read.ring.all_sa_keys().size() == 2);
  CHECK(read.ring.all_sa_keys()[0].spi == 1);
  CHECK(read.ring.all_sa_keys()[0].origin.line == 2);
  CHECK(read.ring.all_sa_keys()[1].spi == 8);
  CHECK(warning(read) == "keys:5: a row has 8 or 10 columns, this one has 1");
}

TEST_CASE("setkey -f: statements over lines, options, characters as a key") {
  const Read read = read_keys(
      "flush; # all\nadd -4 10.0.0.1[4500] 10.0.0.2[4500] esp-udp 0x1 -m transport -u 3 -r 4\n"
      " -E aes-cbc " +
      key_16 + "\n -A hmac-sha1 \"twenty octets of key\";add 10.0.0.1 10.0.0.2 ah 2 -A hmac-sha1 " +
      key_20 + ";\nadd 10.0.0.1 10.0.0.2 esp 3 -E aes-cbc " + key_16 +
      ";\nadd 10.0.0.1 10.0.0.2 esp 4 -E aes-rot 0x00;\nadd 10.0.0.1 10.0.0.2 ipcomp 5 -C "
      "deflate;\n");
  CHECK(read.kind == "setkey -f");
  REQUIRE(read.ring.all_sa_keys().size() == 2);  // words stand between blanks
  CHECK(read.ring.all_sa_keys()[0].protocol == SaProtocol::ah);
  CHECK(read.ring.all_sa_keys()[1].integ == 0);
  CHECK(warning(read) == "keys:2: key is neither 0x... nor characters in double quotes");
  CHECK(warning(read, 1) == "keys:6: unknown encryption algorithm aes-rot");
}

}  // namespace
}  // namespace espect::keys
