// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/opened_items.h"

#include <fmt/format.h>

#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/hex.h"
#include "ipsec/ip/headers.h"
#include "ipsec/sessions/esp/esp_contents.h"
#include "ipsec/sessions/inner/esp_echo.h"
#include "ipsec/wire/esp/eesp.h"

namespace espect::report {
namespace {

using ip::protocol::aggfrag;

wire::Item item(const char* name, std::string label, std::string text) {
  wire::Item made;
  made.name = name;
  made.label = std::move(label);
  made.text = std::move(text);
  return made;
}

wire::Item number(const char* name, std::string label, std::uint64_t value) {
  auto made = item(name, std::move(label), std::to_string(value));
  made.number = value;
  return made;
}

// "IPv4 192.168.1.10 -> 192.168.2.10, protocol 1, 84 octets".
std::string ip_text(Bytes packet) {
  const auto octets = ip::packet_octets(packet);
  if (!octets) return fmt::format("no IP header, {} octets", packet.size());
  const bool v6 = packet[0] >> 4 == 6;
  const auto address = [&](std::size_t at) {
    return to_text(v6 ? Address::v6_from(packet.data() + at)
                      : Address::v4_from(packet.data() + at));
  };
  return fmt::format("{} {} -> {}, protocol {}, {} octets", v6 ? "IPv6" : "IPv4",
                     address(v6 ? 8 : 12), address(v6 ? 24 : 16), packet[v6 ? 6 : 9],
                     packet.size());
}

wire::Item with_fields(wire::Item root, wire::Printed printed) {
  root.items = std::move(printed.items);
  if (printed.fault.problem != Problem::none)
    root.items.push_back(item("fault", "Cannot be read further", to_text(printed.fault)));
  return root;
}

wire::Item echo_root(const sessions::EspEcho& echo) {
  return item("esp_echo", echo.reply ? "ESP echo reply" : "ESP echo request",
              fmt::format("form {} (experimental)", to_text(echo.form)));
}

// An echo, or the header of IP-TFS.
wire::Item aggfrag_item(Bytes payload, const registry::ExperimentalProfile* profile) {
  const auto echo = sessions::read_sealed_echo(payload, profile);
  if (!echo)
    return with_fields(item("aggfrag", "AGGFRAG (IP-TFS)", {}),
                       wire::print_aggfrag(payload, profile));
  return with_fields(echo_root(*echo), echo->form == sessions::EchoForm::g
                                           ? wire::print_echo_short(payload, profile)
                                           : wire::print_echo(payload, profile));
}

}  // namespace

wire::Item clear_echo_item(bool reply, Bytes payload,
                           const registry::ExperimentalProfile* profile) {
  constexpr std::size_t trailer = 2;
  const auto echo = sessions::read_clear_echo(reply, payload, profile);
  auto root = echo_root(echo);
  const auto before_trailer = [&] {
    return payload.first(payload.size() - trailer - echo.pad_octets);
  };
  switch (echo.form) {
    case sessions::EchoForm::b:
    case sessions::EchoForm::a_or_b:
      return with_fields(std::move(root), wire::print_echo_plain(before_trailer()));
    case sessions::EchoForm::f:
      return with_fields(std::move(root), wire::print_echo(before_trailer(), profile));
    case sessions::EchoForm::g:
      return with_fields(std::move(root), wire::print_echo_short(payload, profile));
    default:
      return root;
  }
}

wire::Item opened_item(const sessions::IkeMessageOpened& opened) {
  auto root = item("opened", "Decrypted, ICV verified",
                   fmt::format("key generation {}", opened.by.generation));
  if (opened.contents == nullptr) {
    root.items.push_back(item("octets", "Decrypted octets", to_hex(opened.plaintext)));
    return root;
  }
  auto printed = wire::print_payloads(opened.contents->first_type(), opened.contents->octets(),
                                      opened.contents->profile());
  root.items = std::move(printed.items);
  if (printed.fault.problem != Problem::none)
    root.items.push_back(item("fault", "Cannot be read further", to_text(printed.fault)));
  return root;
}

wire::Item opened_item(const sessions::Ikev1MessageOpened& opened) {
  return with_fields(
      item("opened", "Decrypted", opened.hash_verified ? "HASH verified" : "HASH not verified"),
      wire::print_payloads(opened.contents.first_type(), opened.contents.octets(),
                           opened.message.profile()));
}

namespace {

// Padding, next header and what they leave, behind the item of the packet.
wire::Item with_contents(wire::Item root, Protocol protocol, Bytes plaintext,
                         const registry::ExperimentalProfile* profile) {
  const auto contents = sessions::contents_of(protocol, plaintext);
  if (!contents) {
    root.items.push_back(item("fault", "Cannot be read further", "pad length does not fit"));
    return root;
  }
  root.items.push_back(number("next_header", "Next header", contents->next_header));
  root.items.push_back(number("pad_length", "Pad length", contents->padding.size()));
  if (contents->tfc_octets != 0)
    root.items.push_back(number("tfc_padding", "TFC padding", contents->tfc_octets));
  if (contents->next_header == aggfrag)
    root.items.push_back(aggfrag_item(contents->payload, profile));
  else
    root.items.push_back(item("payload", "Payload", to_hex(contents->payload)));
  return root;
}

wire::Item opened_eesp_item(const sessions::EspOpened& opened,
                            const registry::ExperimentalProfile* profile) {
  const auto& facts = *opened.flow.eesp;
  const bool full = !opened.plaintext.empty() && opened.plaintext[0] >> 4 == 0;
  auto root =
      item("opened", "Decrypted, ICV verified",
           fmt::format("{}, session {}, {} format, AAD {} the IV (experimental)",
                       facts.numbered.value_or(false) ? fmt::format("sequence {}", opened.sequence)
                                                      : std::string("no sequence number"),
                       opened.flow.session_id, full ? "full" : "optimized",
                       facts.iv_is_associated.value_or(true) ? "with" : "without"));
  if (full && opened.plaintext.size() >= wire::esp::EespPayloadInfo::octets)
    root.items.push_back(with_fields(
        item("payload_info", "Payload Info Header", {}),
        wire::print_eesp_payload_info(opened.plaintext.first(wire::esp::EespPayloadInfo::octets))));
  return with_contents(std::move(root), Protocol::eesp, opened.plaintext, profile);
}

}  // namespace

wire::Item opened_item(const sessions::EspOpened& opened,
                       const registry::ExperimentalProfile* profile) {
  if (opened.flow.eesp != nullptr) return opened_eesp_item(opened, profile);
  auto root =
      item("opened", opened.plaintext.empty() ? "ICV verified" : "Decrypted, ICV verified",
           fmt::format("sequence {}{}", opened.sequence,
                       opened.flow.esn ? fmt::format(" (ESN, high half {})", opened.sequence >> 32)
                                       : std::string()));
  if (opened.vpn_id_field != sessions::VpnIdField::none)
    root.items.push_back(number("vpn_id",
                                opened.vpn_id_field == sessions::VpnIdField::covered
                                    ? "VPN-ID (experimental)"
                                    : "VPN-ID (experimental), not covered by the ICV",
                                opened.vpn_id));
  return opened.plaintext.empty()
             ? root
             : with_contents(std::move(root), opened.flow.protocol, opened.plaintext, profile);
}

wire::Item opened_item(const sessions::EspDecrypted& opened,
                       const registry::ExperimentalProfile* profile) {
  return with_contents(
      item("opened", "Decrypted, not authenticated", fmt::format("sequence {}", opened.sequence)),
      opened.flow.protocol, opened.plaintext, profile);
}

wire::Item inner_item(const sessions::InnerPacket& inner) {
  auto root =
      ip::protocol::is_ip(inner.protocol)
          ? item("inner_packet", "Inner packet", ip_text(inner.octets))
          : item("inner_packet", "Inner payload",
                 fmt::format("protocol {}, {} octets", inner.protocol, inner.octets.size()));
  root.items.push_back(item("octets", "Octets", to_hex(inner.octets)));
  return root;
}

void name_vpns(std::vector<wire::Item>& items, const registry::VpnNames& names) {
  if (names.empty()) return;
  for (auto& item : items) {
    if (item.number && item.label.starts_with("VPN-ID"))
      if (const auto name = names.find(static_cast<std::uint32_t>(*item.number));
          name != names.end())
        item.text += fmt::format(" ({})", name->second);
    name_vpns(item.items, names);
  }
}

}  // namespace espect::report
