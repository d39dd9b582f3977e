// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/text.h"

#include <nlohmann/json.hpp>

namespace espect::report {

using Json = nlohmann::ordered_json;

std::string one_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string indented(const Json& value, std::size_t depth) {
  const auto text = value.dump(1, ' ', false, Json::error_handler_t::replace);
  if (depth == 0) return text;
  std::string moved;
  for (const char c : text) {  // a line break inside a JSON string is written as \n
    moved += c;
    if (c == '\n') moved.append(depth, ' ');
  }
  return moved;
}

Json evidence_object(const rules::Evidence& evidence) {
  Json object = Json::object();
  for (const auto& [key, value] : evidence.entries())
    std::visit([&](const auto& held) { object[key] = held; }, value);
  return object;
}

}  // namespace espect::report
