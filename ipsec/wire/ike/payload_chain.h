// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <type_traits>

#include "ipsec/wire/fault_of.h"
#include "ipsec/wire/ike/payloads.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ike {

struct Payload {
  registry::PayloadType type{};
  PayloadHeader header{};
  std::uint32_t offset = 0;  // of the generic header, in the message
  Bytes header_octets{};
  Bytes body{};

  const registry::ExperimentalProfile* profile = nullptr;  // under which its numbers are read

  // The body as the structure that it is known to be.
  template <class Body>
  constexpr Body as(Fault* fault = nullptr) const {
    return decode_all<Body>(body, fault, profile);
  }
  constexpr bool encrypted() const {
    return type.value == registry::payload::sk || type.value == registry::payload::skf;
  }
};

// Payloads linked by Next Payload, RFC 7296 section 3.2. Written by hand: a chain is no sequence of
// fields. SK and SKF end it, because their Next Payload names what is inside them.
class PayloadChain {
 public:
  constexpr PayloadChain(registry::PayloadType first, Reader in,
                         const registry::ExperimentalProfile* profile = nullptr)
      : next_(first), in_(in), profile_(profile) {}

  // The next payload, also one whose length reaches past the end (its body is what is left, and
  // fault() says so). False at the end, or when not even a generic header is left.
  constexpr bool advance(Payload& payload) {
    if (next_.value == 0 || !in_.ok()) {
      if (in_.ok() && !in_.empty()) in_.fail(Problem::trailing_bytes, "payload chain");
      return false;
    }
    payload.type = next_;
    payload.profile = profile_;
    payload.offset = in_.offset();
    payload.header_octets = in_.peek();
    payload.header = decode<PayloadHeader>(in_, profile_);
    if (!in_.ok()) return false;
    payload.header_octets = payload.header_octets.first(PayloadHeader::octets);
    if (payload.header.length < PayloadHeader::octets) {
      in_.fail_at(Problem::length_too_small, "payload length", payload.offset + 2);
      payload.body = {};
      return true;
    }
    payload.body = in_.sub(payload.header.length - PayloadHeader::octets, "payload length").peek();
    next_ = payload.encrypted() ? registry::PayloadType{} : payload.header.next_payload;
    return true;
  }

  constexpr const Fault& fault() const { return in_.fault(); }

 private:
  registry::PayloadType next_;
  Reader in_;
  const registry::ExperimentalProfile* profile_;
};

// What is wrong with a message or a chain first, and the title of the payload it is inside; null =
// of the chain itself.
struct MessageFault {
  Fault fault{};
  const char* payload = nullptr;
};

// Walks a chain through a sink: open_payload, the generic header's fields, the body's, close.
template <class Sink>
constexpr MessageFault walk_payloads(registry::PayloadType first, Reader in, Sink& sink) {
  PayloadChain chain(first, in, sink.profile());
  Payload payload;
  MessageFault found{};
  const auto keep = [&found](const Fault& fault, const char* inside) {
    if (found.fault.problem == Problem::none) found = {fault, inside};
  };
  while (chain.advance(payload)) {
    keep(chain.fault(), nullptr);
    const auto size = static_cast<std::uint32_t>(PayloadHeader::octets + payload.body.size());
    sink.open_payload(payload, Place{payload.offset, size});
    Walker<PayloadHeader, Sink> header(Reader(payload.header_octets, payload.offset), sink);
    PayloadHeader::describe(header, payload.header);
    with_payload_body(payload.type.value, [&](auto body) {
      using Body = decltype(body);
      keep(walk_all<Body>(payload.body, payload.offset + PayloadHeader::octets, sink), Body::title);
    });
    sink.close(size);
  }
  keep(chain.fault(), nullptr);
  return found;
}

// The payloads of an IKEv2 message behind its header. A wrong IKE length is its first fault.
template <class Sink>
constexpr MessageFault walk_message(Bytes message, const Header& header, Sink& sink) {
  Reader in(message);
  in.take(Header::octets, "IKE header");
  const auto inside = std::min<std::size_t>(
      in.left(), header.length - std::min<std::size_t>(header.length, Header::octets));
  const auto found = walk_payloads(header.next_payload, in.sub(inside, "IKE length"), sink);
  if (header.length < Header::octets)
    return {{Problem::length_too_small, Header::length_at, "IKE length"}, nullptr};
  if (header.length > message.size())
    return {{Problem::length_past_end, Header::length_at, "IKE length"}, nullptr};
  return found;
}

// The one answer of audit, dump and plugin, as fault_of<T>.
constexpr MessageFault fault_of_payloads(registry::PayloadType first, Bytes octets,
                                         const registry::ExperimentalProfile* profile = nullptr) {
  Inspector inspector{profile};
  return walk_payloads(first, Reader(octets), inspector);
}
constexpr MessageFault fault_of_message(Bytes message,
                                        const registry::ExperimentalProfile* profile = nullptr) {
  Inspector inspector{profile};
  Reader in(message);
  const auto header = decode<Header>(in, profile);
  if (!in.ok() || header.major_version() != 2) return {in.fault(), nullptr};
  return walk_message(message, header, inspector);
}

static_assert(std::is_trivially_destructible_v<PayloadChain> &&
              std::is_trivially_copyable_v<Payload>);
static_assert(std::is_trivially_destructible_v<ProposalSubstructure> &&
              std::is_trivially_destructible_v<Notify>);

}  // namespace espect::wire::ike
