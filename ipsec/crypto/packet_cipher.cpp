// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/packet_cipher.h"

#include "ipsec/crypto/aead.h"
#include "ipsec/crypto/block_mode.h"
#include "ipsec/crypto/keyed_function.h"
#include "ipsec/crypto/mac.h"
#include "ipsec/crypto/packet_state.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {
namespace {

namespace encr_id = registry::encryption_algorithm;
namespace integ_id = registry::integrity_algorithm;
using registry::EncryptionClass;
using Error = tl::unexpected<std::string>;

std::uint16_t gmac_with_key_of(std::size_t octets) {
  return octets == 16   ? integ_id::auth_aes_128_gmac
         : octets == 24 ? integ_id::auth_aes_192_gmac
                        : integ_id::auth_aes_256_gmac;
}

}  // namespace

PacketCipher::PacketCipher(std::unique_ptr<State> state) : state_(std::move(state)) {}
PacketCipher::PacketCipher(PacketCipher&&) noexcept = default;
PacketCipher& PacketCipher::operator=(PacketCipher&&) noexcept = default;
PacketCipher::~PacketCipher() = default;

tl::expected<PacketCipher, std::string> PacketCipher::of(registry::EncryptionAlgorithm encr,
                                                         Bytes encr_key,
                                                         registry::IntegrityAlgorithm integ,
                                                         Bytes integ_key,
                                                         std::size_t integ_icv_octets) {
  const auto name = encr.display_name();
  const auto* const parameters = registry::encryption_parameters(encr.meaning);
  if (parameters == nullptr) return Error("encryption algorithm " + name + " is not known");
  const std::size_t salt = parameters->salt_octets;
  if (encr_key.size() < salt || !parameters->allows_key_octets(encr_key.size() - salt))
    return Error(name + " does not take a key of " + std::to_string(encr_key.size()) +
                 " octets: " + to_text(*parameters));
  const Bytes key = encr_key.first(encr_key.size() - salt);

  auto state = std::make_unique<State>();
  state->parameters = parameters;
  state->salt = secret_of(encr_key.last(salt));
  if (parameters->is_aead() && integ != integ_id::none)
    return Error(name + " is AEAD and takes no integrity algorithm");
  if (is_gmac(static_cast<std::uint16_t>(integ.meaning)))
    return Error(integ.display_name() + " is for AH only (RFC 4543)");
  if (integ != integ_id::none) {
    auto mac = Mac::of(integ, integ_key, integ_icv_octets);
    if (!mac) return Error(mac.error());
    state->mac = std::move(*mac);
  } else if (!integ_key.empty()) {
    return Error("an integrity key of " + std::to_string(integ_key.size()) +
                 " octets without an integrity algorithm");
  }

  bool offered = true;
  switch (parameters->kind) {
    case EncryptionClass::null:
      break;
    case EncryptionClass::cbc:
    case EncryptionClass::ctr:
      state->block_mode = block_mode(parameters->id, key);
      offered = state->block_mode != nullptr;
      break;
    case EncryptionClass::aead:
    case EncryptionClass::aead_implicit_iv: {
      // An implicit IV has 8 octets too (RFC 8750 section 4).
      const std::size_t nonce = salt + implicit_iv_octets;
      state->aead = aead(parameters->id, key, {nonce, parameters->icv_octets});
      offered = state->aead != nullptr;
      break;
    }
    case EncryptionClass::aead_authentication_only: {
      offered = parameters->id == encr_id::encr_null_auth_aes_gmac;
      if (!offered) break;
      auto gmac = Mac::of(gmac_with_key_of(key.size()), encr_key);
      if (!gmac) return Error(gmac.error());
      state->mac = std::move(*gmac);
      break;
    }
  }
  if (!offered)
    return Error("encryption algorithm " + name + " with a key of " + std::to_string(key.size()) +
                 " octets is not offered");
  return PacketCipher(std::move(state));
}

bool PacketCipher::authenticates() const {
  return state_->aead || state_->mac;
}
std::size_t PacketCipher::iv_octets() const {
  return state_->parameters->wire_iv_octets;
}
std::size_t PacketCipher::icv_octets() const {
  return state_->icv_octets();
}
std::size_t PacketCipher::pad_multiple() const {
  return state_->parameters->pad_multiple;
}
bool PacketCipher::worth_a_thread() const {
  return state_->aead ? state_->aead->worth_a_thread() : authenticates();
}

}  // namespace espect::crypto
