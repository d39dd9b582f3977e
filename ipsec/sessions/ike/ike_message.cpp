// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_message.h"

namespace espect::sessions {
namespace {

namespace payload_types = registry::payload;
using wire::ike::Header;

}  // namespace

bool IkeMessage::read(Bytes message, const registry::ExperimentalProfile* profile) {
  clear();
  fragment_.reset();
  protected_octets_ = {};
  octets_ = message;
  Reader in(message);
  header_ = wire::decode<Header>(in, profile);
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
  read_chain(header_.next_payload, in.sub(inside, "IKE length"), profile);

  if (!payloads_.empty() && payloads_.back().encrypted()) {
    protected_octets_ = payloads_.back().body;
    if (payloads_.back().type.value == payload_types::skf) {
      fragment_ = wire::decode_all<wire::ike::EncryptedFragment>(protected_octets_);
      protected_octets_ = fragment_->data;
    }
  }
  return true;
}

Bytes IkeMessage::associated_octets() const {
  if (!encrypted()) return {};
  return octets_.first(static_cast<std::size_t>(protected_octets_.data() - octets_.data()));
}

registry::PayloadType IkeMessage::first_inside() const {
  return encrypted() ? payloads_.back().header.next_payload : registry::PayloadType{};
}

}  // namespace espect::sessions
