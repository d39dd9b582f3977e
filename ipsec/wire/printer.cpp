// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/printer.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include "ipsec/bytes/hex.h"
#include "ipsec/registry/signature_algorithm.h"
#include "ipsec/registry/vendor_id.h"
#include "ipsec/wire/esp/aggfrag.h"
#include "ipsec/wire/esp/ah.h"
#include "ipsec/wire/esp/echo.h"
#include "ipsec/wire/esp/eesp.h"
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
Printed print_one(Bytes octets, const registry::ExperimentalProfile* profile = nullptr) {
  Printed printed;
  Printer printer(printed.items, profile);
  printed.fault = walk_all<T>(octets, 0, printer);
  return printed;
}

constexpr std::size_t version_at = 17;

// Of a version that nobody knows, the header.
template <class Header>
Printed print_message(Bytes message, const registry::ExperimentalProfile* profile,
                      unsigned version) {
  Printed printed;
  Printer printer(printed.items, profile);
  Reader in(message);
  Header header;
  printer.open<Header, Name<"header">>(Header::title, {0, Header::octets});
  Walker<Header, Printer> walker(in, printer);
  Header::describe(walker, header);
  printer.close(Header::octets);
  in = walker.in();
  printed.fault = in.ok() && header.major_version() == version
                      ? walk_message(message, header, printer).fault
                      : in.fault();
  return printed;
}

}  // namespace

Item& Printer::add(const char* name, Label label, std::string text, Place place) {
  auto& items = *open_.back();
  items.push_back({name, label.wireshark, label.text, std::move(text), std::nullopt, place, {}});
  return items.back();
}

template <class Version>
void Printer::open_payload_of(const ChainedPayload<Version>& payload, Place place) {
  const auto type = payload.type.value;
  std::string text;
  Version::with_payload_body(type, [&](auto body) {
    using Body = decltype(body);
    text = std::is_same_v<Body, typename Version::UnknownPayload>
               ? payload.type.display_name()
               : fmt::format("{} ({})", Body::title, type);
  });
  Item& item = add("payload", {"Payload", "isakmp.typepayload"}, std::move(text), place);
  item.number = type;
  descend(item);
}
void Printer::open_payload(const ike::Payload& payload, Place place) {
  open_payload_of(payload, place);
}
void Printer::open_payload(const ikev1::Payload& payload, Place place) {
  open_payload_of(payload, place);
}

void Printer::close(std::uint32_t size) {
  if (heading_.back()->place.size == 0) heading_.back()->place.size = size;
  heading_.pop_back();
  open_.pop_back();
}

std::string Printer::number_text(std::uint64_t value, std::size_t octets,
                                 const registry::Registry* names, Display display) const {
  if (names != nullptr) {
    const auto number = static_cast<std::uint32_t>(value);
    const auto name =
        registry::display_name(*names, number, registry::meaning_of(profile_, *names, number));
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
  if (display == Display::number && octets.size() <= sizeof(std::uint64_t)) {
    std::uint64_t number = 0;
    for (const auto octet : octets) number = number << 8U | octet;
    return std::to_string(number);
  }
  if (display == Display::vendor_id)
    if (const auto* vendor = registry::find_vendor_id(octets))
      return fmt::format("{} ({})", vendor->row->name, to_hex(octets));
  if (display == Display::signature)
    if (const auto* signature = registry::find_signature_algorithm(octets))
      return fmt::format("{} ({}, {})", signature->row->name, signature->dotted, to_hex(octets));
  return to_hex(octets);
}

Printed print_ike(Bytes message, const registry::ExperimentalProfile* profile) {
  const bool version1 = message.size() > version_at && message[version_at] >> 4U == 1;
  return version1 ? print_message<ikev1::Header>(message, profile, 1)
                  : print_message<ike::Header>(message, profile, 2);
}

Printed print_payloads(registry::PayloadType first, Bytes octets,
                       const registry::ExperimentalProfile* profile) {
  Printed printed;
  Printer printer(printed.items, profile);
  printed.fault = ike::walk_payloads(first, Reader(octets), printer).fault;
  return printed;
}

Printed print_payloads(registry::Ikev1PayloadType first, Bytes octets,
                       const registry::ExperimentalProfile* profile) {
  Printed printed;
  Printer printer(printed.items, profile);
  printed.fault = ikev1::walk_payloads(first, Reader(octets), printer, Origin::opened).fault;
  return printed;
}

Printed print_esp(Bytes packet) {
  return print_one<esp::EspHeader>(packet);
}
Printed print_eesp(Bytes packet) {
  return print_one<esp::EespHeader>(packet);
}

Printed print_eesp_prototype(Bytes packet) {
  return print_one<esp::EespPrototypeHeader>(packet);
}

Printed print_eesp_payload_info(Bytes header) {
  return print_one<esp::EespPayloadInfo>(header);
}

Printed print_ah(Bytes header_and_payload) {
  Printed printed;
  Printer printer(printed.items);
  esp::AhHeader header;
  Walker<esp::AhHeader, Printer> walker(Reader(header_and_payload), printer);
  esp::AhHeader::describe(walker, header);  // what follows is no AH
  printed.fault = walker.in().fault();
  return printed;
}
Printed print_echo_plain(Bytes payload) {
  return print_one<esp::EchoPlain>(payload);
}
Printed print_echo(Bytes payload, const registry::ExperimentalProfile* profile) {
  return print_one<esp::Echo>(payload, profile);
}
Printed print_echo_short(Bytes payload, const registry::ExperimentalProfile* profile) {
  return print_one<esp::EchoShort>(payload, profile);
}
Printed print_aggfrag(Bytes payload, const registry::ExperimentalProfile* profile) {
  return print_one<esp::Aggfrag>(payload, profile);
}

}  // namespace espect::wire
