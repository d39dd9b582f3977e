// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/signature.h"

#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "ipsec/crypto/openssl_handles.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {
namespace {

namespace auth_methods = registry::authentication_method;

using Certificate = std::unique_ptr<X509, FreeBy<X509_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, FreeBy<X509_ALGOR_free>>;
using PssParameters = std::unique_ptr<RSA_PSS_PARAMS, FreeBy<RSA_PSS_PARAMS_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeBy<EVP_PKEY_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, FreeBy<ECDSA_SIG_free>>;

constexpr std::string_view usual_sm2_id = "1234567812345678";

// How a signature was made: the hash (null for EdDSA) and, for PSS, the salt.
struct Scheme {
  const EVP_MD* hash = nullptr;
  bool pss = false;
  bool sm2 = false;
  int salt_octets = -1;
  std::string_view sm2_id{};
};

template <class Parsed, auto parse>
Parsed parsed(Bytes der) {
  if (!fits_int(der)) return nullptr;
  const unsigned char* at = der.data();
  return Parsed(parse(nullptr, &at, static_cast<long>(der.size())));
}

const EVP_MD* hash_of(const X509_ALGOR* algorithm) {
  if (algorithm == nullptr) return EVP_sha1();  // RFC 8017 appendix A.2.3: the default
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  return EVP_get_digestbyobj(object);
}

std::optional<Scheme> pss_scheme(const X509_ALGOR* algorithm) {
  int type = 0;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type != V_ASN1_SEQUENCE) return std::nullopt;
  const auto* sequence = static_cast<const ASN1_STRING*>(value);
  const auto parameters = parsed<PssParameters, d2i_RSA_PSS_PARAMS>(Bytes(
      ASN1_STRING_get0_data(sequence), static_cast<std::size_t>(ASN1_STRING_length(sequence))));
  if (parameters == nullptr) return std::nullopt;
  constexpr int default_salt = 20;
  const long salt =
      parameters->saltLength != nullptr ? ASN1_INTEGER_get(parameters->saltLength) : default_salt;
  const auto* hash = hash_of(parameters->hashAlgorithm);
  if (hash == nullptr || salt < 0 || salt > 512) return std::nullopt;
  return Scheme{.hash = hash, .pss = true, .salt_octets = static_cast<int>(salt)};
}

std::optional<Scheme> scheme_of(Bytes algorithm_identifier) {
  const auto algorithm = parsed<Algorithm, d2i_X509_ALGOR>(algorithm_identifier);
  if (algorithm == nullptr) return std::nullopt;
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm.get());
  const int id = OBJ_obj2nid(object);
  if (id == NID_rsassaPss) return pss_scheme(algorithm.get());
  if (id == NID_SM2_with_SM3) return Scheme{.hash = EVP_sm3(), .sm2 = true};
  if (id == NID_ED25519 || id == NID_ED448) return Scheme{};
  int hash_id = NID_undef;
  if (OBJ_find_sigid_algs(id, &hash_id, nullptr) != 1) return std::nullopt;
  const auto* hash = EVP_get_digestbynid(hash_id);
  return hash != nullptr ? std::optional(Scheme{hash}) : std::nullopt;
}

std::optional<bool> verify(EVP_PKEY* key, const Scheme& scheme, Bytes signature,
                           Bytes signed_octets) {
  const DigestContext context(EVP_MD_CTX_new());
  // The id of the signer goes in before the digest starts: it is hashed first (GM/T 0003.2).
  KeyContext sm2_context;
  EVP_PKEY_CTX* key_context = nullptr;
  if (scheme.sm2) {
    const auto id = scheme.sm2_id.empty() ? usual_sm2_id : scheme.sm2_id;
    sm2_context.reset(EVP_PKEY_CTX_new(key, nullptr));
    if (sm2_context == nullptr ||
        EVP_PKEY_CTX_set1_id(sm2_context.get(), id.data(), static_cast<int>(id.size())) != 1)
      return std::nullopt;
    EVP_MD_CTX_set_pkey_ctx(context.get(), sm2_context.get());
  }
  if (EVP_DigestVerifyInit(context.get(), &key_context, scheme.hash, nullptr, key) != 1)
    return std::nullopt;
  if (scheme.pss && (EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) != 1 ||
                     EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, scheme.salt_octets) != 1))
    return std::nullopt;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), signed_octets.data(),
                          signed_octets.size()) == 1;
}

// RFC 4754: r and s side by side; OpenSSL wants them in DER.
std::optional<bool> verify_pair(EVP_PKEY* key, const Scheme& scheme, Bytes signature,
                                Bytes signed_octets) {
  const std::size_t half = signature.size() / 2;
  if (signature.size() % 2 != 0 || half == 0 || half > 66) return false;
  const EcdsaSignature pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(signature.data(), static_cast<int>(half), nullptr);
  BIGNUM* s = BN_bin2bn(signature.data() + half, static_cast<int>(half), nullptr);
  if (ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return std::nullopt;
  }
  unsigned char* der = nullptr;
  const int octets = i2d_ECDSA_SIG(pair.get(), &der);
  if (octets <= 0) return std::nullopt;
  const auto verdict =
      verify(key, scheme, Bytes(der, static_cast<std::size_t>(octets)), signed_octets);
  OPENSSL_free(der);
  return verdict;
}

}  // namespace

std::optional<bool> verify_signature(registry::AuthenticationMethod method, Bytes certificate,
                                     Bytes auth_data, Bytes signed_octets,
                                     std::string_view sm2_id) {
  const auto holder = parsed<Certificate, d2i_X509>(certificate);
  if (holder == nullptr) return std::nullopt;
  const PublicKey key(X509_get_pubkey(holder.get()));
  if (key == nullptr) return std::nullopt;
  switch (method.meaning) {
    case auth_methods::rsa_digital_signature:
      return verify(key.get(), Scheme{EVP_sha1()}, auth_data, signed_octets);
    case auth_methods::ecdsa_with_sha_256_on_the_p_256_curve:
      return verify_pair(key.get(), Scheme{EVP_sha256()}, auth_data, signed_octets);
    case auth_methods::ecdsa_with_sha_384_on_the_p_384_curve:
      return verify_pair(key.get(), Scheme{EVP_sha384()}, auth_data, signed_octets);
    case auth_methods::ecdsa_with_sha_512_on_the_p_521_curve:
      return verify_pair(key.get(), Scheme{EVP_sha512()}, auth_data, signed_octets);
    case auth_methods::sm2_digital_signature:
      return verify_pair(key.get(), {.hash = EVP_sm3(), .sm2 = true, .sm2_id = sm2_id}, auth_data,
                         signed_octets);
    case auth_methods::digital_signature: {
      if (auth_data.empty() || auth_data.size() < auth_data[0] + std::size_t{1})
        return std::nullopt;
      const std::size_t algorithm_octets = auth_data[0];
      auto scheme = scheme_of(auth_data.subspan(1, algorithm_octets));
      if (!scheme) return std::nullopt;
      scheme->sm2_id = sm2_id;
      return verify(key.get(), *scheme, auth_data.subspan(1 + algorithm_octets), signed_octets);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace espect::crypto
