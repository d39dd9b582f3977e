// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <type_traits>

#include "ipsec/wire/ike/payloads.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ike {

struct Payload {
  registry::PayloadType type{};
  PayloadHeader header{};
  std::uint32_t offset = 0;  // of the generic header, in the message
  Bytes header_octets{};
  Bytes body{};

  constexpr bool encrypted() const {
    return type.value == registry::payload::sk || type.value == registry::payload::skf;
  }
};

// Payloads linked by Next Payload, RFC 7296 section 3.2. Written by hand: a chain is no sequence of
// fields. SK and SKF end it, because their Next Payload names what is inside them.
class PayloadChain {
 public:
  constexpr PayloadChain(registry::PayloadType first, Reader in) : next_(first), in_(in) {}

  // The next payload, also one whose length reaches past the end (its body is what is left, and
  // fault() says so). False at the end, or when not even a generic header is left.
  constexpr bool advance(Payload& payload) {
    if (next_.value == 0 || !in_.ok()) {
      if (in_.ok() && !in_.empty()) in_.fail(Problem::trailing_bytes, "payload chain");
      return false;
    }
    payload.type = next_;
    payload.offset = in_.offset();
    payload.header_octets = in_.peek();
    payload.header = decode<PayloadHeader>(in_);
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
};

// Walks a chain through a sink: open_payload, the generic header's fields, the body's, close.
// Returns the first fault anywhere in it.
template <class Sink>
constexpr Fault walk_payloads(registry::PayloadType first, Reader in, Sink& sink) {
  PayloadChain chain(first, in);
  Payload payload;
  Fault fault{};
  const auto keep = [&fault](const Fault& found) {
    if (fault.problem == Problem::none) fault = found;
  };
  while (chain.advance(payload)) {
    const auto size = static_cast<std::uint32_t>(PayloadHeader::octets + payload.body.size());
    sink.open_payload(payload, Place{payload.offset, size});
    Walker<PayloadHeader, Sink> header(Reader(payload.header_octets, payload.offset), sink);
    PayloadHeader::describe(header, payload.header);
    with_payload_body(payload.type.value, [&](auto body) {
      using Body = decltype(body);
      Walker<Body, Sink> walker(Reader(payload.body, payload.offset + PayloadHeader::octets), sink);
      Body::describe(walker, body);
      if (walker.in().ok() && !walker.in().empty())
        walker.fail(Problem::trailing_bytes, Body::name);
      keep(walker.in().fault());
    });
    sink.close(size);
  }
  keep(chain.fault());
  return fault;
}

static_assert(std::is_trivially_destructible_v<PayloadChain> &&
              std::is_trivially_copyable_v<Payload>);
static_assert(std::is_trivially_destructible_v<ProposalSubstructure> &&
              std::is_trivially_destructible_v<Notify>);

}  // namespace espect::wire::ike
