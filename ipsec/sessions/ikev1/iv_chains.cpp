// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/sessions/ikev1/ikev1_secrets.h"
#include "ipsec/sessions/table/digest.h"

namespace espect::sessions {

std::vector<std::uint8_t> IvChains::iv_of(const crypto::Prf& prf, const Phase1Material& material,
                                          const Ikev1Message& message, std::size_t block_octets) {
  const auto digest = digest_of(message.octets());
  const auto used = std::ranges::find(used_, digest, &Used::digest);
  if (used != used_.end()) return used->iv;
  if (phase1_block_.empty() && material.complete())
    phase1_block_ =
        crypto::ikev1_first_iv(prf, material.publics[0], material.publics[1], block_octets);
  if (message.phase1()) return phase1_block_;
  const auto chain = std::ranges::find(chains_, message.header().message_id, &Chain::message_id);
  if (chain != chains_.end()) return chain->last_block;
  if (phase1_block_.empty()) return {};
  return crypto::ikev1_phase2_iv(prf, phase1_block_, message.header().message_id, block_octets);
}

void IvChains::passed(const Ikev1Message& message, std::vector<std::uint8_t> iv,
                      std::size_t block_octets) {
  const auto ciphertext = message.ciphertext();
  if (ciphertext.size() < block_octets) return;
  if (used_.size() >= max_chains) used_.erase(used_.begin());
  used_.push_back({digest_of(message.octets()), std::move(iv)});
  const auto last = ciphertext.last(block_octets);
  if (message.phase1()) {
    phase1_block_.assign(last.begin(), last.end());
    return;
  }
  const auto message_id = message.header().message_id;
  std::erase_if(chains_, [&](const Chain& chain) { return chain.message_id == message_id; });
  if (chains_.size() >= max_chains) chains_.erase(chains_.begin());
  chains_.push_back({message_id, {last.begin(), last.end()}});
}

}  // namespace espect::sessions
