// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/short_names.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/bytes/hex.h"
#include "ipsec/datagram/address.h"
#include "ipsec/registry/signature_algorithm.h"
#include "ipsec/registry/tables.h"

namespace espect::plugin {
namespace {

bool take_prefix(std::string& name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return false;
  name.erase(0, prefix.size());
  return true;
}

// "AES-GCM" of ENCR_AES_GCM_16: 16 octets of ICV go without saying.
std::string short_cipher(registry::EncryptionAlgorithm cipher, std::uint16_t key_bits) {
  auto name = short_label(cipher.display_name());
  take_prefix(name, "ENCR_");
  if (name.ends_with("CM_16")) name.erase(name.size() - 3);
  std::ranges::replace(name, '_', '-');
  return key_bits != 0 ? fmt::format("{}-{}", name, key_bits) : name;
}

std::string short_integrity(registry::IntegrityAlgorithm integrity) {
  auto name = short_label(integrity.display_name());
  take_prefix(name, "AUTH_");
  std::ranges::replace(name, '_', '-');
  return name;
}

void append(std::string& text, const std::string& part) {
  if (part.empty()) return;
  text += (text.empty() ? "" : "/") + part;
}

constexpr std::size_t most_proposal_octets = 120;

void append_transform(std::string& text, const sessions::Transform& transform) {
  const auto type = transform.type;
  if (type == registry::transform_type::encr)
    append(text, short_cipher(transform.as<registry::EncryptionAlgorithm>(), transform.key_bits));
  if (transform.id == 0) return;
  if (type == registry::transform_type::integ)
    append(text, short_integrity(transform.as<registry::IntegrityAlgorithm>()));
  if (transform.is_key_exchange())
    append(text, short_key_exchange(transform.as<registry::KeyExchangeMethod>()));
}

constexpr std::size_t most_transforms = 256;

// RFC 9370 section 2.2.2, RFC 7296 section 3.3.2: with NONE among the methods of its type the peer
// may leave that key exchange out.
bool may_be_left_out(std::span<const sessions::Transform> transforms, std::size_t at) {
  const auto& here = transforms[at];
  const auto of_type = [&](const auto& other) { return other.type == here.type; };
  const auto is_none = [&](const auto& other) { return of_type(other) && other.id == 0; };
  return here.is_key_exchange() && here.id != 0 && std::ranges::any_of(transforms, is_none) &&
         std::ranges::none_of(transforms.subspan(at + 1),
                              [&](const auto& other) { return of_type(other) && other.id != 0; });
}

std::string text_of(std::span<const sessions::Transform> transforms) {
  std::string text;
  for (std::size_t at = 0; at < transforms.size(); ++at) {
    append_transform(text, transforms[at]);
    if (may_be_left_out(transforms, at)) text += " or none";
    if (text.size() > most_proposal_octets) return text + "/...";
  }
  return text;
}

constexpr std::string_view rsa("\x2a\x86\x48\x86\xf7\x0d\x01\x01", 8);
constexpr std::string_view ecdsa("\x2a\x86\x48\xce\x3d\x04", 6);
constexpr std::string_view ed25519("\x2b\x65\x70", 3);
constexpr std::string_view ed448("\x2b\x65\x71", 3);
constexpr std::string_view ml_dsa("\x60\x86\x48\x01\x65\x03\x04\x03", 8);

// RFC 7427 appendix A, RFC 8420, RFC 9881.
std::string signature_name(Bytes identifier) {
  if (identifier.size() < 4 || identifier[0] != 0x30 || identifier[2] != 0x06 ||
      identifier[3] > identifier.size() - 4)
    return "signature";
  const std::string_view oid(reinterpret_cast<const char*>(identifier.data()) + 4, identifier[3]);
  constexpr char pss = 0x0a;
  if (oid.starts_with(rsa)) return oid.size() == 9 && oid.back() == pss ? "RSA-PSS" : "RSA";
  if (oid.starts_with(ecdsa)) return "ECDSA";
  if (oid == ed25519) return "Ed25519";
  if (oid == ed448) return "Ed448";
  if (oid.starts_with(ml_dsa) && oid.size() == 9) {
    if (oid.back() == 17) return "ML-DSA-44";
    if (oid.back() == 18) return "ML-DSA-65";
    if (oid.back() == 19) return "ML-DSA-87";
  }
  const auto* known = registry::find_signature_algorithm(identifier);
  return std::string(known != nullptr ? known->row->name : "signature");
}

// The last common name of a distinguished name; empty when there is none.
std::string common_name(Bytes name) {
  constexpr std::array<std::uint8_t, 5> oid = {0x06, 0x03, 0x55, 0x04, 0x03};
  std::string found;
  while (true) {
    const auto at = std::ranges::search(name, oid);
    if (at.begin() == name.end()) return found;
    name = name.subspan(static_cast<std::size_t>(at.end() - name.begin()));
    if (name.size() < 2 || name[1] >= 0x80 || name[1] > name.size() - 2) return found;
    found = printable(name.subspan(2, name[1]));
  }
}

}  // namespace

std::string short_label(std::string name) {
  constexpr std::string_view digits = "0123456789";
  const auto first = name.find(" (");
  if (first == std::string::npos || !name.ends_with(')')) return name;
  auto opens = first;
  while (opens != std::string::npos && digits.find(name[opens + 2]) == std::string_view::npos)
    opens = name.find(" (", opens + 1);
  if (opens == std::string::npos) return name.substr(0, first);
  const auto end = name.find_first_not_of(digits, opens + 2);
  const auto number = name.substr(opens + 2, end - opens - 2);
  if (name.find("; ", end) != end) return name.substr(0, first) + " " + number;
  const auto means = end + 2;
  const auto behind = std::min(name.find(" (", means), name.find(" in ", means));
  return name.substr(means, behind - means) + " " + number;
}

std::string short_text(const sessions::TrafficSelector& selector) {
  namespace selector_types = registry::traffic_selector_type;
  if (selector.is(selector_types::ts_vpn_id))
    return fmt::format("VPN-ID {}", fmt::join(selector.vpn_ids, ","));
  if (selector.is(selector_types::ts_dscp))
    return fmt::format("DSCP {}", fmt::join(selector.dscp, ","));
  return to_text(selector);
}

std::string printable(Bytes octets, std::size_t most) {
  std::string text;
  for (const auto octet : octets.first(std::min(octets.size(), most)))
    text += octet >= 0x20 && octet < 0x7f ? std::string(1, static_cast<char>(octet))
                                          : fmt::format("\\x{:02x}", octet);
  return octets.size() > most ? text + "..." : text;
}

std::string short_key_exchange(registry::KeyExchangeMethod method) {
  auto name = short_label(method.display_name());
  constexpr std::string_view modp = "-bit MODP";
  constexpr std::string_view ecp = "-bit random ECP";
  if (name.ends_with(modp)) return "MODP-" + name.substr(0, name.size() - modp.size());
  if (name.ends_with(ecp)) return "ECP-" + name.substr(0, name.size() - ecp.size());
  return name;
}

std::string short_text(const wire::ike::ProposalSubstructure& proposal) {
  std::vector<sessions::Transform> transforms;
  for (const auto& transform : proposal.transforms) {
    std::uint16_t key_bits = 0;
    for (const auto& attribute : transform.attributes)
      if (attribute.is_key_length()) key_bits = attribute.value;
    transforms.push_back({transform.type.value, transform.id, key_bits, transform.meaning});
    if (transforms.size() >= most_transforms) break;
  }
  return text_of(transforms);
}

std::string short_text(const sessions::Proposal& proposal) {
  return text_of(proposal.transforms);
}

std::string short_text(const wire::ike::Identification& identity) {
  constexpr std::uint8_t ipv4 = 1, fqdn = 2, rfc822 = 3, ipv6 = 5, der_dn = 9, null = 13;
  const Bytes data = identity.data;
  switch (identity.type.value) {
    case ipv4:
      if (data.size() == 4) return to_text(Address::v4_from(data.data()));
      break;
    case ipv6:
      if (data.size() == 16) return to_text(Address::v6_from(data.data()));
      break;
    case fqdn:
    case rfc822:
      return printable(data);
    case der_dn:
      if (const auto name = common_name(data); !name.empty()) return "CN=" + name;
      return fmt::format("distinguished name of {} octets", data.size());
    case null:
      return "NULL";
    default:
      break;
  }
  return fmt::format("{} {}", identity.type.display_name(),
                     to_hex(data.first(std::min<std::size_t>(data.size(), 16))));
}

std::string short_text(const wire::ike::Authentication& authentication) {
  switch (authentication.method.value) {
    case 1:
      return "RSA";
    case 2:
      return "PSK";
    case 3:
      return "DSS";
    case 9:
    case 10:
    case 11:
      return "ECDSA";
    case 13:
      return "NULL";
    case wire::ike::Authentication::digital_signature: {
      const Bytes data = authentication.data;
      if (data.empty() || data[0] > data.size() - 1) return "signature";
      return signature_name(data.subspan(1, data[0]));
    }
    default:
      return authentication.method.display_name();
  }
}

}  // namespace espect::plugin
