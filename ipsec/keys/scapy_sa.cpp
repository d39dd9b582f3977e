// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/python_literals.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/registry/algorithms.h"

// SecurityAssociation(...) of scapy's layers/ipsec.py. Keys end with the salt. What is no literal
// (a variable, an expression) is not known here, and said.
namespace espect::keys::scapy_sa {
namespace {

constexpr std::string_view function = "SecurityAssociation";

constexpr AlgorithmName encryptions[] = {
    {"NULL", encr_null},
    {"DES", 2},
    {"3DES", 3},
    {"CAST", 6},
    {"Blowfish", 7},
    {"AES-CBC", 12},
    {"AES-CTR", 13},
    {"AES-CCM", 16},
    {"AES-GCM", 20},
    {"AES-NULL-GMAC", 21},
    {"CHACHA20-POLY1305", 28},
};
constexpr AlgorithmName integrities[] = {
    {"NULL", 0},          {"HMAC-MD5-96", 1},   {"HMAC-SHA1-96", 2},  {"AES-CMAC-96", 8},
    {"SHA2-256-128", 12}, {"SHA2-384-192", 13}, {"SHA2-512-256", 14},
};

std::string text_of(const crypto::Secret& octets) {
  return {octets.begin(), octets.end()};
}

// "'AES-CBC'" names an algorithm; None or nothing at all is the null one.
std::string algorithm(std::string_view written, std::span<const AlgorithmName> names,
                      const char* what, std::uint16_t null, std::optional<std::uint16_t>& id) {
  if (written.empty() || written == "None") {
    id = null;
    return {};
  }
  const auto name = python_octets(written);
  if (!name) return std::string(what) + " is no literal";
  id = id_of(names, text_of(*name));
  return id ? "" : unknown(what, text_of(*name));
}

std::string key(std::string_view written, const char* what, crypto::Secret& into) {
  if (written.empty() || written == "None") return {};
  auto octets = python_key(written);
  if (!octets) return std::string(what) + " is no literal: write its octets into the call";
  into = std::move(*octets);
  return {};
}

// Other ICVs than 16 octets have numbers of their own (RFC 4106, RFC 4309).
void settle_icv(std::string_view written, SaKeys& keys) {
  const auto octets = number_from<std::uint16_t>(written);
  if (!octets || (keys.encr != 16 && keys.encr != 20)) return;
  if (*octets == 8) keys.encr = static_cast<std::uint16_t>(*keys.encr - 2);
  if (*octets == 12) keys.encr = static_cast<std::uint16_t>(*keys.encr - 1);
}

void read_tunnel(std::string_view written, SaKeys& keys) {
  for (const std::string_view header : {"IPv6", "IP"}) {
    if (!written.starts_with(header)) continue;
    for (const PythonCall& call : python_calls(written, header)) {
      const auto source = python_octets(call.argument("src", 99));
      const auto destination = python_octets(call.argument("dst", 99));
      const auto from = source ? address_from(text_of(*source)) : std::nullopt;
      const auto to = destination ? address_from(text_of(*destination)) : std::nullopt;
      if (from) keys.source = exactly(*from);
      if (to) keys.destination = exactly(*to);
      keys.mode = "tunnel";
    }
    return;
  }
}

std::string read_call(const PythonCall& call, SaKeys& keys) {
  const auto protocol = call.argument("proto", 0);
  if (protocol.find("AH") != std::string_view::npos) keys.protocol = SaProtocol::ah;
  const auto spi = number_from<std::uint32_t>(call.argument("spi", 1));
  if (!spi) return "spi is no number";
  keys.spi = *spi;
  if (keys.protocol == SaProtocol::esp) {
    auto fault = algorithm(call.argument("crypt_algo", 3), encryptions, "encryption algorithm",
                           encr_null, keys.encr);
    if (fault.empty()) fault = key(call.argument("crypt_key", 4), "crypt_key", keys.encr_key);
    if (!fault.empty()) return fault;
    settle_icv(call.argument("crypt_icv_size", 5), keys);
  }
  const auto* parameters = keys.encr ? registry::encryption_parameters(*keys.encr) : nullptr;
  if (parameters == nullptr || !parameters->is_aead()) {
    auto fault =
        algorithm(call.argument("auth_algo", 6), integrities, "integrity algorithm", 0, keys.integ);
    if (fault.empty()) fault = key(call.argument("auth_key", 7), "auth_key", keys.integ_key);
    if (!fault.empty()) return fault;
  }
  read_tunnel(call.argument("tunnel_header", 8), keys);
  const auto esn = call.argument("esn_en", 10);
  if (esn == "True") {
    keys.esn = true;
    keys.sequence_high = number_from<std::uint32_t>(call.argument("esn", 11));
  }
  return fault_of(keys);
}

bool recognises(std::string_view text) {
  for (const PythonCall& call : python_calls(text, function))
    if (!call.argument("spi", 1).empty()) return true;
  return false;
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  for (const PythonCall& call : python_calls(text, function)) {
    if (call.argument("spi", 1).empty()) continue;  // "class SecurityAssociation(object)"
    SaKeys keys;
    keys.origin = complaints.at(call.line);
    const auto fault = read_call(call, keys);
    if (fault.empty())
      ring.add(std::move(keys));
    else
      complaints.add(call.line, fault);
  }
}

}  // namespace

const KeySource source = {"scapy SecurityAssociation", recognises, read};

}  // namespace espect::keys::scapy_sa
