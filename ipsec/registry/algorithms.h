// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace espect::registry {

// Sizes of algorithms, in octets, by transform id: the meaning of a Code. Experimental numbers are
// included.

struct OctetRange {
  std::uint16_t first;
  std::uint16_t last;
};

enum class EncryptionClass : std::uint8_t {
  cbc,
  ctr,
  aead,
  aead_implicit_iv,          // RFC 8750: the IV is the sequence number, not sent
  aead_authentication_only,  // RFC 4543: the payload is not encrypted
  null,
};

struct EncryptionParameters {
  std::uint16_t id;
  const char* name;
  EncryptionClass kind;
  std::span<const OctetRange> key_octets;  // without salt; each choice that exists
  std::uint16_t salt_octets;               // KEYMAT share = key + salt
  std::uint16_t wire_iv_octets;
  std::uint16_t icv_octets;    // 0 = from the integrity algorithm
  std::uint16_t pad_multiple;  // before the 4-octet rule of ESP (RFC 4303 section 2.4)
  const char* ike_use;         // the word of RFC 8247, or a note
  const char* source;

  bool allows_key_octets(std::size_t octets) const;
  // RFC 7296 section 3.3.5: such a cipher carries a Key Length attribute, any other must not.
  bool variable_key() const;
  bool is_aead() const {
    return kind != EncryptionClass::cbc && kind != EncryptionClass::ctr &&
           kind != EncryptionClass::null;
  }
  bool encrypts() const {
    return kind != EncryptionClass::null && kind != EncryptionClass::aead_authentication_only;
  }
};

struct IntegrityParameters {
  std::uint16_t id;
  const char* name;
  std::uint16_t key_octets;  // with salt for GMAC
  std::uint16_t icv_octets;
  const char* source;
};

struct PrfParameters {
  std::uint16_t id;
  const char* name;
  std::uint16_t preferred_key_octets;
  std::uint16_t output_octets;
  bool variable_length_key;  // false: nonces are cut for SKEYSEED (RFC 7296 section 2.14)
  const char* source;
};

enum class KeyExchangeFamily : std::uint8_t {
  modp,
  ecp,
  curve,
  gost,
  // Quantum-resistant.
  ml_kem,
  frodo_kem,
  sntrup_hybrid,  // with Curve25519, in one KE payload
};

struct KeyExchangeParameters {
  std::uint16_t id;
  const char* name;
  std::uint16_t initiator_octets;
  std::uint16_t responder_octets;
  std::uint16_t shared_secret_octets;
  KeyExchangeFamily family;
  const char* source;

  bool quantum_resistant() const { return family >= KeyExchangeFamily::ml_kem; }
};

// nullptr = the sizes of this id are not known.
const EncryptionParameters* encryption_parameters(std::uint32_t id);
const IntegrityParameters* integrity_parameters(std::uint32_t id);
const PrfParameters* prf_parameters(std::uint32_t id);
const KeyExchangeParameters* key_exchange_parameters(std::uint32_t id);

// Sorted by id.
std::span<const EncryptionParameters> all_encryption_parameters();
std::span<const IntegrityParameters> all_integrity_parameters();
std::span<const PrfParameters> all_prf_parameters();
std::span<const KeyExchangeParameters> all_key_exchange_parameters();

// One phrase for people: "key 16, 24 or 32 octets, salt 4, IV 8, ICV 16".
std::string to_text(const EncryptionParameters& parameters);
std::string to_text(const IntegrityParameters& parameters);
std::string to_text(const PrfParameters& parameters);
std::string to_text(const KeyExchangeParameters& parameters);

}  // namespace espect::registry
