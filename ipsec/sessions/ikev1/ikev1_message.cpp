// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ikev1/ikev1_message.h"

namespace espect::sessions {

bool Ikev1Message::read(Bytes message, const registry::ExperimentalProfile* profile) {
  payloads_.clear();
  padding_ = {};
  ciphertext_ = {};
  octets_ = message;
  profile_ = profile;
  Reader in(message);
  header_ = wire::decode<wire::ikev1::Header>(in, profile);
  fault_ = in.fault();
  if (!in.ok()) return false;
  Reader inside = wire::behind_header(message, header_);
  if (wire::ikev1::closed(header_))
    ciphertext_ = inside.peek();
  else
    read_chain(header_.next_payload, inside, wire::Origin::clear, profile);
  fault_ = wire::with_length_fault(message, header_, {fault_, nullptr}).fault;
  return true;
}

}  // namespace espect::sessions
