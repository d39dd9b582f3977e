// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <type_traits>

#include "ipsec/wire/ike/payloads.h"
#include "ipsec/wire/payload_chain.h"

namespace espect::wire::ike {

// SK and SKF end a chain, because their Next Payload names what is inside them. Nothing may stand
// behind the last payload.
struct Version {
  using PayloadType = registry::PayloadType;
  using PayloadHeader = ike::PayloadHeader;
  using UnknownPayload = ike::UnknownPayload;
  static constexpr bool ends_chain(std::uint8_t type) {
    return type == registry::payload::sk || type == registry::payload::skf;
  }
  static constexpr bool is_padding(Bytes, Origin) { return false; }
  template <class Use>
  static constexpr void with_payload_body(std::uint8_t type, Use&& use) {
    ike::with_payload_body(type, use);
  }
};

using Payload = ChainedPayload<Version>;
using PayloadChain = ChainOf<Version>;
using MessageFault = wire::MessageFault;

template <class Sink>
constexpr MessageFault walk_payloads(registry::PayloadType first, Reader in, Sink& sink) {
  return walk_chain<Version>(first, in, sink);
}

// The payloads of an IKEv2 message behind its header. A wrong IKE length is its first fault.
template <class Sink>
constexpr MessageFault walk_message(Bytes message, const Header& header, Sink& sink) {
  return with_length_fault(
      message, header, walk_payloads(header.next_payload, behind_header(message, header), sink));
}

// The one answer of audit, dump and plugin, as fault_of<T>. Not inline: a walk through every
// payload would be instantiated wherever this header is read.
MessageFault fault_of_payloads(registry::PayloadType first, Bytes octets,
                               const registry::ExperimentalProfile* profile = nullptr);
MessageFault fault_of_message(Bytes message,
                              const registry::ExperimentalProfile* profile = nullptr);

static_assert(std::is_trivially_destructible_v<PayloadChain> &&
              std::is_trivially_copyable_v<Payload>);
static_assert(std::is_trivially_destructible_v<ProposalSubstructure> &&
              std::is_trivially_destructible_v<Notify>);

}  // namespace espect::wire::ike
