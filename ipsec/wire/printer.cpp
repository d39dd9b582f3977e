// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/printer.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include "ipsec/bytes/hex.h"
#include "ipsec/registry/vendor_id.h"
#include "ipsec/wire/esp/aggfrag.h"
#include "ipsec/wire/esp/ah.h"
#include "ipsec/wire/esp/echo.h"
#include "ipsec/wire/esp/esp.h"

namespace espect::wire {
namespace {

// Octets from the network may hold anything; a terminal gets printable ASCII and \xNN.
std::string printable(Bytes octets) {
  std::string text;
  for (const auto octet : octets) {
    if (octet >= 0x20 && octet < 0x7f && octet != '\\')
      text += static_cast<char>(octet);
    else
      text += fmt::format("\\x{:02x}", octet);
  }
  return text;
}

template <class T>
Printed print_one(Bytes octets) {
  Printed printed;
  Printer printer(printed.items);
  T value{};
  Walker<T, Printer> walker(Reader(octets), printer);
  T::describe(walker, value);
  printed.fault = walker.in().fault();
  return printed;
}

}  // namespace

Item& Printer::add(const char* name, Label label, std::string text, Place place) {
  auto& items = *open_.back();
  items.push_back({name, label.wireshark, label.text, std::move(text), std::nullopt, place, {}});
  return items.back();
}

void Printer::open_payload(const ike::Payload& payload, Place place) {
  const auto type = payload.type.value;
  std::string text;
  ike::with_payload_body(type, [&](auto body) {
    using Body = decltype(body);
    text = std::is_same_v<Body, ike::UnknownPayload>
               ? registry::display_name(registry::PayloadType::registry(), type)
               : fmt::format("{} ({})", Body::title, type);
  });
  Item& item = add("payload", {"Payload", "isakmp.typepayload"}, std::move(text), place);
  item.number = type;
  descend(item);
}

void Printer::close(std::uint32_t size) {
  if (heading_.back()->place.size == 0) heading_.back()->place.size = size;
  heading_.pop_back();
  open_.pop_back();
}

std::string Printer::number_text(std::uint64_t value, std::size_t octets,
                                 const registry::Registry* names, Display display) {
  if (names != nullptr) {
    const auto name = registry::display_name(*names, static_cast<std::uint32_t>(value));
    const bool shows_number = name.find(fmt::format("({})", value)) != std::string::npos;
    return shows_number ? name : fmt::format("{} ({})", name, value);
  }
  if (display == Display::hex) return fmt::format("0x{:0{}x}", value, octets * 2);
  return std::to_string(value);
}

std::string Printer::octets_text(Bytes octets, Display display) {
  char text[INET6_ADDRSTRLEN] = {};
  if (display == Display::ipv4 && octets.size() == 4 &&
      inet_ntop(AF_INET, octets.data(), text, sizeof text) != nullptr)
    return text;
  if (display == Display::ipv6 && octets.size() == 16 &&
      inet_ntop(AF_INET6, octets.data(), text, sizeof text) != nullptr)
    return text;
  if (display == Display::text) return printable(octets);
  if (display == Display::vendor_id)
    if (const auto* vendor = registry::find_vendor_id(octets))
      return fmt::format("{} ({})", vendor->row->name, to_hex(octets));
  return to_hex(octets);
}

Printed print_ike(Bytes message) {
  Printed printed;
  Printer printer(printed.items);
  Reader in(message);
  ike::Header header;
  printer.open<ike::Header, Name<"header">>(ike::Header::title, {0, ike::Header::octets});
  Walker<ike::Header, Printer> walker(in, printer);
  ike::Header::describe(walker, header);
  printer.close(ike::Header::octets);
  in = walker.in();
  if (in.ok() && header.major_version() == 2) {
    Fault fault{};
    if (header.length < ike::Header::octets)
      fault = {Problem::length_too_small, 24, "IKE length"};
    else if (header.length > message.size())
      fault = {Problem::length_past_end, 24, "IKE length"};
    const auto inside = std::min<std::size_t>(
        in.left(), header.length - std::min<std::size_t>(header.length, ike::Header::octets));
    const Fault found =
        ike::walk_payloads(header.next_payload, in.sub(inside, "IKE length"), printer);
    printed.fault = fault.problem != Problem::none ? fault : found;
  } else {
    printed.fault = in.fault();
  }
  return printed;
}

Printed print_payloads(registry::PayloadType first, Bytes octets) {
  Printed printed;
  Printer printer(printed.items);
  printed.fault = ike::walk_payloads(first, Reader(octets), printer);
  return printed;
}

Printed print_esp(Bytes packet) {
  return print_one<esp::EspHeader>(packet);
}
Printed print_ah(Bytes header_and_payload) {
  return print_one<esp::AhHeader>(header_and_payload);
}
Printed print_echo_plain(Bytes payload) {
  return print_one<esp::EchoPlain>(payload);
}
Printed print_echo(Bytes payload) {
  return print_one<esp::Echo>(payload);
}
Printed print_echo_short(Bytes payload) {
  return print_one<esp::EchoShort>(payload);
}
Printed print_aggfrag(Bytes payload) {
  return print_one<esp::Aggfrag>(payload);
}

}  // namespace espect::wire
