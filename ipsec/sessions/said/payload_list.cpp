// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/said/payload_list.h"

namespace espect::sessions {
namespace {

namespace payload_types = registry::payload;

}  // namespace

void PayloadList::clear() {
  payloads_.clear();
  fault_ = {};
}

void PayloadList::read_chain(registry::PayloadType first_type, Reader in,
                             const registry::ExperimentalProfile* profile) {
  wire::ike::PayloadChain chain(first_type, in, profile);
  profile_ = profile;
  wire::ike::Payload payload;
  while (chain.advance(payload)) payloads_.push_back(payload);
  if (fault_.problem == Problem::none) fault_ = chain.fault();
}

const wire::ike::Payload* PayloadList::first(std::uint8_t payload_type) const {
  for (const auto& payload : payloads_)
    if (payload.type.value == payload_type) return &payload;
  return nullptr;
}

std::optional<wire::ike::Notify> PayloadList::notify(std::uint16_t type) const {
  for (const auto& payload : payloads_) {
    if (payload.type.value != payload_types::n) continue;
    const auto notify = payload.as<wire::ike::Notify>();
    if (notify.is(type)) return notify;
  }
  return std::nullopt;
}

std::optional<wire::ike::Notify> PayloadList::error_notify() const {
  for (const auto& payload : payloads_) {
    if (payload.type.value != payload_types::n) continue;
    Fault fault;
    const auto notify = payload.as<wire::ike::Notify>(&fault);
    if (fault.problem == Problem::none && notify.is_error()) return notify;
  }
  return std::nullopt;
}

std::vector<std::uint16_t> PayloadList::notify_types() const {
  std::vector<std::uint16_t> types;
  for (const auto& payload : payloads_)
    if (payload.type.value == payload_types::n)
      types.push_back(payload.as<wire::ike::Notify>().type.value);
  return types;
}

}  // namespace espect::sessions
