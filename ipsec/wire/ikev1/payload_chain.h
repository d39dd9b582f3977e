// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <type_traits>

#include "ipsec/wire/ikev1/payloads.h"
#include "ipsec/wire/payload_chain.h"

namespace espect::wire::ikev1 {

struct Version {
  using PayloadType = registry::Ikev1PayloadType;
  using PayloadHeader = ikev1::PayloadHeader;
  using UnknownPayload = ikev1::UnknownPayload;
  using Padding = ikev1::Padding;
  static constexpr bool ends_chain(std::uint8_t) { return false; }
  // In the clear some fill a message up to a multiple of 4 with zeros. Behind opened payloads
  // stands what the cipher needed, in some implementations random and longer than a block.
  static constexpr bool is_padding(Bytes octets, Origin origin) {
    return origin == Origin::opened ||
           (octets.size() < 4 &&
            std::ranges::all_of(octets, [](auto octet) { return octet == 0; }));
  }
  template <class Use>
  static constexpr void with_payload_body(std::uint8_t type, Use&& use) {
    ikev1::with_payload_body(type, use);
  }
};

using Payload = ChainedPayload<Version>;
using PayloadChain = ChainOf<Version>;

template <class Sink>
constexpr MessageFault walk_payloads(registry::Ikev1PayloadType first, Reader in, Sink& sink,
                                     Origin origin) {
  return walk_chain<Version>(first, in, sink, origin);
}

// Whether what stands behind the header is ciphertext. A fragment is not: its E flag is that of the
// message it is a piece of.
constexpr bool closed(const Header& header) {
  return header.encrypted() && header.next_payload.value != registry::ikev1_payload::frag;
}

// What stands behind the header of an IKEv1 message. A wrong IKE length is its first fault.
template <class Sink>
constexpr MessageFault walk_message(Bytes message, const Header& header, Sink& sink) {
  Reader in = behind_header(message, header);
  MessageFault inside{};
  if (closed(header))
    inside.fault = walk_all<EncryptedPayloads>(in.peek(), in.offset(), sink);
  else
    inside = walk_payloads(header.next_payload, in, sink, Origin::clear);
  return with_length_fault(message, header, inside);
}

// The one answer of audit, dump and plugin, as fault_of<T>. Not inline: a walk through every
// payload would be instantiated wherever this header is read.
MessageFault fault_of_payloads(registry::Ikev1PayloadType first, Bytes octets, Origin origin,
                               const registry::ExperimentalProfile* profile = nullptr);
MessageFault fault_of_message(Bytes message,
                              const registry::ExperimentalProfile* profile = nullptr);

static_assert(std::is_trivially_destructible_v<PayloadChain> &&
              std::is_trivially_copyable_v<Payload>);
static_assert(std::is_trivially_destructible_v<Proposal> &&
              std::is_trivially_destructible_v<Notify>);

}  // namespace espect::wire::ikev1
