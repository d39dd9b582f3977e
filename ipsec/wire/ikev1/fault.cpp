// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/ikev1/payload_chain.h"

namespace espect::wire::ikev1 {

MessageFault fault_of_payloads(registry::Ikev1PayloadType first, Bytes octets, Origin origin,
                               const registry::ExperimentalProfile* profile) {
  Inspector inspector{profile};
  return walk_payloads(first, Reader(octets), inspector, origin);
}
MessageFault fault_of_message(Bytes message, const registry::ExperimentalProfile* profile) {
  Inspector inspector{profile};
  Reader in(message);
  const auto header = decode<Header>(in, profile);
  if (!in.ok() || header.major_version() != 1) return {in.fault(), nullptr};
  return walk_message(message, header, inspector);
}

}  // namespace espect::wire::ikev1
