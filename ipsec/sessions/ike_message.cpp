// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike_message.h"

namespace espect::sessions {
namespace {

namespace payload_types = registry::payload;
using wire::ike::Header;

}  // namespace

bool IkeMessage::read(Bytes message) {
  payloads_.clear();
  fragment_.reset();
  encrypted_octets_ = 0;
  octets_ = message;
  Reader in(message);
  header_ = wire::decode<Header>(in);
  fault_ = in.fault();
  if (!in.ok()) return false;
  if (header_.major_version() != 2) return true;

  std::size_t inside = in.left();
  if (header_.length < Header::octets)
    fault_ = {Problem::length_too_small, 24, "IKE length"};
  else if (header_.length > message.size())
    fault_ = {Problem::length_past_end, 24, "IKE length"};
  else
    inside = header_.length - Header::octets;

  wire::ike::PayloadChain chain(header_.next_payload, in.sub(inside, "IKE length"));
  wire::ike::Payload payload;
  while (chain.advance(payload)) payloads_.push_back(payload);
  if (fault_.problem == Problem::none) fault_ = chain.fault();

  if (!payloads_.empty() && payloads_.back().encrypted()) {
    encrypted_octets_ = payloads_.back().body.size();
    if (payloads_.back().type.value == payload_types::skf)
      fragment_ = wire::decode_all<wire::ike::EncryptedFragment>(payloads_.back().body);
  }
  return true;
}

const wire::ike::Payload* IkeMessage::first(std::uint8_t payload_type) const {
  for (const auto& payload : payloads_)
    if (payload.type.value == payload_type) return &payload;
  return nullptr;
}

std::optional<wire::ike::Notify> IkeMessage::notify(std::uint16_t type) const {
  for (const auto& payload : payloads_) {
    if (payload.type.value != payload_types::n) continue;
    const auto notify = wire::decode_all<wire::ike::Notify>(payload.body);
    if (notify.is(type)) return notify;
  }
  return std::nullopt;
}

std::optional<wire::ike::Notify> IkeMessage::error_notify() const {
  for (const auto& payload : payloads_) {
    if (payload.type.value != payload_types::n) continue;
    Fault fault;
    const auto notify = wire::decode_all<wire::ike::Notify>(payload.body, &fault);
    if (fault.problem == Problem::none && notify.is_error()) return notify;
  }
  return std::nullopt;
}

std::vector<std::uint16_t> IkeMessage::notify_types() const {
  std::vector<std::uint16_t> types;
  for (const auto& payload : payloads_)
    if (payload.type.value == payload_types::n)
      types.push_back(wire::decode_all<wire::ike::Notify>(payload.body).type.value);
  return types;
}

}  // namespace espect::sessions
