// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/negotiations.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/child/negotiated_extensions.h"
#include "ipsec/sessions/ike/child_key_derivation.h"
#include "ipsec/sessions/ike/deletes.h"
#include "ipsec/sessions/ike/optimized_rekey.h"
#include "ipsec/wire/ike/eap.h"

namespace espect::sessions {
namespace {

namespace exchange_types = registry::exchange;
namespace payload_types = registry::payload;
namespace notify_types = registry::notify;
namespace protocols = registry::protocol;

constexpr std::size_t max_making = 16;

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

bool is_eap_failure(Bytes body) {
  return wire::decode_all<wire::ike::Eap>(body).code.value == registry::eap_code::failure;
}

ChildSaMode mode_of(const SaPayloads& response) {
  if (response.said(notify_types::use_aggfrag)) return ChildSaMode::iptfs;
  if (response.said(notify_types::use_transport_mode)) return ChildSaMode::transport;
  return ChildSaMode::tunnel;
}

}  // namespace

// A response with the request that it answers.
struct Negotiations::Answer {
  IkeSa& sa;
  IkeSecrets& secrets;
  const Datagram& datagram;
  const IkeContents& contents;
  SaPayloads response;
  std::uint8_t exchange_type;
  const MakingExchange* exchange;  // null when the request was not opened
  bool from_initiator;             // who asked
  std::vector<SkD> sk_d;
};

std::optional<NewIkeSa> Negotiations::on(const Opened& opened, std::vector<SkD> sk_d) {
  const auto& header = opened.message.header();
  delete_children(children_, opened.sa, opened.datagram, opened.contents);
  if (header.exchange.value == exchange_types::informational)
    note_replay_status(children_, opened.sa.lineage, opened.contents);
  if (!header.response()) {
    on_request(opened);
    return std::nullopt;
  }
  const bool from_initiator = !opened.from_initiator;
  const auto& making = opened.secrets.making;
  const auto exchange = std::ranges::find_if(making, [&](const MakingExchange& e) {
    // Of several rounds of IKE_AUTH the first request says what is wanted.
    const bool same = e.type == exchange_types::ike_auth || e.message_id == header.message_id;
    return same && e.type == header.exchange.value && e.from_initiator == from_initiator;
  });
  const Answer answer{opened.sa,
                      opened.secrets,
                      opened.datagram,
                      opened.contents,
                      sa_payloads_of(opened.contents),
                      header.exchange.value,
                      exchange != making.end() ? &*exchange : nullptr,
                      from_initiator,
                      std::move(sk_d)};
  switch (header.exchange.value) {
    case exchange_types::ike_intermediate:  // RFC 9867
      if (opened.contents.has_notify(notify_types::ppk_identity)) opened.sa.ppk_used = true;
      break;
    case exchange_types::ike_auth:
      on_auth_response(answer);
      break;
    case exchange_types::create_child_sa:
      return on_create_child_response(answer);
    case exchange_types::ike_followup_ke:
      on_follow_up_response(answer);
      break;
    case exchange_types::informational:
      on_informational_response(answer);
      break;
    default:
      break;
  }
  return std::nullopt;
}

void Negotiations::on_request(const Opened& opened) {
  const auto& header = opened.message.header();
  const auto& contents = opened.contents;
  const auto type = header.exchange.value;
  if (type == exchange_types::informational) {
    const auto error = contents.error_notify();
    if (error && error->is(notify_types::authentication_failed))
      opened.sa.see(IkeSaSeen::auth_refused);
    if (!contents.has_notify(notify_types::link_max_atomic_packet) &&
        !contents.has_notify(notify_types::ptb))
      return;
  } else if (type != exchange_types::ike_auth && type != exchange_types::create_child_sa &&
             type != exchange_types::ike_followup_ke)
    return;
  if (type == exchange_types::ike_auth && contents.first(payload_types::sa) == nullptr) return;
  if (type == exchange_types::ike_auth) complete_child(opened);
  auto& making = opened.secrets.making;
  if (making.size() >= max_making) making.erase(making.begin());
  making.push_back({type, header.message_id, opened.from_initiator, sa_payloads_of(contents),
                    opened.datagram.frame});
}

// The response of IKE_AUTH stands in the capture before its request.
void Negotiations::complete_child(const Opened& opened) {
  const auto id = std::exchange(opened.secrets.child_without_request, 0);
  if (id == 0) return;
  ChildSa& child = children_.all()[id - 1];
  const auto request = sa_payloads_of(opened.contents);
  children_.set_spi_i(child, spi_of<std::uint32_t>(offered(request, child.selection)));
}

void Negotiations::on_auth_response(const Answer& answer) {
  const auto& contents = answer.contents;
  const auto* eap = contents.first(payload_types::eap);
  auto& ppk_used = answer.sa.ppk_used;
  if (contents.has_notify(notify_types::ppk_identity)) ppk_used = true;
  if (contents.first(payload_types::auth) == nullptr || eap != nullptr) {
    const bool refused = contents.error_notify() || (eap != nullptr && is_eap_failure(eap->body));
    answer.sa.see(refused ? IkeSaSeen::auth_refused : IkeSaSeen::auth_incomplete);
    return;
  }
  answer.sa.see(IkeSaSeen::auth_completed);
  if (!ppk_used) ppk_used = false;
  if (answer.response.proposals.empty()) tell_refusal(answer, exchange_types::ike_auth);
  static const SaPayloads unknown;
  const auto& request = answer.exchange != nullptr ? answer.exchange->request : unknown;
  const auto ports = notify_types::udp_ephemeral_source_port;
  if (request.extension(ports) != nullptr && answer.response.extension(ports) != nullptr)
    answer.sa.ephemeral_ports = true;
  make_child(answer, request, answer.secrets.nonce_i, answer.secrets.nonce_r);
}

std::optional<NewIkeSa> Negotiations::on_create_child_response(const Answer& answer) {
  if (answer.response.proposals.empty()) tell_refusal(answer, exchange_types::create_child_sa);
  if (answer.exchange == nullptr) return std::nullopt;
  const auto& asked = answer.exchange->request;
  if (auto completed = complete_rekey(asked, answer.response, answer.sa, children_)) {
    Answer whole(answer);
    whole.response = std::move(completed->response);
    return make(whole, completed->request);
  }
  return answer.response.proposals.empty() ? std::nullopt : make(answer, asked);
}

std::optional<NewIkeSa> Negotiations::make(const Answer& answer, const SaPayloads& request) {
  const Proposal& selection = answer.response.proposals.front();
  if (selection.protocol != protocols::ike) {
    make_child(answer, request, request.nonce, answer.response.nonce);
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

void Negotiations::make_child(const Answer& answer, const SaPayloads& request, Bytes ni, Bytes nr) {
  IkeSa& sa = answer.sa;
  const auto& response = answer.response;
  if (response.proposals.empty()) return;
  const Proposal& selection = response.proposals.front();
  const auto protocol = protocol_of(selection.protocol);
  if (!protocol || selection.spi.size() != sizeof(std::uint32_t)) return;
  ChildSa child;
  child.ike_sa = sa.id;
  child.made_in = answer.exchange_type;
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
  if (!response.additional_key_exchange.empty()) child.state = ChildSaState::pending;
  const ChildSa& added = children_.add(std::move(child));
  for (auto& keys :
       child_keys(ring_, added, answer.sk_d, response.key_exchange.has_value(), ni, nr))
    children_.keys().add(added.id, std::move(keys));
  auto& follow_ups = answer.secrets.follow_ups;
  if (added.state == ChildSaState::pending) {
    if (follow_ups.size() >= max_making) follow_ups.erase(follow_ups.begin());
    follow_ups.push_back({response.additional_key_exchange, added.id});
  }
  const auto* asked = answer.exchange;
  if (asked == nullptr) answer.secrets.child_without_request = added.id;
  events_.tell(ChildSaMade{sa, added, answer.exchange_type, answer.from_initiator,
                           asked != nullptr ? &asked->request : nullptr, response,
                           asked != nullptr ? asked->frame : 0, answer.datagram.frame});
}

void Negotiations::tell_refusal(const Answer& answer, std::uint8_t exchange) const {
  const auto error = answer.contents.error_notify();
  if (!error) return;
  const auto* asked = answer.exchange;
  const std::uint8_t protocol = asked == nullptr || asked->request.proposals.empty()
                                    ? std::uint8_t{0}
                                    : asked->request.proposals.front().protocol;
  events_.tell(SaRefused{answer.sa, error->type.value, protocol, exchange, answer.from_initiator,
                         asked != nullptr ? &asked->request : nullptr,
                         asked != nullptr ? asked->frame : 0, answer.datagram.frame,
                         answer.datagram.path});
}

void Negotiations::on_follow_up_response(const Answer& answer) {
  if (answer.exchange == nullptr) return;
  auto& follow_ups = answer.secrets.follow_ups;
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
  if (child.state == ChildSaState::pending && !refused) child.state = ChildSaState::active;
  follow_ups.erase(found);
}

// The requester learnt that its LMAP and PTB values arrived.
void Negotiations::on_informational_response(const Answer& answer) {
  if (answer.exchange == nullptr) return;
  for (const auto& announcement :
       path_mtu_announcements(answer.exchange->request, answer.exchange->frame, answer.datagram)) {
    peers_.announce(announcement);
    events_.tell(PathMtuAnnounced{answer.sa, announcement});
  }
}

}  // namespace espect::sessions
