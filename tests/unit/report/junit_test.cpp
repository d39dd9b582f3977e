// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/junit.h"

#include <vector>

#include "tests/support/catch.h"
#include "tests/unit/report/sample.h"

using namespace espect::report;

namespace {

std::string xml_of(const AuditReport& report) {
  return sample::written(report, write_junit);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// Tags close in the order in which they were opened, and quotes in a tag come in pairs.
void check_balanced(const std::string& xml) {
  std::vector<std::string> open;
  for (auto at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const auto end = xml.find('>', at);
    REQUIRE(end != std::string::npos);
    const auto tag = xml.substr(at + 1, end - at - 1);
    CHECK(count(tag, "\"") % 2 == 0);
    CHECK(count(tag, "<") == 0);
    if (tag.starts_with("?") || tag.ends_with("/")) continue;
    const auto name = tag.substr(0, tag.find(' '));
    if (!name.starts_with("/")) {
      open.push_back(name);
      continue;
    }
    REQUIRE_FALSE(open.empty());
    CHECK(name == "/" + open.back());
    open.pop_back();
  }
  CHECK(open.empty());
}

}  // namespace

TEST_CASE("a capture is a suite and a rule is a test case") {
  const auto rules = espect::rules::catalogue().size();
  const auto xml = xml_of(sample::report_of(sample::healthy("a.pcap"), sample::troubled("b.pcap")));
  check_balanced(xml);
  CHECK(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "));
  CHECK(count(xml, "<testsuite ") == 2);
  CHECK(count(xml, "<testcase ") == 2 * rules);
  CHECK(holds(xml, "<testsuite name=\"a.pcap\" tests=\"" + std::to_string(rules) +
                       "\" failures=\"0\" errors=\"0\""));
  CHECK(holds(xml, "<testsuites name=\"espect\" tests=\"" + std::to_string(2 * rules) +
                       "\" failures=\"1\" errors=\"0\""));
  CHECK(holds(xml, "<testcase classname=\"espect.replay\" name=\"esp-sequence-reused\""));
}

TEST_CASE("a rule that could not look is skipped with the reason, never passed") {
  const auto xml = xml_of(sample::report_of(sample::healthy("a.pcap")));
  check_balanced(xml);
  const auto skipped = count(xml, "<skipped ");
  CHECK(skipped > 0);
  CHECK(holds(xml, "skipped=\"" + std::to_string(skipped) + "\""));
  CHECK(
      holds(xml,
            "name=\"ike-authentication-failed\" time=\"0\">\n"
            "      <skipped message=\"needs the keys of the IKE SAs: 0 of 2 encrypted IKE messages "
            "opened\"/>"));
  CHECK(holds(xml,
              "name=\"selector-violation\" time=\"0\">\n      <skipped message=\"needs the keys "
              "of the ESP and AH SAs: 0 of 3 ESP and AH packets authenticated\"/>"));
  CHECK(holds(xml, "name=\"esp-sequence-reused\" time=\"0\"/>"));  // needs headers, and had them
  const auto empty = xml_of(sample::report_of(sample::CaptureMaker().finish("b.pcap")));
  CHECK(count(empty, "<skipped message=\"no IPsec packet\"/>") ==
        espect::rules::catalogue().size());
}

TEST_CASE("findings fail from the threshold on and are output below it") {
  auto report = sample::report_of(sample::troubled("b.pcap"));
  const auto xml = xml_of(report);
  CHECK(count(xml, "<failure ") == 1);
  CHECK(holds(xml, "<failure type=\"high\" message=\"1 packet on ESP SA 0xcb17561b"));
  CHECK(holds(xml, "filter: frame.number in {7}"));
  CHECK(holds(xml, "advice: Compare the frames"));
  CHECK(holds(xml, "<system-out>medium: "));
  report.threshold = espect::rules::Severity::info;
  const auto strict = xml_of(report);
  check_balanced(strict);
  CHECK(count(strict, "<failure ") == report.captures[0].findings->in_order().size());
  CHECK_FALSE(holds(strict, "<system-out>"));
}

TEST_CASE("what cannot be read is an error, whatever its name holds") {
  const auto xml =
      xml_of(sample::report_of(sample::unreadable("<\"&\x1b\xff>", "]]> \x01 <x a='")));
  check_balanced(xml);
  CHECK(holds(xml, "errors=\"1\""));
  CHECK(holds(xml, "name=\"capture readable\""));
  CHECK(holds(xml, "<testsuite name=\"&lt;&quot;&amp;\xef\xbf\xbd\xef\xbf\xbd&gt;\""));
  for (const char c : xml) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
}
