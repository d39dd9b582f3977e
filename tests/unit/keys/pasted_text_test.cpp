// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/key_files.h"
#include "ipsec/keys/line_stamp.h"
#include "ipsec/keys/quotation.h"
#include "ipsec/keys/typography.h"
#include "ipsec/keys/without_keys.h"
#include "ipsec/keys/wrapped_lines.h"
#include "tests/support/catch.h"

// What is taken off pasted text, and what stays. That every source survives it: tests/program/keys.
namespace espect::keys {
namespace {

const std::string key_32 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string key_20 = key_32.substr(0, 40);

std::string state(const std::string& spi) {
  return "src 192.0.2.1 dst 192.0.2.2\n\tproto esp spi " + spi +
         " reqid 1 mode tunnel\n\treplay-window 0\n\tauth-trunc hmac(sha1) 0x" + key_20 +
         " 96\n\tenc cbc(aes) 0x" + key_32 + "\n";
}

KeyFiles pasted(std::string_view text) {
  KeyFiles files;
  read_key_text(text, "keys", files);
  return files;
}

template <class Change>
std::string changed(std::string_view text, Change change) {
  SecretText result;
  return change(text, result) ? std::string(view(result)) : "as it was";
}

TEST_CASE("characters that stand for others") {
  const auto plain = [](std::string_view text) { return changed(text, in_plain_characters); };
  CHECK(plain("spi\xc2\xa0=\xe2\x80\x89"
              "1") == "spi = 1");
  CHECK(plain("\xe2\x80\x9c"
              "a\xe2\x80\x9d \xe2\x80\x98"
              "b\xe2\x80\x99") == "\"a\" 'b'");
  CHECK(plain("192.0.2.1\xe2\x86\x92"
              "192.0.2.2") == "192.0.2.1->192.0.2.2");
  CHECK(plain("\x93"
              "a\x94\xa0"
              "b") == "\"a\" b");  // Windows
  CHECK(plain("<pre>a &gt; b &amp;&quot;c&quot;</pre><br>d") == "a > b &\"c\"\nd");
  CHECK(plain("a < b and c > d") == "as it was");
  CHECK(plain("spi=3D1=\n2\nend") == "spi=12\v\nend\n");
  CHECK(plain("key=0x1234") == "as it was");
  CHECK(plain("gr\xc3\xbc\xc3\x9f"
              "e") == "as it was");
}

TEST_CASE("an SA that moved keeps its keys at every address") {
  // The longest lines stand next to each other, as those of a text that was cut do.
  std::string table;
  for (const std::string places :
       {R"("IPv4","192.0.2.1","192.0.2.2","0x1001")", R"("IPv4","192.0.2.2","192.0.2.1","0x1002")",
        R"("IPv6","fd00:1::10","fd00:2::1","0x1001")",
        R"("IPv6","fd00:2::1","fd00:1::10","0x1002")"})
    table += places + R"(,"AES-CBC [RFC3602]","0x)" + key_32 +
             R"(","HMAC-SHA-1-96 [RFC2404]","0x)" + key_20 + "\"\n";
  const auto read = pasted(table);
  CHECK(read.ring.all_sa_keys().size() == 4);
  CHECK(read.warnings.empty());
}

TEST_CASE("quotation marks of mail, fences and indentation") {
  const auto plain = [](std::string_view text) { return changed(text, without_quotation); };
  CHECK(plain("> a\n>\n> > b\nJD> c\n") == "a\n\nb\nc\n");
  CHECK(plain("```text\na\n```\n") == "\na\n\n");
  CHECK(plain("[code]a[/code]\n") == "a[/code]\n");
  CHECK(plain("text\n\n    a\n    \tb\n\ntext\n") == "text\n\na\n\tb\n\ntext\n");
  CHECK(plain("a\n\tb\n") == "as it was");
  CHECK(plain("{ESP=>0x1 <0x2}\n") == "as it was");
}

TEST_CASE("stamps, containers and numbers before lines") {
  const auto plain = [](std::string_view text) { return changed(text, without_line_heads); };
  CHECK(plain("2026-11-29T10:00:00.5+01:00 \ta\n") == "\ta\n");
  CHECK(plain("[2026-11-29 10:00:00] a\n") == "a\n");
  CHECK(plain("Nov  9 10:00:00 gw keys.sh[12]: \ta\n") == "\ta\n");
  CHECK(plain("1795528434.373 a\n") == "a\n");
  CHECK(plain("10:00:00: a\n") == "a\n");
  CHECK(plain("vpn-1  | a\n") == "a\n");
  CHECK(plain("7:a\n8:b\n9:c\n") == "a\nb\nc\n");
  CHECK(plain("     1\ta\n") == "a\n");
  CHECK(plain("   0: 52 F2\n  16: 22 A3\n  32: 00\n") == "as it was");
  CHECK(plain("src 192.0.2.1 dst 192.0.2.2\n") == "as it was");
  CHECK(stamp_octets("2026 is no stamp") == 0);
  CHECK(stamp_octets("10:00") == 0);
  CHECK(stamp_octets("fe80::1:2 x") == 0);
}

TEST_CASE("lines that were broken") {
  const auto at_blanks = [](std::string_view text) {
    SecretText result;
    const auto begins = [](std::string_view content) { return content.starts_with("a"); };
    return unwrapped(text, begins, result) ? std::string(view(result)) : "as it was";
  };
  CHECK(at_blanks("a 1\n  2\na 3\n") == "a 1 2\v\na 3\n");
  CHECK(at_blanks("a 0x0123456789ab\ncdef 128\n") == "a 0x0123456789abcdef 128\v\n");
  CHECK(at_blanks("a 0x0123456789ab\n128\n") == "a 0x0123456789ab 128\v\n");
  CHECK(at_blanks("a 1 \\\n2\n3\na\n") == "a 1 2 3\v\v\na\n");
  CHECK(at_blanks("a 1\n\n2\n") == "as it was");
  const auto anywhere = [](std::string_view text) { return changed(text, uncut); };
  CHECK(anywhere("abcd\nef\nxy\nabcd\nefgh\ni\n") == "abcdef\v\nxy\nabcdefghi\v\v\n");
  CHECK(anywhere("abcd\n\nef\n") == "as it was");
}

TEST_CASE("a warning names the line of the file, whatever was put together before it") {
  const KeyFiles files = pasted(
      "> src 192.0.2.1 dst 192.0.2.2\n>  \tproto esp spi 0x1000\n"
      "> reqid 1 mode tunnel\n> \tauth-trunc hmac(sha1)\n> 0x" +
      key_20 + " 96\n> \tenc cbc(aes) 0x" + key_32 + "\n\n" +
      "> src 192.0.2.1 dst 192.0.2.2\n> \tproto esp spi 0x1001\n" + "> \tenc rot(13) 0x" + key_32 +
      "\n");
  CHECK(files.ring.all_sa_keys().size() == 1);
  REQUIRE(files.warnings.size() == 1);
  CHECK(to_text(files.warnings[0]) == "keys:10: unknown algorithm (not shown: it may be a key)");
}

TEST_CASE("a mail with listings of two hosts") {
  const KeyFiles files =
      pasted("Ours:\n\n" + state("0x1000") +
             "\nTheirs:\n\nname=t ver=2 serial=1 192.0.2.2:0->192.0.2.1:0\nproxyid=t\n"
             "  enc: spi=00001001 esp=aes key=32 " +
             key_32 + "\n       ah=sha1 key=20 " + key_20 + "\n");
  CHECK(files.ring.all_sa_keys().size() == 2);
  CHECK(files.warnings.empty());
}

TEST_CASE("what another source says of IKE SAs in the same text is read, too, however long it is") {
  const std::string key_16 = key_32.substr(0, 32);
  const std::string table = "0102030405060708,1112131415161718," + key_16 + "," + key_16 +
                            ",\"AES-CBC-128 [RFC3602]\"," + key_20 + "," + key_20 +
                            ",\"HMAC_SHA1_96 [RFC2404]\"\n";
  const std::string states = state("0x1000") + state("0x1001") + state("0x1002");
  REQUIRE(pasted(table).ring.all_ike_keys().size() == 1);
  for (const std::string& text :
       {states + table, table + states, states + std::string(2u << 20, '\n') + table}) {
    const KeyFiles files = pasted(text);
    CHECK(files.ring.all_sa_keys().size() == 3);
    CHECK(files.ring.all_ike_keys().size() == 1);
    REQUIRE(files.used.size() == 1);
    CHECK(files.used[0].find("xfrm") != std::string::npos);
    CHECK(files.used[0].find(", ") != std::string::npos);
  }
}

TEST_CASE("text without keys says what it is") {
  const auto why = [](std::string_view text) {
    const char* reason = why_without_keys(text);
    return std::string(reason != nullptr ? reason : "");
  };
  CHECK(why("12[IKE] initiating IKE_SA a[1]\n").find("ike = 4") != std::string::npos);
  CHECK(why("Starting Pluto (Libreswan 4)\n").find("plutodebug") != std::string::npos);
  CHECK(why("     inbound esp sas:\n") == "Cisco's list of SAs, which has no keys");
  CHECK(why("-----BEGIN RSA PRIVATE KEY-----\n").starts_with("a private key"));
  CHECK(why("shopping list\n").empty());
}

}  // namespace
}  // namespace espect::keys
