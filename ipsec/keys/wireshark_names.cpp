// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/wireshark_names.h"

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

constexpr auto v4_0 = WiresharkVersion::v4_0;
constexpr auto v4_6 = WiresharkVersion::v4_6;

// packet-isakmp.c, vs_ikev2_encr_algs.
constexpr WiresharkName ike_encryptions[] = {
    {"3DES [RFC2451]", 3, 24, v4_0, true},
    {"TripleDes-CBC [RFC2451]", 3, 24, v4_0, false},
    {"AES-CBC-128 [RFC3602]", 12, 16, v4_0, true},
    {"AES-CBC-192 [RFC3602]", 12, 24, v4_0, true},
    {"AES-CBC-256 [RFC3602]", 12, 32, v4_0, true},
    {"NULL [RFC2410]", encr_null, 0, v4_0, true},
    {"AES-CTR-128 [RFC5930]", 13, 20, v4_0, true},
    {"AES-CTR-192 [RFC5930]", 13, 28, v4_0, true},
    {"AES-CTR-256 [RFC5930]", 13, 36, v4_0, true},
    {"AES-GCM-128 with 16 octet ICV [RFC5282]", 20, 20, v4_0, true},
    {"AES-GCM-192 with 16 octet ICV [RFC5282]", 20, 28, v4_0, true},
    {"AES-GCM-256 with 16 octet ICV [RFC5282]", 20, 36, v4_0, true},
    {"AES-GCM-128 with 8 octet ICV [RFC5282]", 18, 20, v4_0, true},
    {"AES-GCM-192 with 8 octet ICV [RFC5282]", 18, 28, v4_0, true},
    {"AES-GCM-256 with 8 octet ICV [RFC5282]", 18, 36, v4_0, true},
    {"AES-GCM-128 with 12 octet ICV [RFC5282]", 19, 20, v4_0, true},
    {"AES-GCM-192 with 12 octet ICV [RFC5282]", 19, 28, v4_0, true},
    {"AES-GCM-256 with 12 octet ICV [RFC5282]", 19, 36, v4_0, true},
    {"AES-CCM-128 with 16 octet ICV [RFC5282]", 16, 19, v4_0, true},
    {"AES-CCM-192 with 16 octet ICV [RFC5282]", 16, 27, v4_0, true},
    {"AES-CCM-256 with 16 octet ICV [RFC5282]", 16, 35, v4_0, true},
    {"AES-CCM-128 with 8 octet ICV [RFC5282]", 14, 19, v4_0, true},
    {"AES-CCM-192 with 8 octet ICV [RFC5282]", 14, 27, v4_0, true},
    {"AES-CCM-256 with 8 octet ICV [RFC5282]", 14, 35, v4_0, true},
    {"AES-CCM-128 with 12 octet ICV [RFC5282]", 15, 19, v4_0, true},
    {"AES-CCM-192 with 12 octet ICV [RFC5282]", 15, 27, v4_0, true},
    {"AES-CCM-256 with 12 octet ICV [RFC5282]", 15, 35, v4_0, true},
};

// packet-isakmp.c, vs_ikev2_auth_algs.
constexpr WiresharkName ike_integrities[] = {
    {"NONE [RFC4306]", 0, 0, v4_0, true},
    {"HMAC_MD5_96 [RFC2403]", 1, 12, v4_0, true},
    {"HMAC_SHA1_96 [RFC2404]", 2, 12, v4_0, true},
    {"HMAC_MD5_128 [RFC4595]", 6, 16, v4_0, true},
    {"HMAC_SHA1_160 [RFC4595]", 7, 20, v4_0, true},
    {"HMAC_SHA2_256_128 [RFC4868]", 12, 16, v4_0, true},
    {"HMAC_SHA2_384_192 [RFC4868]", 13, 24, v4_0, true},
    {"HMAC_SHA2_512_256 [RFC4868]", 14, 32, v4_0, true},
    {"HMAC_SHA2_256_96 [draft-ietf-ipsec-ciph-sha-256-00]", {}, 12, v4_0, true},
    {"ANY 64-bits of Authentication [No Checking]", {}, 8, v4_0, true},
    {"ANY 96-bits of Authentication [No Checking]", {}, 12, v4_0, true},
    {"ANY 128-bits of Authentication [No Checking]", {}, 16, v4_0, true},
    {"ANY 160-bits of Authentication [No Checking]", {}, 20, v4_0, true},
    {"ANY 192-bits of Authentication [No Checking]", {}, 24, v4_0, true},
    {"ANY 256-bits of Authentication [No Checking]", {}, 32, v4_0, true},
};

// packet-ipsec.c, esp_encryption_type_vals.
constexpr WiresharkName esp_encryptions[] = {
    {"NULL", encr_null, 0, v4_0, true},
    {"TripleDES-CBC [RFC2451]", 3, 0, v4_0, true},
    {"AES-CBC [RFC3602]", 12, 0, v4_0, true},
    {"AES-CTR [RFC3686]", 13, 0, v4_0, true},
    {"DES-CBC [RFC2405]", 2, 0, v4_0, true},
    {"CAST5-CBC [RFC2144]", 6, 0, v4_0, true},
    {"BLOWFISH-CBC [RFC2451]", 7, 0, v4_0, true},
    {"TWOFISH-CBC", encr_twofish_cbc, 0, v4_0, true},
    {"AES-GCM with 8 octet ICV [RFC4106]", 18, 0, v4_0, true},
    {"AES-GCM with 12 octet ICV [RFC4106]", 19, 0, v4_0, true},
    {"AES-GCM with 16 octet ICV [RFC4106]", 20, 0, v4_0, true},
    // Accepted by every version, but without an ICV nothing is decrypted.
    {"AES-GCM [RFC4106]", 20, 0, v4_0, false},
    {"AES-GCM with IIV and 16 octet ICV [RFC4106 & RFC8750]", 30, 0, v4_6, true},
    {"ChaCha20 with Poly1305 [RFC7634]", 28, 0, v4_6, true},
    {"ChaCha20 with Poly1305 and IIV [RFC7634 & RFC8750]", 31, 0, v4_6, true},
};

// packet-ipsec.c, esp_authentication_type_vals.
constexpr WiresharkName esp_integrities[] = {
    {"NULL", 0, 0, v4_0, true},
    {"HMAC-SHA-1-96 [RFC2404]", 2, 12, v4_0, true},
    {"HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]", 12, 12, v4_0, true},
    {"HMAC-SHA-256-128 [RFC4868]", 12, 16, v4_0, true},
    {"HMAC-SHA-384-192 [RFC4868]", 13, 24, v4_0, true},
    {"HMAC-SHA-512-256 [RFC4868]", 14, 32, v4_0, true},
    {"HMAC-MD5-96 [RFC2403]", 1, 12, v4_0, true},
    // IANA has no number for it.
    {"MAC-RIPEMD-160-96 [RFC2857]", {}, 12, v4_0, true},
    {"ANY 64 bit authentication [no checking]", {}, 8, v4_0, true},
    {"ANY 96 bit authentication [no checking]", {}, 12, v4_0, true},
    {"ANY 128 bit authentication [no checking]", {}, 16, v4_0, true},
    {"ANY 192 bit authentication [no checking]", {}, 24, v4_0, true},
    {"ANY 256 bit authentication [no checking]", {}, 32, v4_0, true},
};

std::string_view without_reference(std::string_view name) {
  return trimmed(name.substr(0, name.find('[')));
}

const WiresharkName* find(std::span<const WiresharkName> names, std::string_view name) {
  for (const WiresharkName& row : names)
    if (equal_without_case(without_reference(row.name), without_reference(name))) return &row;
  return nullptr;
}

}  // namespace

const WiresharkName* wireshark_ike_encryption(std::string_view name) {
  return find(ike_encryptions, name);
}

const WiresharkName* wireshark_ike_integrity(std::string_view name) {
  return find(ike_integrities, name);
}

const WiresharkName* wireshark_esp_encryption(std::string_view name) {
  return find(esp_encryptions, name);
}

const WiresharkName* wireshark_esp_integrity(std::string_view name) {
  return find(esp_integrities, name);
}

const char* wireshark_ike_encryption(std::uint16_t encr, std::size_t octets) {
  for (const WiresharkName& row : ike_encryptions)
    if (row.accepted && row.id == encr && row.octets == octets) return row.name;
  return nullptr;
}

const char* wireshark_ike_integrity(std::uint16_t integ) {
  for (const WiresharkName& row : ike_integrities)
    if (row.accepted && row.id == integ) return row.name;
  return nullptr;
}

const char* wireshark_esp_encryption(std::uint16_t encr, WiresharkVersion version) {
  for (const WiresharkName& row : esp_encryptions)
    if (row.accepted && row.id == encr && row.since <= version) return row.name;
  return nullptr;
}

const char* wireshark_esp_integrity(std::uint16_t integ, std::uint16_t icv_octets) {
  for (const WiresharkName& row : esp_integrities)
    if (row.accepted && row.id == integ && row.octets == icv_octets) return row.name;
  return nullptr;
}

const char* wireshark_esp_unchecked(std::uint16_t icv_octets) {
  for (const WiresharkName& row : esp_integrities)
    if (std::string_view(row.name).starts_with("ANY") && row.octets == icv_octets) return row.name;
  return nullptr;
}

}  // namespace espect::keys
