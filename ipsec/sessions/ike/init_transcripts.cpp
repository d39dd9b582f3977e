// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/init_transcripts.h"

#include "ipsec/bytes/writer.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/wire/encoder.h"

namespace espect::sessions {
namespace {

using Octets = std::vector<std::uint8_t>;

// So many payloads a message has at most whose places are tried.
constexpr std::size_t most_places = 32;

InitTranscript of(const Octets& own, const Octets* other, bool notify_removed) {
  Writer out;
  if (other != nullptr) {
    out.zeros(8);
    out.append(*other);
  }
  out.append(own);
  return {out.release(), other != nullptr ? Transcript::both_messages : Transcript::own_message,
          notify_removed};
}

Octets notify_payload(std::uint8_t next) {
  wire::ike::Notify notify;
  notify.type = {registry::notify::ike_sa_init_full_transcript_auth};
  const auto body = wire::encode(notify);
  wire::ike::PayloadHeader header;
  header.next_payload = {next};
  header.length = static_cast<std::uint16_t>(wire::ike::PayloadHeader::octets + body.size());
  Writer out;
  wire::encode(out, header);
  out.append(body);
  return out.release();
}

// The message with the notify in front of each payload, and behind the last.
std::vector<Octets> with_notify(const Octets& message) {
  std::vector<Octets> made;
  IkeMessage read;
  if (!read.read(message) || read.fault().problem != Problem::none) return made;
  struct Place {
    std::size_t at;     // of the payload that follows
    std::size_t named;  // octet that names its type
    std::uint8_t type;
  };
  std::vector<Place> places;
  constexpr std::size_t next_payload_at = 16;
  std::size_t named = next_payload_at;
  for (const auto& payload : read.payloads()) {
    if (places.size() == most_places) return made;
    places.push_back({payload.offset, named, payload.type.value});
    named = payload.offset;
  }
  places.push_back({message.size(), named, 0});
  for (const auto& [at, name_at, type] : places) {
    const auto notify = notify_payload(type);
    auto header = read.header();
    header.length += static_cast<std::uint32_t>(notify.size());
    auto octets = wire::encode(header);
    octets.insert(octets.end(), message.begin() + wire::ike::Header::octets, message.end());
    octets[name_at] = registry::payload::n;
    octets.insert(octets.begin() + static_cast<std::ptrdiff_t>(at), notify.begin(), notify.end());
    made.push_back(std::move(octets));
  }
  return made;
}

}  // namespace

std::vector<InitTranscript> init_transcripts(const InitMessages& messages, std::size_t side,
                                             bool agreed_only) {
  const auto& own = messages.octets.at(side);
  const auto& other = messages.octets.at(1 - side);
  const bool full = messages.full_transcript();
  std::vector<InitTranscript> found{of(own, full ? &other : nullptr, false)};
  if (agreed_only || (!messages.said[0] && !messages.said[1])) return found;
  found.push_back(of(own, full ? nullptr : &other, false));
  if (messages.said.at(side)) return found;
  for (const auto& put_back : with_notify(own)) {
    found.push_back(of(put_back, nullptr, true));
    found.push_back(of(put_back, &other, true));
  }
  return found;
}

}  // namespace espect::sessions
