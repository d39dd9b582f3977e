// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "ipsec/keys/convert.h"
#include "ipsec/keys/secret_hex.h"
#include "ipsec/registry/algorithms.h"

namespace espect::keys {
namespace {

// One object on one line. No part of it passes through a text that is not wiped, as the strings of
// a general JSON library are not.
class Line {
 public:
  Line(SecretText& text, std::string_view type) : text_(text) {
    text_ += '{';
    put("type", std::string(type));
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() { text_ += "}\n"; }

  // Identities come from files and may be anything.
  void put(std::string_view name, const std::string& said) {
    begin(name);
    // Nothing in it acts on a terminal, or on the runner of a CI server.
    for (const char c :
         nlohmann::json(said).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace))
      if (c == '#')
        text_ += "\\u0023";
      else
        text_ += c;
  }
  void put(std::string_view name, std::uint64_t number) {
    begin(name);
    fmt::format_to(std::back_inserter(text_), "{}", number);
  }
  template <class T>
  void put(std::string_view name, const std::optional<T>& value) {
    if (value) put(name, *value);
  }
  void put(std::string_view name, Bytes octets) {
    if (octets.empty()) return;
    begin(name);
    text_ += '"';
    append_hex(text_, octets);
    text_ += '"';
  }
  void put_spi(std::string_view name, std::uint64_t spi) { put(name, fmt::format("{:016x}", spi)); }
  void put_spis(std::uint64_t spi_i, std::uint64_t spi_r) {
    put_spi("spi_i", spi_i);
    put_spi("spi_r", spi_r);
  }
  void put_key_bits(std::optional<std::uint16_t> encr, std::size_t octets) {
    const auto* parameters = encr ? registry::encryption_parameters(*encr) : nullptr;
    if (parameters != nullptr && octets > parameters->salt_octets)
      put("encr_key_bits", (octets - parameters->salt_octets) * 8);
  }

 private:
  void begin(std::string_view name) {
    if (text_.back() != '{') text_ += ',';
    fmt::format_to(std::back_inserter(text_), "\"{}\":", name);
  }

  SecretText& text_;
};

void append(SecretText& text, const IkeKeys& keys) {
  Line line(text, "ike");
  line.put_spis(keys.spi_i, keys.spi_r);
  line.put("generation", keys.generation);
  line.put("encr", keys.encr);
  line.put_key_bits(keys.encr, keys.ei.size());
  line.put("integ", keys.integ);
  line.put("prf", keys.prf);
  line.put("sk_d", keys.d);
  line.put("sk_ei", keys.ei);
  line.put("sk_er", keys.er);
  line.put("sk_ai", keys.ai);
  line.put("sk_ar", keys.ar);
  line.put("sk_pi", keys.pi);
  line.put("sk_pr", keys.pr);
}

void append(SecretText& text, const Ikev1Keys& keys) {
  Line line(text, "ikev1");
  line.put_spi("spi_i", keys.spi_i);
  if (keys.spi_r != 0) line.put_spi("spi_r", keys.spi_r);
  line.put("encr_key", keys.encr_key);
  line.put("skeyid", keys.skeyid);
  line.put("skeyid_d", keys.skeyid_d);
  line.put("skeyid_a", keys.skeyid_a);
  line.put("skeyid_e", keys.skeyid_e);
}

void append_sub_sa(SecretText& text, const SaKeys& keys) {
  Line line(text, "eesp");
  line.put("spi", fmt::format("0x{:08x}", keys.spi));
  if (keys.source.prefix_bits != 0) line.put("src", to_text(keys.source.address));
  line.put("dst", to_text(keys.destination.address));
  line.put("session_id", std::uint64_t{keys.eesp->session_id});
  const auto* cipher = keys.encr ? registry::encryption_parameters(*keys.encr) : nullptr;
  const std::size_t salt =
      std::min<std::size_t>(cipher != nullptr ? cipher->salt_octets : 0, keys.encr_key.size());
  const Bytes key = Bytes(keys.encr_key).first(keys.encr_key.size() - salt);
  line.put("encr", keys.encr);
  line.put("encr_key_bits", key.size() * 8);
  line.put("encr_key", key);
  line.put("salt", Bytes(keys.encr_key).last(salt));
  if (keys.eesp->numbered) line.put("sn", *keys.eesp->numbered ? 1024U : 1025U);
  if (keys.eesp->of_linux_prototype)
    line.put("form", std::string(*keys.eesp->of_linux_prototype ? "linux-prototype" : "draft"));
  line.put("window", keys.window);
}

void append(SecretText& text, const SaKeys& keys) {
  if (keys.eesp) return append_sub_sa(text, keys);
  Line line(text, keys.protocol == SaProtocol::ah ? "ah" : "esp");
  line.put("spi", fmt::format("0x{:08x}", keys.spi));
  if (keys.source.prefix_bits != 0) line.put("src", to_text(keys.source.address));
  line.put("dst", to_text(keys.destination.address));
  line.put("encr", keys.encr);
  line.put("encr_key", keys.encr_key);
  line.put_key_bits(keys.encr, keys.encr_key.size());
  line.put("integ", keys.integ);
  line.put("integ_key", keys.integ_key);
  if (keys.esn) line.put("sn", *keys.esn ? 1U : 0U);
  line.put("seq_hi", keys.sequence_high);
  line.put("window", keys.window);
  if (!keys.mode.empty()) line.put("mode", std::string(keys.mode));
  if (keys.encapsulation) {
    line.put("encap", std::string(keys.encapsulation->tcp ? "tcp" : "udp"));
    line.put("sport", keys.encapsulation->source_port);
    line.put("dport", keys.encapsulation->destination_port);
  }
}

// Why the line would say something else than the entry.
std::string fault_of_line(const SaKeys& keys) {
  const auto exact = [](const AddressPattern& pattern) {
    return pattern.prefix_bits == (pattern.address.v6 ? 128 : 32);
  };
  if (keys.spi_mask != UINT32_MAX) return "a line names one SPI, not a pattern";
  if (!exact(keys.destination)) return "a line names one destination, not several";
  if (keys.source.prefix_bits != 0 && !exact(keys.source))
    return "a line names one source or none, not several";
  if (keys.icv_octets) return "a line cannot say an ICV of other than the standard length";
  return {};
}

}  // namespace

Converted to_espect_jsonl(const KeyRing& ring) {
  Converted converted;
  SecretText& text = converted.text;
  for (const IkeKeys& keys : ring.all_ike_keys()) append(text, keys);
  for (const Ikev1Keys& keys : ring.all_ikev1_keys()) append(text, keys);
  for (const IkeSecret& secret : ring.all_ike_secrets()) {
    Line line(text, "ike-secret");
    line.put_spis(secret.spi_i, secret.spi_r);
    line.put("index", secret.index);
    line.put("method", secret.method);
    line.put("shared_secret", secret.secret);
  }
  for (const ChildSecret& secret : ring.all_child_secrets()) {
    Line line(text, "child-secret");
    line.put("spi", fmt::format("0x{:08x}", secret.spi));
    line.put("dst", to_text(secret.destination));
    line.put("index", secret.index);
    line.put("method", secret.method);
    line.put("shared_secret", secret.secret);
  }
  for (const Ppk& ppk : ring.all_ppks()) {
    Line line(text, "ppk");
    line.put("ppk", ppk.ppk);
    line.put("id", ppk.id);
    if (ppk.spis) line.put_spis(ppk.spis->first, ppk.spis->second);
  }
  for (const Psk& psk : ring.all_psks()) {
    Line line(text, "psk");
    line.put("psk", psk.psk);
    line.put("id_i", psk.id_i);
    line.put("id_r", psk.id_r);
  }
  for (const SaKeys& keys : ring.all_sa_keys()) {
    const std::string fault = fault_of_line(keys);
    if (fault.empty())
      append(text, keys);
    else
      converted.warnings.push_back({keys.origin, fault});
  }
  return converted;
}

}  // namespace espect::keys
