// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/text.h"

namespace espect::report {

std::string one_line(const Json& value) {
  std::string text;
  value.append_line(text);
  return text;
}

std::string indented(const Json& value, std::size_t depth) {
  std::string text;
  value.append_indented(text, depth);
  return text;
}

Json evidence_object(const rules::Evidence& evidence) {
  Json object = Json::object();
  for (const auto& [key, value] : evidence.entries())
    std::visit([&](const auto& held) { object[key] = held; }, value);
  return object;
}

}  // namespace espect::report
