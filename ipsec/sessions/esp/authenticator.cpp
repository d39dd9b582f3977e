// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/authenticator.h"

#include <algorithm>

#include "ipsec/sessions/esp/legibility.h"
#include "ipsec/sessions/esp/opening_ahead.h"

namespace espect::sessions {
namespace {

std::optional<std::uint64_t> highest_of(const TrackedFlow* flow) {
  return flow != nullptr ? std::optional(flow->sa().numbers.highest) : std::nullopt;
}

}  // namespace

Authenticator::Authenticator(FlowTable& flows, std::uint32_t max_flows)
    : flows_(flows), max_flows_(max_flows) {}

Authenticator::~Authenticator() = default;

void Authenticator::open_ahead(unsigned threads) {
  ahead_ = threads != 0 ? std::make_unique<OpeningAhead>(threads) : nullptr;
}

bool Authenticator::opening_ahead_pays(std::size_t packets) {
  return ahead_ != nullptr && ahead_->pays(packets);
}

void Authenticator::expect(std::span<const ExpectedEsp> packets) {
  if (ahead_ != nullptr) ahead_->expect(flows_, packets);
}

void Authenticator::forget_expected() {
  if (ahead_ != nullptr) ahead_->forget();
}

std::uint64_t Authenticator::opened_elsewhere() const {
  return ahead_ != nullptr ? ahead_->opened_elsewhere() : 0;
}

Authenticated Authenticator::authenticate(const EspPacket& packet, TrackedFlow& flow,
                                          const TrackedFlow* elsewhere,
                                          std::vector<std::uint8_t>* plaintext) {
  auto said = by_icv(packet, flow, elsewhere, plaintext);
  const bool open = said.verdict == IcvVerdict::untried || said.verdict == IcvVerdict::failed;
  if (!open || flow.key != nullptr) return said;
  for (const auto& key : flow.keys->content_keys()) {
    if (!key->proven() && !flow.keys->may_try_others()) continue;
    if (key->open(packet, plaintext != nullptr ? *plaintext : unwanted_)) {
      said.verdict = IcvVerdict::decrypted;
      said.content_key = key.get();
      return said;
    }
    if (!key->proven()) flow.keys->tried_in_vain();
  }
  return said;
}

bool Authenticator::is_another_packet(const EspPacket& packet, TrackedFlow& flow) {
  if (flow.keys == nullptr || packet.datagram.cut_octets != 0) return false;
  if (flow.key == nullptr)  // nothing has verified yet: what came before did not
    return std::ranges::any_of(flow.keys->candidates(packet.datagram.path), [&](const auto& key) {
      return key->open(packet, std::nullopt, nullptr).has_value();
    });
  const auto opened = flow.key->open(packet, highest_of(&flow), nullptr);
  const auto& sa = flow.sa_track();
  const bool by_number = packet.numbered() && sa.numbers.sequential;
  return !opened || (by_number && !sa.history.seen(sa.numbers, opened->sequence));
}

Authenticated Authenticator::by_icv(const EspPacket& packet, TrackedFlow& flow,
                                    const TrackedFlow* elsewhere,
                                    std::vector<std::uint8_t>* plaintext) {
  const bool any = flow.key != nullptr || flow.keys->any(packet.datagram.path);
  if (!any && flow.keys->content_keys().empty()) return {.flow = &flow};
  if (packet.datagram.cut_octets != 0) return {IcvVerdict::not_judgeable, &flow};
  if (!any) return {.flow = &flow};
  if (flow.key == nullptr) return first_key(packet, flow, elsewhere, plaintext);
  const auto opened = ahead_ != nullptr ? ahead_->open(flow, packet, plaintext)
                                        : flow.key->open(packet, highest_of(&flow), plaintext);
  if (opened) return {IcvVerdict::verified, &flow, flow.key, nullptr, *opened};
  return under_another_key(packet, flow, plaintext);
}

// One that verifies the packet; where encryption has a key of its own, rather one that also makes a
// packet of it.
Authenticated Authenticator::first_key(const EspPacket& packet, TrackedFlow& flow,
                                       const TrackedFlow* elsewhere,
                                       std::vector<std::uint8_t>* plaintext) {
  Authenticated found{IcvVerdict::failed, &flow};
  for (const auto& key : flow.keys->candidates(packet.datagram.path)) {
    const auto opened = key->open(packet, highest_of(elsewhere), plaintext);
    if (!opened) continue;
    const Authenticated said{IcvVerdict::verified, &flow, key.get(), nullptr, *opened};
    if (!key->encrypts_apart() || plaintext == nullptr || may_be_packet(*plaintext)) return said;
    if (found.key == nullptr) found = said;
  }
  if (found.key != nullptr) found.key->open(packet, highest_of(elsewhere), plaintext);
  return found;
}

// An SPI that is used again, or keyed by hand anew.
Authenticated Authenticator::under_another_key(const EspPacket& packet, TrackedFlow& flow,
                                               std::vector<std::uint8_t>* plaintext) {
  for (const auto& key : flow.keys->candidates(packet.datagram.path)) {
    if (key.get() == flow.key) continue;
    if (!flow.keys->may_try_others()) return {.flow = &flow};
    TrackedFlow* of_key = flows_.at_same_place(flow, *key);
    const auto opened = key->open(packet, highest_of(of_key), plaintext);
    if (!opened) {
      flow.keys->tried_in_vain();
      continue;
    }
    if (of_key == nullptr) {
      if (flows_.size() >= max_flows_) return {};
      of_key = &flows_.add_keyed_anew(flow, packet);
    }
    flows_.set_current(*of_key);
    return {IcvVerdict::verified, of_key, key.get(), nullptr, *opened};
  }
  if (plaintext != nullptr) plaintext->clear();
  return {flow.keys->left_out() ? IcvVerdict::untried : IcvVerdict::failed, &flow};
}

}  // namespace espect::sessions
