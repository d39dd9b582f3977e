// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/cyclonedx_algorithms.h"

#include <fmt/format.h>

#include "analyzer/report/words/authentication.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"

namespace espect::report {
namespace {

namespace types = registry::transform_type;

std::string transform_name(const sessions::Transform& transform) {
  if (!transform.is_key_exchange()) return to_text(transform);
  return transform.as<registry::KeyExchangeMethod>().display_name();
}

std::string_view algorithm_kind(const sessions::Transform& transform) {
  if (transform.type == types::encr) return "encr";
  if (transform.type == types::prf) return "prf";
  if (transform.type == types::integ) return "integ";
  return "ke";
}

// FIPS 203 section 8 for ML-KEM; none of the categories for what Shor's algorithm breaks.
std::optional<unsigned> security_category(const registry::KeyExchangeParameters& method) {
  namespace ke = registry::key_exchange_method;
  if (!method.quantum_resistant()) return 0;
  if (method.id == ke::ml_kem_512) return 1;
  if (method.id == ke::ml_kem_768) return 3;
  if (method.id == ke::ml_kem_1024) return 5;
  // FrodoKEM-640, -976 and -1344 as submitted to NIST, by the size of the secret.
  if (method.family == registry::KeyExchangeFamily::frodo_kem)
    return method.shared_secret_octets == 16 ? 1 : method.shared_secret_octets == 24 ? 3 : 5;
  return std::nullopt;
}

Json encryption_properties(const sessions::Transform& transform) {
  const auto* cipher = registry::encryption_parameters(transform.meaning);
  Json properties = {{"primitive", "unknown"}};
  if (cipher == nullptr) return properties;
  using registry::EncryptionClass;
  const auto name = transform_name(transform);
  properties["primitive"] = cipher->kind == EncryptionClass::aead_authentication_only ? "mac"
                            : cipher->kind == EncryptionClass::null                   ? "other"
                            : cipher->is_aead()                                       ? "ae"
                            : cipher->kind == EncryptionClass::ctr ? "stream-cipher"
                                                                   : "block-cipher";
  if (transform.key_bits != 0)
    properties["parameterSetIdentifier"] = std::to_string(transform.key_bits);
  const auto holds = [&](const char* word) { return name.find(word) != std::string::npos; };
  if (holds("GCM"))
    properties["mode"] = "gcm";
  else if (holds("CCM"))
    properties["mode"] = "ccm";
  else if (cipher->kind == EncryptionClass::cbc)
    properties["mode"] = "cbc";
  else if (cipher->kind == EncryptionClass::ctr)
    properties["mode"] = "ctr";
  Json functions = Json::array();
  if (cipher->encrypts()) functions = Json::array({"encrypt", "decrypt"});
  if (cipher->is_aead()) functions.push_back("tag");
  if (!functions.empty()) properties["cryptoFunctions"] = functions;
  return properties;
}

Json key_exchange_properties(const sessions::Transform& transform) {
  const auto* method = registry::key_exchange_parameters(transform.meaning);
  Json properties = {{"primitive", "unknown"}};
  if (method == nullptr) return properties;
  const bool kem = method->quantum_resistant();
  properties["primitive"] = kem ? "kem" : "key-agree";
  properties["cryptoFunctions"] = kem ? Json::array({"keygen", "encapsulate", "decapsulate"})
                                      : Json::array({"keygen", "keyderive"});
  if (const auto category = security_category(*method))
    properties["nistQuantumSecurityLevel"] = *category;
  return properties;
}

Json properties_of(const sessions::Transform& transform) {
  if (transform.type == types::encr) return encryption_properties(transform);
  if (transform.type == types::prf)
    return {{"primitive", "kdf"}, {"cryptoFunctions", Json::array({"keyderive"})}};
  if (transform.type == types::integ)
    return {{"primitive", "mac"}, {"cryptoFunctions", Json::array({"tag"})}};
  return key_exchange_properties(transform);
}

Json component(std::string reference, std::string name, Json properties) {
  return {{"type", "cryptographic-asset"},
          {"bom-ref", std::move(reference)},
          {"name", std::move(name)},
          {"cryptoProperties",
           {{"assetType", "algorithm"}, {"algorithmProperties", std::move(properties)}}}};
}

}  // namespace

std::string algorithm_reference(const sessions::Transform& transform) {
  auto reference = fmt::format("algorithm/{}/{}", algorithm_kind(transform), transform.id);
  return transform.key_bits != 0 ? fmt::format("{}-{}", reference, transform.key_bits) : reference;
}

std::string auth_reference(const sessions::PeerAuthentication& peer) {
  auto reference = fmt::format("algorithm/auth/{}", peer.method.value);
  return peer.signature != nullptr ? fmt::format("{}-{}", reference, peer.signature->dotted)
                                   : reference;
}

Json algorithm_component(const sessions::Transform& transform) {
  return component(algorithm_reference(transform), transform_name(transform),
                   properties_of(transform));
}

Json auth_component(const sessions::PeerAuthentication& peer) {
  namespace auth = registry::authentication_method;
  const bool psk = peer.method == auth::shared_key_message_integrity_code;
  Json properties = {{"primitive", psk                                        ? "mac"
                                   : peer.method == auth::null_authentication ? "other"
                                                                              : "signature"},
                     {"cryptoFunctions", Json::array({psk ? "tag" : "verify"})}};
  if (peer.signature != nullptr)
    properties["nistQuantumSecurityLevel"] = peer.signature->nist_category;
  else if (!psk && quantum_safe(peer) == false)
    properties["nistQuantumSecurityLevel"] = 0;
  auto made = component(auth_reference(peer), authentication_name(peer), std::move(properties));
  if (peer.signature != nullptr) made["cryptoProperties"]["oid"] = peer.signature->dotted;
  return made;
}

}  // namespace espect::report
