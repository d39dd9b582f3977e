// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/charon_ikev1.h"

namespace espect::keys {
namespace {

constexpr std::string_view cipher_key = "encryption key Ka";

}  // namespace

bool CharonIkev1::is_dump(std::string_view name) {
  return name == "SKEYID" || name == "SKEYID_d" || name == "SKEYID_a" || name == "SKEYID_e" ||
         name == cipher_key;
}

void CharonIkev1::dump(const CharonTask& task, unsigned thread, std::string_view name,
                       crypto::Secret&& octets, std::uint32_t line) {
  Derivation& now = running_[thread];
  if (!is_dump(name)) {
    now = {};
    now.secret = std::move(octets);
    return;
  }
  if (now.keys.origin.line == 0) now.keys.origin = complaints_.at(line);
  if (name == "SKEYID")
    now.keys.skeyid = std::move(octets);
  else if (name == "SKEYID_d")
    now.keys.skeyid_d = std::move(octets);
  else if (name == "SKEYID_a")
    now.keys.skeyid_a = std::move(octets);
  else if (name == "SKEYID_e")
    now.keys.skeyid_e = std::move(octets);
  else
    now.keys.encr_key = std::move(octets);
  if (name != cipher_key) return;
  Derivation whole = std::move(now);
  running_.erase(thread);
  if (task.spis)
    store(std::move(whole), *task.spis);
  else
    unnamed_[thread].push_back(std::move(whole));
}

void CharonIkev1::spis(unsigned thread, Spis spis) {
  const auto waiting = unnamed_.find(thread);
  if (waiting == unnamed_.end()) return;
  for (Derivation& derivation : waiting->second) store(std::move(derivation), spis);
  unnamed_.erase(waiting);
}

void CharonIkev1::store(Derivation derivation, Spis spis) {
  Ikev1Keys& keys = derivation.keys;
  keys.spi_i = spis.first;
  keys.spi_r = spis.second;
  // A responder in aggressive mode has its own SPI only in the answer.
  if (!derivation.secret.empty() && spis.second != 0)
    ring_.add(IkeSecret{spis.first, spis.second, 0, {}, derivation.secret, keys.origin});
  ring_.add(std::move(keys));
}

void CharonIkev1::task_ends(unsigned thread) {
  const auto waiting = unnamed_.find(thread);
  if (waiting == unnamed_.end()) return;
  for (const Derivation& derivation : waiting->second)
    complaints_.add(derivation.keys.origin.line,
                    "the log does not say the SPIs of these keys (log with mgr = 2)");
  unnamed_.erase(waiting);
}

void CharonIkev1::finish() {
  while (!unnamed_.empty()) task_ends(unnamed_.begin()->first);
  for (const auto& [thread, derivation] : running_)
    if (!derivation.keys.skeyid_d.empty())
      complaints_.add(derivation.keys.origin.line, "the log ends amid these keys");
}

}  // namespace espect::keys
