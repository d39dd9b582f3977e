// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>

#include "ipsec/wire/fault_of.h"
#include "ipsec/wire/walker.h"

// Payloads linked by Next Payload, RFC 7296 section 3.2 and RFC 2408 section 3.2. Written by hand:
// a chain is no sequence of fields. `Version` says what differs:
//
//   PayloadType, PayloadHeader         the code of Next Payload, the generic header
//   UnknownPayload                     the structure of types that nobody described
//   Padding                            what may stand behind the last payload, if anything
//   ends_chain(type)                   Next Payload of this one names what is inside it
//   is_padding(octets, origin)         whether octets behind the last payload may stand there
//   with_payload_body(type, use)       which structure a type holds
namespace espect::wire {

template <class Version>
struct ChainedPayload {
  typename Version::PayloadType type{};
  typename Version::PayloadHeader header{};
  std::uint32_t offset = 0;  // of the generic header, in the message
  Bytes header_octets{};
  Bytes body{};

  const registry::ExperimentalProfile* profile = nullptr;  // under which its numbers are read

  // The body as the structure that it is known to be.
  template <class Body>
  constexpr Body as(Fault* fault = nullptr) const {
    return decode_all<Body>(body, fault, profile);
  }
  constexpr bool encrypted() const { return Version::ends_chain(type.value); }
};

// Whether the octets of a chain were encrypted: ciphers leave padding behind the last payload.
enum class Origin : std::uint8_t { clear, opened };

template <class Version>
class ChainOf {
 public:
  using PayloadHeader = typename Version::PayloadHeader;

  constexpr ChainOf(typename Version::PayloadType first, Reader in,
                    const registry::ExperimentalProfile* profile = nullptr,
                    Origin origin = Origin::clear)
      : next_(first), in_(in), profile_(profile), origin_(origin) {}

  // The next payload, also one whose length reaches past the end (its body is what is left, and
  // fault() says so). False at the end, or when not even a generic header is left.
  constexpr bool advance(ChainedPayload<Version>& payload) {
    if (next_.value == 0 || !in_.ok()) {
      if (in_.ok() && !in_.empty() && !Version::is_padding(in_.peek(), origin_))
        in_.fail(Problem::trailing_bytes, "payload chain");
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
    next_ = payload.encrypted() ? typename Version::PayloadType{} : payload.header.next_payload;
    return true;
  }

  constexpr const Fault& fault() const { return in_.fault(); }
  // Behind the last payload, once advance() said false.
  constexpr const Reader& left() const { return in_; }

 private:
  typename Version::PayloadType next_;
  Reader in_;
  const registry::ExperimentalProfile* profile_;
  Origin origin_;
};

// What is wrong with a message or a chain first, and the title of the payload it is inside; null =
// of the chain itself.
struct MessageFault {
  Fault fault{};
  const char* payload = nullptr;
};

// Walks a chain through a sink: open_payload, the generic header's fields, the body's, close.
template <class Version, class Sink>
constexpr MessageFault walk_chain(typename Version::PayloadType first, Reader in, Sink& sink,
                                  Origin origin = Origin::clear) {
  using PayloadHeader = typename Version::PayloadHeader;
  ChainOf<Version> chain(first, in, sink.profile(), origin);
  ChainedPayload<Version> payload;
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
    Version::with_payload_body(payload.type.value, [&](auto body) {
      using Body = decltype(body);
      keep(walk_all<Body>(payload.body, payload.offset + PayloadHeader::octets, sink), Body::title);
    });
    sink.close(size);
  }
  keep(chain.fault(), nullptr);
  if constexpr (requires { typename Version::Padding; })
    if (chain.left().ok() && !chain.left().empty()) {
      Walker<typename Version::Padding, Sink> padding(chain.left(), sink);
      typename Version::Padding value{};
      Version::Padding::describe(padding, value);
    }
  return found;
}

// What the header's length leaves of a message behind the header.
template <class Header>
constexpr Reader behind_header(Bytes message, const Header& header) {
  Reader in(message);
  in.take(Header::octets, "IKE header");
  const auto inside = std::min<std::size_t>(
      in.left(), header.length - std::min<std::size_t>(header.length, Header::octets));
  return in.sub(inside, "IKE length");
}

// A wrong IKE length is the first fault of a message, before those of what stands inside.
template <class Header>
constexpr MessageFault with_length_fault(Bytes message, const Header& header, MessageFault inside) {
  if (header.length < Header::octets)
    return {{Problem::length_too_small, Header::length_at, "IKE length"}, nullptr};
  if (header.length > message.size())
    return {{Problem::length_past_end, Header::length_at, "IKE length"}, nullptr};
  return inside;
}

}  // namespace espect::wire
