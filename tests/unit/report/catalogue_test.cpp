// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/catalogue.h"

#include "tests/support/catch.h"

using namespace espect;
using namespace espect::report;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// As one line, because the text is wrapped.
std::string unwrapped(const std::string& text) {
  std::string line;
  for (const char c : text)
    if ((c != ' ' && c != '\n') || (!line.empty() && line.back() != ' '))
      line += c == '\n' ? ' ' : c;
  return line;
}

}  // namespace

TEST_CASE("the table has a line per rule in both forms") {
  const auto text = rules_table();
  const auto markdown = rules_table_markdown();
  for (const auto* rule : rules::catalogue()) {
    CHECK(holds(text, "\n  " + std::string(rule->id) + " "));
    CHECK(holds(text, rule->title));
    CHECK(
        holds(markdown, "| [" + std::string(rule->id) + "](" + std::string(rule->id) + ".md) | "));
  }
}

TEST_CASE("every rule is explained at length, within 100 columns") {
  for (const auto* rule : rules::catalogue()) {
    const auto text = explain_text(*rule);
    const auto line = unwrapped(text);
    const auto markdown = explain_markdown(*rule);
    CHECK(text.starts_with(std::string(rule->id) + "\n"));
    CHECK(markdown.starts_with("# " + std::string(rule->id) + "\n"));
    for (const auto part : {rule->title, rule->why, rule->advice, rule->specs[0]}) {
      CHECK(holds(line, part));
      CHECK(holds(markdown, part));
    }
    for (std::size_t from = 0; from < text.size();) {
      const auto end = text.find('\n', from);
      CHECK(end - from <= 100);
      from = end + 1;
    }
  }
}

TEST_CASE("a look-up is grouped by registry and shows sizes") {
  const auto text = lookup_text(registry::lookup("ML-KEM-768"));
  CHECK(holds(text, "number  name"));
  CHECK(holds(text, "36  ML-KEM-768"));
  CHECK(holds(text, "assigned"));
  CHECK(lookup_text(registry::lookup("no such thing anywhere")).empty());
}
