// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ikev1/ikev1_payloads.h"

namespace espect::sessions {

void Ikev1Payloads::read_chain(registry::Ikev1PayloadType first_type, Reader in,
                               wire::Origin origin, const registry::ExperimentalProfile* profile) {
  payloads_.clear();
  padding_ = {};
  wire::ikev1::PayloadChain chain(first_type, in, profile, origin);
  wire::ikev1::Payload payload;
  while (chain.advance(payload)) payloads_.push_back(payload);
  fault_ = chain.fault();
  if (fault_.problem == Problem::none) padding_ = chain.left().peek();
}

const wire::ikev1::Payload* Ikev1Payloads::first(std::uint8_t payload_type) const {
  for (const auto& payload : payloads_)
    if (payload.type.value == payload_type) return &payload;
  return nullptr;
}

std::optional<wire::ikev1::Notify> Ikev1Payloads::error_notify() const {
  for (const auto& payload : payloads_) {
    if (payload.type.value != registry::ikev1_payload::n) continue;
    Fault fault;
    const auto notify = payload.as<wire::ikev1::Notify>(&fault);
    if (fault.problem == Problem::none && notify.is_error() && notify.type.value != 0)
      return notify;
  }
  return std::nullopt;
}

}  // namespace espect::sessions
