// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/dump.h"

#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/json/text.h"
#include "ipsec/datagram/names.h"

namespace espect::report {
namespace {

Json item_array(const std::vector<wire::Item>& items) {
  Json array = Json::array();
  for (const auto& item : items)
    array.push_back(Json::object(
        {{"name", item.name},
         {"label", item.label},
         {"wireshark", item.wireshark != nullptr ? Json(item.wireshark) : Json(nullptr)},
         {"text", item.text},
         {"number", item.number ? Json(*item.number) : Json(nullptr)},
         {"offset", item.place.offset},
         {"size", item.place.size},
         {"items", item_array(item.items)}}));
  return array;
}

Json fault_object(const Fault& fault) {
  if (fault.problem == Problem::none) return nullptr;
  return {{"text", to_text(fault)},
          {"offset", fault.offset},
          {"field", fault.field != nullptr ? Json(fault.field) : Json(nullptr)}};
}

}  // namespace

Json dump_json(std::string_view protocol, const Datagram& datagram, const wire::Printed& printed) {
  const auto& path = datagram.path;
  return {
      {"frame", datagram.frame},
      {"time", to_text(datagram.time)},
      {"source", source_text(path)},
      {"destination", destination_text(path)},
      {"protocol", protocol},
      {"fragments", std::vector(datagram.fragment_frames.begin(), datagram.fragment_frames.end())},
      {"items", item_array(printed.items)},
      {"fault", fault_object(printed.fault)}};
}

void write_dump_json(std::ostream& out, std::string_view protocol, const Datagram& datagram,
                     const wire::Printed& printed) {
  out << one_line(dump_json(protocol, datagram, printed)) << '\n';
}

}  // namespace espect::report
