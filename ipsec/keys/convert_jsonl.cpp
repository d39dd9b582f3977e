// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/convert.h"
#include "ipsec/registry/algorithms.h"

namespace espect::keys {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
void put(Json& object, const char* name, const std::optional<T>& value) {
  if (value) object[name] = *value;
}

void put(Json& object, const char* name, const crypto::Secret& octets) {
  if (!octets.empty()) object[name] = to_hex(octets);
}

void put_spis(Json& object, std::uint64_t spi_i, std::uint64_t spi_r) {
  object["spi_i"] = fmt::format("{:016x}", spi_i);
  object["spi_r"] = fmt::format("{:016x}", spi_r);
}

void put_key_bits(Json& object, std::optional<std::uint16_t> encr, std::size_t octets) {
  const auto* parameters = encr ? registry::encryption_parameters(*encr) : nullptr;
  if (parameters != nullptr && octets > parameters->salt_octets)
    object["encr_key_bits"] = (octets - parameters->salt_octets) * 8;
}

void append(std::string& text, const Json& object) {
  // Identities come from files and may be anything.
  text += object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json object_of(const IkeKeys& keys) {
  Json object = {{"type", "ike"}};
  put_spis(object, keys.spi_i, keys.spi_r);
  put(object, "generation", keys.generation);
  put(object, "encr", keys.encr);
  put_key_bits(object, keys.encr, keys.ei.size());
  put(object, "integ", keys.integ);
  put(object, "prf", keys.prf);
  put(object, "sk_d", keys.d);
  put(object, "sk_ei", keys.ei);
  put(object, "sk_er", keys.er);
  put(object, "sk_ai", keys.ai);
  put(object, "sk_ar", keys.ar);
  put(object, "sk_pi", keys.pi);
  put(object, "sk_pr", keys.pr);
  return object;
}

Json object_of(const Ikev1Keys& keys) {
  Json object = {{"type", "ikev1"}};
  object["spi_i"] = fmt::format("{:016x}", keys.spi_i);
  if (keys.spi_r != 0) object["spi_r"] = fmt::format("{:016x}", keys.spi_r);
  put(object, "encr_key", keys.encr_key);
  put(object, "skeyid", keys.skeyid);
  put(object, "skeyid_d", keys.skeyid_d);
  put(object, "skeyid_a", keys.skeyid_a);
  put(object, "skeyid_e", keys.skeyid_e);
  return object;
}

Json object_of(const SaKeys& keys) {
  Json object = {{"type", keys.protocol == SaProtocol::ah ? "ah" : "esp"}};
  object["spi"] = fmt::format("0x{:08x}", keys.spi);
  if (keys.source.prefix_bits != 0) object["src"] = to_text(keys.source.address);
  object["dst"] = to_text(keys.destination.address);
  put(object, "encr", keys.encr);
  put(object, "encr_key", keys.encr_key);
  put_key_bits(object, keys.encr, keys.encr_key.size());
  put(object, "integ", keys.integ);
  put(object, "integ_key", keys.integ_key);
  if (keys.esn) object["sn"] = *keys.esn ? 1 : 0;
  put(object, "seq_hi", keys.sequence_high);
  put(object, "window", keys.window);
  if (!keys.mode.empty()) object["mode"] = keys.mode;
  if (keys.encapsulation) {
    object["encap"] = keys.encapsulation->tcp ? "tcp" : "udp";
    object["sport"] = keys.encapsulation->source_port;
    object["dport"] = keys.encapsulation->destination_port;
  }
  return object;
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
  for (const IkeKeys& keys : ring.all_ike_keys()) append(converted.text, object_of(keys));
  for (const Ikev1Keys& keys : ring.all_ikev1_keys()) append(converted.text, object_of(keys));
  for (const IkeSecret& secret : ring.all_ike_secrets()) {
    Json object = {{"type", "ike-secret"}};
    put_spis(object, secret.spi_i, secret.spi_r);
    object["index"] = secret.index;
    put(object, "method", secret.method);
    put(object, "shared_secret", secret.secret);
    append(converted.text, object);
  }
  for (const ChildSecret& secret : ring.all_child_secrets()) {
    Json object = {{"type", "child-secret"}};
    object["spi"] = fmt::format("0x{:08x}", secret.spi);
    object["dst"] = to_text(secret.destination);
    object["index"] = secret.index;
    put(object, "method", secret.method);
    put(object, "shared_secret", secret.secret);
    append(converted.text, object);
  }
  for (const Ppk& ppk : ring.all_ppks()) {
    Json object = {{"type", "ppk"}};
    put(object, "ppk", ppk.ppk);
    put(object, "id", ppk.id);
    if (ppk.spis) put_spis(object, ppk.spis->first, ppk.spis->second);
    append(converted.text, object);
  }
  for (const Psk& psk : ring.all_psks()) {
    Json object = {{"type", "psk"}};
    put(object, "psk", psk.psk);
    put(object, "id_i", psk.id_i);
    put(object, "id_r", psk.id_r);
    append(converted.text, object);
  }
  for (const SaKeys& keys : ring.all_sa_keys()) {
    const std::string fault = fault_of_line(keys);
    if (fault.empty())
      append(converted.text, object_of(keys));
    else
      converted.warnings.push_back({keys.origin, fault});
  }
  return converted;
}

}  // namespace espect::keys
