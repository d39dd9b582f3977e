// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/audit.h"
#include "analyzer/report/text/paint.h"
#include "analyzer/report/text/table.h"
#include "tests/support/catch.h"
#include "tests/unit/report/sample.h"

using namespace espect::report;

namespace {

std::string text_of(const AuditReport& report, TextStyle style = {}) {
  return sample::written(
      report, [&](const AuditReport& what, std::ostream& out) { write_text(what, out, style); });
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string without_colour(std::string text) {
  for (auto at = text.find("\x1b["); at != std::string::npos; at = text.find("\x1b["))
    text.erase(at, text.find('m', at) + 1 - at);
  return text;
}

}  // namespace

TEST_CASE("the report names the capture, its SAs and flows") {
  const auto text = text_of(sample::report_of(sample::troubled("a.pcap")), {false, 140});
  CHECK(holds(text, "a.pcap\n  pcap, 15 packets, all of them IPsec, 14 ms from 2026-11-24 "));
  CHECK(holds(text, "10.1.0.10:500 -> 10.2.0.10:500"));
  CHECK(holds(text, "Curve25519 + ML-KEM-768"));
  CHECK(holds(text, "AES_GCM_16-256 / HMAC_SHA2_256"));
  CHECK(holds(text, "3DES / HMAC_MD5_96 / HMAC_MD5"));
  CHECK(holds(text, "0xcb17561b"));
}

TEST_CASE("high findings come first, each with its frames and advice") {
  const auto text = text_of(sample::report_of(sample::troubled("a.pcap")));
  const auto high = text.find("HIGH    esp-sequence-reused\n");
  const auto medium = text.find("MEDIUM  ");
  REQUIRE(high != std::string::npos);
  REQUIRE(medium != std::string::npos);
  CHECK(high < medium);
  CHECK(holds(text, "        frame 7\n"));
  CHECK(holds(text, "        => Compare the frames"));
  const auto last = text.substr(text.rfind('\n', text.size() - 2) + 1);
  CHECK(last.starts_with("1 high, "));
  CHECK(last.ends_with(" info; exit 1 (--fail-on high)\n"));
}

TEST_CASE("no line of prose is wider than the terminal") {
  for (const int width : {60, 80, 120}) {
    std::istringstream lines(
        text_of(sample::report_of(sample::troubled("a.pcap")), {false, width}));
    std::string line;
    while (std::getline(lines, line))
      if (line.starts_with("        ")) CHECK(line.size() <= static_cast<std::size_t>(width));
  }
}

TEST_CASE("colour only on request") {
  const auto report = sample::report_of(sample::troubled("a.pcap"));
  const auto plain = text_of(report);
  CHECK_FALSE(holds(plain, "\x1b"));
  const auto coloured = text_of(report, {true, 100});
  CHECK(holds(coloured, "\x1b[1;31mHIGH\x1b[0m"));
  CHECK(without_colour(coloured) == plain);
}

TEST_CASE("hostile names reach the terminal escaped") {
  const auto text =
      text_of(sample::report_of(sample::unreadable("e\x1b]0;x\x07\xff.pcap", "bad\x1b[2J magic")));
  CHECK_FALSE(holds(text, "\x1b"));
  CHECK_FALSE(holds(text, "\x07"));
  CHECK(holds(text, "e\\x1b]0;x\\x07\\xff.pcap\n"));
  CHECK(holds(text, "cannot be read: bad\\x1b[2J magic"));
  CHECK(holds(text, "exit 3"));
}

TEST_CASE("long tables and lists of frames are cut and say so") {
  sample::CaptureMaker maker;
  for (std::uint32_t spi = 1000; spi < 1050; ++spi) maker.esp(spi, 1);
  for (int i = 0; i < 12; ++i) maker.esp(1049, 1);
  const auto text = text_of(sample::report_of(maker.finish("a.pcap")));
  CHECK(holds(text, "... and 10 more (JSON has all)"));
  CHECK(holds(text, "ESP  0x000003e8"));
  CHECK(holds(text, "ESP  0x00000419"));  // a finding is about it, so it is shown
  CHECK_FALSE(holds(text, "ESP  0x00000418"));
  CHECK(holds(text, "frames 51, 52, 53, 54, 55, 56, 57, 58 + 4 more"));
}

TEST_CASE("many findings of one rule are cut and share the advice") {
  sample::CaptureMaker maker;
  for (std::uint32_t spi = 1000; spi < 1014; ++spi) maker.esp(spi, 1), maker.esp(spi, 1);
  const auto text = text_of(sample::report_of(maker.finish("a.pcap")));
  CHECK(holds(text, "... and 4 more of this rule (JSON has all)"));
  CHECK(text.find("=> ") == text.rfind("=> "));
}

TEST_CASE("what could not be seen is said") {
  auto capture = sample::healthy("a.pcap");
  capture.coverage = {"the capture starts in the middle of 2 SAs"};
  const auto text = text_of(sample::report_of(std::move(capture)));
  CHECK(holds(text, "pq-downgrade-protection-absent"));
  CHECK(holds(text, "  - the capture starts in the middle of 2 SAs\n"));
}

TEST_CASE("wrapping breaks at blanks and keeps long words whole") {
  CHECK(wrapped("one two three", 2, 9) == "one two\n  three");
  CHECK(wrapped("extraordinarily long", 2, 9) == "extraordinarily\n  long");
  CHECK(wrapped("", 2, 9).empty());
}

TEST_CASE("a table that is too wide moves columns below their row") {
  Table table({{"id", true}, {"name"}, {"more", false, true}});
  table.add({{"1"}, {"one"}, {"first"}});
  table.add({{"12"}, {"twelve"}, {"-"}});
  std::ostringstream wide;
  table.write(wide, Paint(false), 40);
  CHECK(wide.str() == "  id  name    more\n   1  one     first\n  12  twelve  -\n");
  std::ostringstream narrow;
  table.write(narrow, Paint(false), 16);
  CHECK(narrow.str() == "  id  name\n   1  one\n      first\n  12  twelve\n");
}

TEST_CASE("a table that is too wide cuts the ends of texts where they may be cut") {
  const auto written = [](std::size_t width) {
    Table table({{"id"}, {"what", false, false, true}});
    table.add({{"a"}, {"one two three"}});
    table.add({{"b"}, {"four"}});
    std::ostringstream out;
    table.write(out, Paint(false), width);
    return out.str();
  };
  CHECK(written(19) == "  id  what\n  a   one two three\n  b   four\n");
  CHECK(written(18) == "  id  what\n  a   one two ...\n  b   four\n");
  CHECK(written(16) == "  id  what\n  a   one ...\n  b   four\n");
}
