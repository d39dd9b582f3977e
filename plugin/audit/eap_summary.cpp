// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/eap_summary.h"

#include <algorithm>

#include "ipsec/registry/tables.h"
#include "plugin/audit/short_names.h"

namespace espect::plugin {
namespace {

constexpr std::uint8_t request = 1, response = 2;
constexpr std::uint8_t eap_identity = 1, nak = 3, mschapv2 = 26;
constexpr std::size_t header_octets = 4;

std::string type_name(std::uint8_t type) {
  return short_label(registry::display_name(registry::tables::eap_types, std::uint32_t{type}));
}

// draft-kamath-pppext-eap-mschapv2 section 2: an operation, an identifier, a length, and of
// Failure "E=691 R=0 C=...".
std::string mschapv2_text(Bytes data) {
  if (data.empty()) return {};
  switch (data[0]) {
    case 1:
      return "Challenge";
    case 2:
      return "Response";
    case 3:
      return "Success";
    case 4:
      break;
    case 7:
      return "Change-Password";
    default:
      return {};
  }
  if (data.size() <= header_octets) return "Failure";
  const Bytes message = data.subspan(header_octets);
  const auto error =
      message.first(static_cast<std::size_t>(std::ranges::find(message, ' ') - message.begin()));
  return "Failure " + printable(error, 16);
}

// What a request or response says beyond its type.
std::string contents_text(std::uint8_t code, std::uint8_t type, Bytes data) {
  if (type == mschapv2) return mschapv2_text(data);
  if (code != response) return {};
  if (type == eap_identity) return printable(data, 48);
  if (type == nak && !data.empty()) return "wants " + type_name(data[0]);
  return {};
}

}  // namespace

std::string eap_summary(Bytes packet) {
  if (packet.empty()) return {};
  const auto code = packet[0];
  auto text = "EAP " +
              short_label(registry::display_name(registry::tables::eap_codes, std::uint32_t{code}));
  if ((code != request && code != response) || packet.size() <= header_octets) return text;
  const auto type = packet[header_octets];
  text += " " + type_name(type);
  const auto contents = contents_text(code, type, packet.subspan(header_octets + 1));
  return contents.empty() ? text : text + " " + contents;
}

}  // namespace espect::plugin
