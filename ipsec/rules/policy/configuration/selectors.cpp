// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/policy/configuration/selectors.h"

#include <algorithm>

#include "ipsec/registry/configured_values.h"

namespace espect::rules::configuration {
namespace {

struct Range {
  Address start;
  Address end;
  std::uint8_t protocol = 0;
  std::uint16_t start_port = 0;
  std::uint16_t end_port = 0xffff;
};

std::optional<unsigned> number_in(std::string_view text) {
  const auto value = registry::number_of(text);
  return value && *value <= 0xffff ? std::optional(static_cast<unsigned>(*value)) : std::nullopt;
}

std::optional<unsigned> protocol_named(std::string_view text) {
  if (text.empty() || text == "any" || text == "%any") return 0;
  if (text == "icmp") return 1;
  if (text == "tcp") return 6;
  if (text == "udp") return 17;
  if (text == "gre") return 47;
  if (text == "ipv6-icmp" || text == "icmpv6") return 58;
  if (text == "sctp") return 132;
  return number_in(text);
}

// "10.0.0.0/8", "10.0.0.1-10.0.0.9", "10.0.0.1".
bool read_addresses(std::string_view text, Range& range) {
  const auto dash = text.find('-');
  if (dash != std::string_view::npos) {
    const auto start = address_from(text.substr(0, dash));
    const auto end = address_from(text.substr(dash + 1));
    if (!start || !end || start->v6 != end->v6) return false;
    range.start = *start;
    range.end = *end;
    return true;
  }
  const auto slash = text.find('/');
  const auto address = address_from(text.substr(0, slash));
  if (!address) return false;
  const unsigned bits = address->v6 ? 128 : 32;
  unsigned prefix = bits;
  if (slash != std::string_view::npos) {
    const auto said = number_in(text.substr(slash + 1));
    if (!said || *said > bits) return false;
    prefix = *said;
  }
  range.start = range.end = *address;
  for (unsigned at = prefix; at < bits; ++at) {
    const auto bit = static_cast<std::uint8_t>(0x80U >> (at % 8));
    range.start.octets[at / 8] &= static_cast<std::uint8_t>(~bit);
    range.end.octets[at / 8] |= bit;
  }
  return true;
}

// "[tcp/80]", "[udp/1000-2000]", "[icmp]", "[/53]".
bool read_ports(std::string_view text, Range& range) {
  const auto slash = text.find('/');
  const auto protocol = protocol_named(text.substr(0, slash));
  if (!protocol || *protocol > 0xff) return false;
  range.protocol = static_cast<std::uint8_t>(*protocol);
  if (slash == std::string_view::npos) return true;
  const auto ports = text.substr(slash + 1);
  if (ports.empty() || ports == "any" || ports == "%any") return true;
  const auto dash = ports.find('-');
  const auto start = number_in(ports.substr(0, dash));
  const auto end = dash == std::string_view::npos ? start : number_in(ports.substr(dash + 1));
  if (!start || !end) return false;
  range.start_port = static_cast<std::uint16_t>(*start);
  range.end_port = static_cast<std::uint16_t>(*end);
  return true;
}

std::optional<Range> selector_range(std::string_view text) {
  Range range;
  const auto bracket = text.find('[');
  if (!read_addresses(text.substr(0, bracket), range)) return std::nullopt;
  if (bracket == std::string_view::npos) return range;
  const auto inside = text.substr(bracket + 1);
  if (inside.empty() || inside.back() != ']') return std::nullopt;
  if (!read_ports(inside.substr(0, inside.size() - 1), range)) return std::nullopt;
  return range;
}

bool holds(const Range& range, const sessions::TrafficSelector& selector) {
  return selector.start.v6 == range.start.v6 && range.start.octets <= selector.start.octets &&
         selector.end.octets <= range.end.octets &&
         (range.protocol == 0 || range.protocol == selector.ip_protocol) &&
         range.start_port <= selector.start_port && selector.end_port <= range.end_port;
}

bool equals(const Range& range, const sessions::TrafficSelector& selector) {
  return range.start == selector.start && range.end == selector.end;
}

}  // namespace

bool is_in(std::string_view addresses, const Address& address, bool& by_any) {
  by_any = false;
  for (const auto& part : registry::parts_of(addresses, ",")) {
    if (part == "any") {
      by_any = true;
      continue;
    }
    Range range;
    if (read_addresses(part, range) && range.start.v6 == address.v6 &&
        range.start.octets <= address.octets && address.octets <= range.end.octets) {
      by_any = false;
      return true;
    }
  }
  return by_any;
}

Cover cover(std::string_view configured, const std::vector<sessions::TrafficSelector>& negotiated) {
  bool dynamic = false;
  std::vector<Range> ranges;
  for (const auto& part : registry::parts_of(configured, ",")) {
    if (const auto range = selector_range(part))
      ranges.push_back(*range);
    else
      dynamic = true;
  }
  for (const auto& selector : negotiated) {
    if (!selector.is_address_range()) continue;
    if (std::ranges::any_of(ranges, [&](const auto& range) { return holds(range, selector); }))
      continue;
    if (!dynamic) return Cover::part;
  }
  return dynamic ? Cover::dynamic : Cover::all;
}

bool narrowed(std::string_view configured,
              const std::vector<sessions::TrafficSelector>& negotiated) {
  return std::ranges::any_of(registry::parts_of(configured, ","), [&](std::string_view part) {
    const auto range = selector_range(part);
    return range && std::ranges::none_of(
                        negotiated, [&](const auto& selector) { return equals(*range, selector); });
  });
}

}  // namespace espect::rules::configuration
