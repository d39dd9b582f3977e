// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/streamed_digest.h"

#include "ipsec/crypto/openssl_handles.h"

namespace espect::crypto {

struct StreamedSha256::State {
  std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>> context{EVP_MD_CTX_new()};
  bool good = false;
};

StreamedSha256::StreamedSha256() : state_(std::make_unique<State>()) {
  state_->good = state_->context != nullptr &&
                 EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1;
}

StreamedSha256::~StreamedSha256() = default;

void StreamedSha256::add(Bytes piece) {
  state_->good =
      state_->good && EVP_DigestUpdate(state_->context.get(), piece.data(), piece.size()) == 1;
}

std::vector<std::uint8_t> StreamedSha256::finish() {
  std::vector<std::uint8_t> value(32);
  if (!state_->good || EVP_DigestFinal_ex(state_->context.get(), value.data(), nullptr) != 1)
    return {};
  return value;
}

}  // namespace espect::crypto
