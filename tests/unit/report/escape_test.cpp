// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/escape.h"

#include "tests/support/catch.h"

using namespace espect::report;
using namespace std::string_literals;

TEST_CASE("a terminal never sees a control character") {
  CHECK(terminal_text("plain, \xc3\xa4 and \xe2\x82\xac") == "plain, \xc3\xa4 and \xe2\x82\xac");
  CHECK(terminal_text("\x1b[31mred\x07") == "\\x1b[31mred\\x07");
  CHECK(terminal_text("a\nb\rc\0d"s) == "a\\x0ab\\x0dc\\x00d");
  CHECK(terminal_text("\xff\xc3") == "\\xff\\xc3");
  CHECK(terminal_text("\xc2\x9b"
                      "31m") == "\\u{009b}31m");        // CSI as one character
  CHECK(terminal_text("\xe2\x80\xae") == "\\u{202e}");  // right to left override
}

TEST_CASE("what only looks like UTF-8 is escaped octet by octet") {
  CHECK(terminal_text("\xc0\x9b") == "\\xc0\\x9b");                    // overlong ESC
  CHECK(terminal_text("\xe0\x80\x9b") == "\\xe0\\x80\\x9b");           // overlong
  CHECK(terminal_text("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(terminal_text("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
  CHECK(terminal_text("\xe2\x82") == "\\xe2\\x82");                    // cut off
}

TEST_CASE("for every octet the terminal gets printable text") {
  for (int octet = 0; octet < 256; ++octet)
    for (const char c : terminal_text(std::string(3, static_cast<char>(octet)))) {
      CHECK(c >= 0x20);
      CHECK(c < 0x7f);
    }
}

TEST_CASE("XML text holds no markup and nothing that XML forbids") {
  CHECK(xml_text("<a b=\"c\">&amp;") == "&lt;a b=&quot;c&quot;&gt;&amp;amp;");
  CHECK(xml_text("a\x1b\xff\0b"s) ==
        "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
        "b");
  CHECK(xml_text("a\nb\tc\r") == "a&#10;b&#9;c&#13;");
  CHECK(xml_text("\xef\xbf\xbf") == "\xef\xbf\xbd");  // U+FFFF
  CHECK(xml_text("\xe2\x82\xac") == "\xe2\x82\xac");
}

TEST_CASE("a path becomes a URI reference") {
  CHECK(uri_path("samples/a-1_b.pcap") == "samples/a-1_b.pcap");
  CHECK(uri_path("c:a b%\xc3\xa4.pcap") == "c%3Aa%20b%25%C3%A4.pcap");
}

TEST_CASE("columns count characters, not octets") {
  CHECK(columns("") == 0);
  CHECK(columns("\xc3\xa4"
                "b") == 2);
}

TEST_CASE("a cell of CSV is no formula and one cell") {
  CHECK(csv_cell("plain text") == "plain text");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"no\"") == "\"say \"\"no\"\"\"");
  CHECK(csv_cell("=1+1") == "'=1+1");
  CHECK(csv_cell("-2,\"") == "\"'-2,\"\"\"");
  for (const auto* start : {"+1", "-1", "@a", "=a"}) CHECK(csv_cell(start).front() == '\'');
  CHECK(csv_cell("\t=1") == "\\x09=1");
  CHECK(csv_cell("\r\n") == "\\x0d\\x0a");
  CHECK(csv_cell("") == "");
}

TEST_CASE("Markdown shows the text that it is given") {
  CHECK(markdown_text("ENCR_AES_GCM_16 (20)") == "ENCR_AES_GCM_16 (20)");
  CHECK(markdown_text("_a_ *b*") == "\\_a\\_ \\*b\\*");
  CHECK(markdown_text("a|b") == "a\\|b");
  CHECK(markdown_text("<b>&") == "&lt;b&gt;&amp;");
  CHECK(markdown_text("[a](b)") == "\\[a\\](b)");
  CHECK(markdown_text("https://a") == "https:<!-- -->//a");
  CHECK(markdown_text("www.a") == "www<!-- -->.a");
  CHECK(markdown_text("@a #1") == "@<!-- -->a #<!-- -->1");
  CHECK(markdown_text("a\nb\x1b") == "a\\\\x0ab\\\\x1b");
}

TEST_CASE("what nobody sees is escaped in JSON and replaced in XML") {
  std::string text;
  append_json_string(text, "a\xe2\x80\xae\x7f\xc2\x9b");
  CHECK(text == "\"a\\u202e\\u007f\\u009b\"");
  CHECK(xml_text("a\xe2\x80\xae") == "a\xef\xbf\xbd");
}

TEST_CASE("percent encoding takes what it is told") {
  CHECK(percent_encoded("100%, a:b\n", "%\n") == "100%25, a:b%0A");
}
