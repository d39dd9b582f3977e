// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/negotiations.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/child/negotiated_extensions.h"
#include "ipsec/wire/ike/delete.h"

namespace espect::sessions {
namespace {

namespace exchange_types = registry::exchange;
namespace payload_types = registry::payload;
namespace notify_types = registry::notify;
namespace protocols = registry::protocol;

constexpr std::size_t max_making = 16;
constexpr std::uint32_t max_additional = 7;

template <class Spi>
Spi spi_of(const Proposal* proposal) {
  if (proposal == nullptr || proposal->spi.size() != sizeof(Spi)) return 0;
  return load_be<Spi>(proposal->spi.data());
}

// The proposal of the request that the response selected, by its number.
const Proposal* offered(const SaPayloads& request, const Proposal& selection) {
  for (const auto& proposal : request.proposals)
    if (proposal.number == selection.number && proposal.protocol == selection.protocol)
      return &proposal;
  return nullptr;
}

ChildSaMode mode_of(const SaPayloads& response) {
  if (response.said(notify_types::use_aggfrag)) return ChildSaMode::iptfs;
  if (response.said(notify_types::use_transport_mode)) return ChildSaMode::transport;
  return ChildSaMode::tunnel;
}

}  // namespace

// A response with the request that it answers.
struct Negotiations::Answer {
  const Datagram& datagram;
  const IkeContents& contents;
  SaPayloads response;
  const MakingExchange* exchange;  // null when the request was not opened
  bool from_initiator;             // who asked
  std::vector<SkD> sk_d;
};

std::optional<NewIkeSa> Negotiations::on(IkeSa& sa, const Datagram& datagram,
                                         const IkeMessage& message, const IkeContents& contents,
                                         const IkeGeneration& generation) {
  const auto& header = message.header();
  on_deletes(sa, datagram, contents);
  if (header.exchange.value == exchange_types::informational)
    note_replay_status(children_, sa.lineage, contents);
  if (!header.response()) {
    on_request(sa, datagram, message, contents);
    return std::nullopt;
  }
  const bool from_initiator = !header.from_initiator();
  const auto& making = sa.secrets->making;
  const auto exchange = std::ranges::find_if(making, [&](const MakingExchange& e) {
    // Of several rounds of IKE_AUTH the first request says what is wanted.
    const bool same = e.type == exchange_types::ike_auth || e.message_id == header.message_id;
    return same && e.type == header.exchange.value && e.from_initiator == from_initiator;
  });
  const Answer answer{datagram,
                      contents,
                      sa_payloads_of(contents),
                      exchange != making.end() ? &*exchange : nullptr,
                      from_initiator,
                      sa.secrets->generations->sk_d(generation)};
  switch (header.exchange.value) {
    case exchange_types::ike_auth:
      on_auth_response(sa, answer);
      break;
    case exchange_types::create_child_sa:
      return on_create_child_response(sa, answer);
    case exchange_types::ike_followup_ke:
      on_follow_up_response(sa, answer);
      break;
    case exchange_types::informational:
      on_informational_response(sa, answer);
      break;
    default:
      break;
  }
  return std::nullopt;
}

void Negotiations::on_request(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                              const IkeContents& contents) {
  const auto& header = message.header();
  const auto type = header.exchange.value;
  if (type == exchange_types::informational) {
    const auto error = contents.error_notify();
    if (error && error->is(notify_types::authentication_failed)) sa.state = IkeSaState::refused;
    if (!contents.has_notify(notify_types::link_max_atomic_packet) &&
        !contents.has_notify(notify_types::ptb))
      return;
  } else if (type != exchange_types::ike_auth && type != exchange_types::create_child_sa &&
             type != exchange_types::ike_followup_ke)
    return;
  if (type == exchange_types::ike_auth && contents.first(payload_types::sa) == nullptr) return;
  auto& making = sa.secrets->making;
  if (making.size() >= max_making) making.erase(making.begin());
  making.push_back(
      {type, header.message_id, header.from_initiator(), sa_payloads_of(contents), datagram.frame});
}

void Negotiations::on_auth_response(IkeSa& sa, const Answer& answer) {
  const auto& contents = answer.contents;
  const bool authenticated = contents.first(payload_types::auth) != nullptr &&
                             contents.first(payload_types::eap) == nullptr;
  if (authenticated) {
    sa.state = IkeSaState::established;
  } else {
    sa.state = contents.error_notify() ? IkeSaState::refused : IkeSaState::negotiating;
    return;
  }
  if (answer.response.proposals.empty()) tell_refusal(sa, answer, exchange_types::ike_auth);
  static const SaPayloads unknown;
  const auto& request = answer.exchange != nullptr ? answer.exchange->request : unknown;
  make_child(sa, answer, request, sa.secrets->nonce_i, sa.secrets->nonce_r);
}

std::optional<NewIkeSa> Negotiations::on_create_child_response(IkeSa& sa, const Answer& answer) {
  if (answer.response.proposals.empty()) tell_refusal(sa, answer, exchange_types::create_child_sa);
  if (answer.exchange == nullptr || answer.response.proposals.empty()) return std::nullopt;
  const auto& request = answer.exchange->request;
  const Proposal& selection = answer.response.proposals.front();
  if (selection.protocol != protocols::ike) {
    make_child(sa, answer, request, request.nonce, answer.response.nonce);
    return std::nullopt;
  }
  NewIkeSa made;
  made.spi_i = spi_of<std::uint64_t>(offered(request, selection));
  made.spi_r = spi_of<std::uint64_t>(&selection);
  if (made.spi_i == 0 || made.spi_r == 0) return std::nullopt;
  made.from_initiator = answer.from_initiator;
  made.selection = selection;
  made.offer = request.proposals;
  made.nonce_i = request.nonce;
  made.nonce_r = answer.response.nonce;
  made.old_sk_d = answer.sk_d;
  made.request_frame = answer.exchange->frame;
  made.follow_ups = !answer.response.additional_key_exchange.empty();
  return made;
}

void Negotiations::make_child(IkeSa& sa, const Answer& answer, const SaPayloads& request, Bytes ni,
                              Bytes nr) {
  const auto& response = answer.response;
  if (response.proposals.empty()) return;
  const Proposal& selection = response.proposals.front();
  const auto protocol = protocol_of(selection.protocol);
  if (!protocol || selection.spi.size() != sizeof(std::uint32_t)) return;
  ChildSa child;
  child.ike_sa = sa.id;
  child.lineage = sa.lineage;
  child.protocol = *protocol;
  child.spi_i = spi_of<std::uint32_t>(offered(request, selection));
  child.spi_r = spi_of<std::uint32_t>(&selection);
  const Path& path = answer.datagram.path;
  child.initiator = {path.destination, path.destination_port};
  child.responder = {path.source, path.source_port};
  child.selection = selection;
  child.mode = mode_of(response);
  child.ts_i = response.ts_i;
  child.ts_r = response.ts_r;
  child.ipcomp = response.said(notify_types::ipcomp_supported);
  note_extensions(child, request, response);
  child.created_frame = answer.datagram.frame;
  child.created = answer.datagram.time;
  if (request.rekeys) {
    const auto rekeyed_protocol = protocol_of(request.rekeys->protocol);
    ChildSa* old = rekeyed_protocol
                       ? children_.find(sa.lineage, *rekeyed_protocol, request.rekeys->spi)
                       : nullptr;
    if (old != nullptr) {
      child.rekeyed_from = old->id;
      old->state = ChildSaState::rekeyed;
    }
  }
  derive(child, answer.sk_d, response.key_exchange.has_value(), ni, nr);
  if (!response.additional_key_exchange.empty()) child.state = ChildSaState::pending;
  const ChildSa& added = children_.add(std::move(child));
  if (added.state == ChildSaState::pending)
    sa.secrets->follow_ups.push_back({response.additional_key_exchange, added.id});
  const auto* asked = answer.exchange;
  events_.tell(ChildSaMade{sa, added, asked != nullptr ? asked->type : exchange_types::ike_auth,
                           answer.from_initiator, asked != nullptr ? &asked->request : nullptr,
                           response, asked != nullptr ? asked->frame : 0, answer.datagram.frame});
}

void Negotiations::tell_refusal(const IkeSa& sa, const Answer& answer,
                                std::uint8_t exchange) const {
  const auto error = answer.contents.error_notify();
  if (!error) return;
  const auto* asked = answer.exchange;
  const std::uint8_t protocol = asked == nullptr || asked->request.proposals.empty()
                                    ? std::uint8_t{0}
                                    : asked->request.proposals.front().protocol;
  events_.tell(SaRefused{sa, error->type.value, protocol, exchange, answer.from_initiator,
                         asked != nullptr ? &asked->request : nullptr,
                         asked != nullptr ? asked->frame : 0, answer.datagram.frame});
}

void Negotiations::derive(ChildSa& child, const std::vector<SkD>& sk_d, bool own_key_exchange,
                          Bytes ni, Bytes nr) const {
  if (ni.empty() || nr.empty()) return;
  const auto secrets_of = [&](std::uint32_t index) {
    auto found = ring_.child_secrets(child.spi_i, index);
    const auto other = ring_.child_secrets(child.spi_r, index);
    found.insert(found.end(), other.begin(), other.end());
    return found;
  };
  std::vector<crypto::Secret> first;
  std::vector<crypto::Secret> additional;
  if (own_key_exchange) {
    for (const auto* secret : secrets_of(0)) first.push_back(secret->secret);
    for (std::uint32_t index = 1; index <= max_additional; ++index) {
      const auto found = secrets_of(index);
      if (!found.empty()) additional.push_back(found.front()->secret);
    }
  } else {
    first.emplace_back();
  }
  for (const auto& candidate : sk_d) {
    const auto prf = crypto::Prf::of(candidate.prf);
    if (!prf) continue;
    for (const auto& secret : first) {
      auto keys = crypto::child_key_material(*prf, child.selection.algorithms(), candidate.d,
                                             secret, ni, nr, additional);
      if (keys) child.keys.push_back(std::move(*keys));
    }
  }
}

void Negotiations::on_follow_up_response(IkeSa& sa, const Answer& answer) {
  if (answer.exchange == nullptr) return;
  auto& follow_ups = sa.secrets->follow_ups;
  const auto& link = answer.exchange->request.additional_key_exchange;
  const auto found =
      std::ranges::find_if(follow_ups, [&](const FollowUp& f) { return f.link == link; });
  if (found == follow_ups.end()) return;
  if (!answer.response.additional_key_exchange.empty()) {
    found->link = answer.response.additional_key_exchange;
    return;
  }
  const bool refused = answer.contents.error_notify().has_value();
  ChildSa& child = children_.all()[found->child_sa - 1];
  if (child.state == ChildSaState::pending)
    child.state = refused ? ChildSaState::deleted : ChildSaState::active;
  follow_ups.erase(found);
}

// The requester learnt that its LMAP and PTB values arrived.
void Negotiations::on_informational_response(const IkeSa& sa, const Answer& answer) {
  if (answer.exchange == nullptr) return;
  for (const auto& announcement :
       path_mtu_announcements(answer.exchange->request, answer.exchange->frame, answer.datagram)) {
    peers_.announce(announcement);
    events_.tell(PathMtuAnnounced{sa, announcement});
  }
}

void Negotiations::on_deletes(IkeSa& sa, const Datagram& datagram, const IkeContents& contents) {
  for (const auto& payload : contents.payloads()) {
    if (payload.type.value != payload_types::d) continue;
    const auto deletes = wire::decode_all<wire::ike::Delete>(payload.body);
    if (deletes.protocol.value == protocols::ike) {
      sa.state = sa.rekeyed_to ? IkeSaState::rekeyed : IkeSaState::deleted;
      if (!sa.rekeyed_to) children_.close_all(sa.lineage, datagram.frame, datagram.time);
      continue;
    }
    const auto protocol = protocol_of(deletes.protocol.value);
    if (!protocol) continue;
    for (const auto& deleted : deletes.spis) {
      ChildSa* child = children_.find(sa.lineage, *protocol, deleted.spi);
      if (child == nullptr) continue;
      if (child->closed_frame == 0) {
        child->closed_frame = datagram.frame;
        child->closed = datagram.time;
      }
      if (child->state != ChildSaState::rekeyed) child->state = ChildSaState::deleted;
    }
  }
}

}  // namespace espect::sessions
