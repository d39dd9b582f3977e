// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/ike/payload_chain.h"

namespace espect::wire::ike {

MessageFault fault_of_payloads(registry::PayloadType first, Bytes octets,
                               const registry::ExperimentalProfile* profile) {
  Inspector inspector{profile};
  return walk_payloads(first, Reader(octets), inspector);
}
MessageFault fault_of_message(Bytes message, const registry::ExperimentalProfile* profile) {
  Inspector inspector{profile};
  Reader in(message);
  const auto header = decode<Header>(in, profile);
  if (!in.ok() || header.major_version() != 2) return {in.fault(), nullptr};
  return walk_message(message, header, inspector);
}

}  // namespace espect::wire::ike
