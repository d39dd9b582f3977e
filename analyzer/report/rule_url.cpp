// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/rule_url.h"

#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "analyzer/report/escape.h"

namespace espect::report {
namespace {

constexpr std::string_view rule_place = "{rule}";

// RFC 3986 section 2: what may stand in a URI. A blank or a control character would also end the
// sequence of a terminal.
bool belongs_into_uri(char c) {
  constexpr std::string_view marks = "-._~:/?#[]@!$&'()*+,;=%";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         marks.find(c) != std::string_view::npos;
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

std::string rule_url_problem(std::string_view text) {
  const auto at = text.find(rule_place);
  if (at == std::string_view::npos)
    return fmt::format("'{}' has no {{rule}}, where the id of the rule goes", text);
  for (const auto scheme : {"https://", "http://", "file://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto around =
        std::string(text.substr(0, at)) + std::string(text.substr(at + rule_place.size()));
    for (const char c : around)
      if (!belongs_into_uri(c))
        return fmt::format("'{}' is no URL: a character that does not belong into one", text);
    return {};
  }
  return fmt::format("'{}' is no URL: https://, http:// or file://", text);
}

std::string url_of(const rules::RuleInfo& rule, std::string_view rule_url) {
  const auto at = rule_url.find(rule_place);
  return fmt::format("{}{}{}", rule_url.substr(0, at), rule.id,
                     rule_url.substr(at + rule_place.size()));
}

std::string installed_rule_url() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return {};
  const auto pages = program.parent_path().parent_path() / "share/doc/espect/rules";
  if (!std::filesystem::exists(pages / "README.md", error)) return {};
  return fmt::format("file://{}{}/{}.md", host_name(), uri_path(pages.string()), rule_place);
}

}  // namespace espect::report
