// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/dump.h"

#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/json/text.h"

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

std::string endpoint(const Address& address, std::uint16_t port) {
  return port != 0 ? to_text(address, port) : to_text(address);
}

}  // namespace

Json dump_json(std::string_view protocol, const Datagram& datagram, const wire::Printed& printed) {
  const auto& path = datagram.path;
  return {
      {"frame", datagram.frame},
      {"time", to_text(datagram.time)},
      {"source", endpoint(path.source, path.source_port)},
      {"destination", endpoint(path.destination, path.destination_port)},
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
