// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ikev1/ikev1_sessions.h"

#include <algorithm>

#include "ipsec/sessions/ike/exchange_list.h"
#include "ipsec/sessions/table/digest.h"

namespace espect::sessions {
namespace {

namespace payload = registry::ikev1_payload;
namespace ikev1_types = registry::ikev1_exchange;

// IKEv1 has no I flag. The one who selects is the responder; of an SA that began before the capture
// the first sender is taken for the initiator.
bool begins_as_initiator(const Ikev1Message& message) {
  return message.header().spi_r == 0 || message.first(payload::sa) == nullptr;
}

bool sent_by_initiator(const IkeSa& sa, const Path& path) {
  if (sa.initiator.address == sa.responder.address) return path.source_port != sa.responder.port;
  return !(path.source == sa.responder.address);
}

constexpr std::uint8_t quick_mode_messages = 3;

bool is_phase1(std::uint8_t exchange) {
  return exchange == ikev1_types::identity_protection || exchange == ikev1_types::aggressive ||
         exchange == ikev1_types::base;
}

// What phase 1 begins with, no copy of it, of an SA that is in use.
bool starts_phase1_again(const IkeSa& sa, const Ikev1Message& message) {
  if (message.encrypted() || !is_phase1(message.header().exchange.value) || !sa.in_use() ||
      !sa.selection || sa.offer.empty() || message.first(payload::sa) == nullptr)
    return false;
  const auto digest = digest_of(message.octets());
  return std::ranges::none_of(sa.exchanges, [&](const Exchange& exchange) {
    return exchange.request_digests.contains(digest) || exchange.response_digests.contains(digest);
  });
}

}  // namespace

Ikev1Sessions::Ikev1Sessions(const IkeListeners& events, const Ikev1Listeners& own_events,
                             IkeSas& sas, const keys::KeyRing* ring, Peers& peers)
    : events_(events),
      own_events_(own_events),
      sas_(sas),
      peers_(peers),
      phase1_(events),
      opener_(ring != nullptr
                  ? std::optional<Ikev1Opener>(std::in_place, events, own_events, *ring, peers)
                  : std::nullopt) {}

Ikev1Sessions::Place Ikev1Sessions::place_of(const Datagram& datagram,
                                             const Ikev1Message& message) {
  const auto& header = message.header();
  IkeSa* sa = sas_.find(header.spi_i, header.spi_r);
  if (sa == nullptr && header.spi_r != 0) {
    sa = sas_.find(header.spi_i, 0);
    // A refusal may bear an SPI that means nothing; another one may answer the next copy. What
    // answers a request of IKEv2 binds nothing.
    if (sa != nullptr && header.exchange.value != ikev1_types::informational) {
      if (sa->spi_r != 0)
        sa = nullptr;
      else if (sa->version == 1)
        sas_.bind(*sa, header.spi_r);
    }
  }
  if (sa == nullptr && header.spi_r == 0) sa = sas_.begun_late(datagram.path, header.spi_i, 1);
  if (sa != nullptr) return {sa, sent_by_initiator(*sa, datagram.path)};
  if (sas_.full()) return {};
  const bool from_initiator = begins_as_initiator(message);
  sa = &sas_.add(header.spi_i, header.spi_r, datagram, 1, from_initiator);
  return {sa, from_initiator};
}

bool Ikev1Sessions::on(const Datagram& datagram, const IkeMessage& header,
                       const registry::ExperimentalProfile* profile) {
  message_.read(header.octets(), profile);
  const auto [sa, from_initiator] = place_of(datagram, message_);
  if (sa == nullptr) return false;
  if (sightings_.again(*sa, datagram, header)) {
    events_.tell(IkeMessageSeen{datagram, header, *sa, nullptr, true, from_initiator,
                                HeaderFault::none, true});
    return true;
  }
  ++sa->messages;
  sa->last_frame = datagram.frame;
  sa->last_time = datagram.time;
  ++(from_initiator ? sa->from_initiator : sa->from_responder);
  if (message_.encrypted()) {
    ++sa->encrypted;
    // Child SAs outlive the phase 1 SA that made them, so nobody can know all of them: these count
    // as closed even when a key opens them.
    peers_.ike_message_sealed(sa->initiator, sa->responder);
  }
  const bool ours = sa->version == 1;
  if (ours && sa->ikev1 == nullptr) sa->ikev1 = std::make_unique<Ikev1Sa>();
  if (const auto* piece = ours ? message_.first(payload::frag) : nullptr) {
    events_.tell(IkeMessageSeen{datagram, header, *sa, nullptr, false, from_initiator});
    const auto* whole = fragments_.add(sa->id, from_initiator, piece->as<wire::ikev1::Fragment>());
    if (whole != nullptr && reassembled_.read(*whole, profile) &&
        reassembled_.header().major_version() == 1)
      take(*sa, datagram, nullptr, reassembled_, from_initiator);
    return true;
  }
  if (!ours)  // an IKEv2 peer that speaks IKEv1 too
    events_.tell(IkeMessageSeen{datagram, header, *sa, nullptr, false, from_initiator});
  else
    take(*sa, datagram, &header, message_, from_initiator);
  return true;
}

// `header` is null when the message came in fragments, which were told.
void Ikev1Sessions::take(IkeSa& sa, const Datagram& datagram, const IkeMessage* header,
                         const Ikev1Message& message, bool from_initiator) {
  const auto exchange_type = message.header().exchange.value;
  if (starts_phase1_again(sa, message)) {
    sa.set_aside.add(NotOfSa::begins_again, datagram.frame);
    if (header != nullptr)
      events_.tell(IkeMessageNotOfSa{datagram, *header, sa, NotOfSa::begins_again, from_initiator});
    return;
  }
  auto followed = follow(sa, datagram, message, from_initiator);
  if (!followed.copy)
    sa.may_have_ended = exchange_type == ikev1_types::informational && message.encrypted();
  if (followed.copy) {
    ++sa.retransmissions;
  } else if (exchange_type == ikev1_types::informational) {
    on_informational(sa, datagram, message, from_initiator);
  } else if (is_phase1(exchange_type)) {
    phase1_.on_message(sa, followed.exchange, datagram, message, from_initiator, followed.answer);
    if (opener_ && !message.encrypted()) opener_->on_clear(sa, message, from_initiator);
    if (followed.answer) sas_.between().answered(sa);
  } else if (exchange_type == ikev1_types::quick_mode && message.encrypted()) {
    sa.see(followed.place == quick_mode_messages ? IkeSaSeen::quick_mode_in_full
                                                 : IkeSaSeen::phase1_goes_on);
  }
  if (header != nullptr)
    events_.tell(IkeMessageSeen{datagram, *header, sa, &followed.exchange, followed.copy,
                                from_initiator, HeaderFault::none, false, followed.answer});
  if (message.encrypted() && opener_) open(sa, followed, datagram, message, from_initiator);
  sas_.note_established(sa, datagram);
}

// An error notify stands in the place of an answer; in the clear it says which.
void Ikev1Sessions::on_informational(IkeSa& sa, const Datagram& datagram,
                                     const Ikev1Message& message, bool from_initiator) {
  Exchange* refused = open_request(sa, !from_initiator, true);
  if (message.encrypted()) {
    Exchange* asked = refused != nullptr ? refused : open_request(sa, !from_initiator, false);
    if (asked != nullptr && asked->closed_answer == 0) asked->closed_answer = datagram.frame;
    return;
  }
  const auto error = message.error_notify();
  if (!error) return;
  // Again, after a copy of the request.
  const auto& known = sa.ikev1->refusal;
  if (refused == nullptr && known && known->notify == error->type) return;
  sa.ikev1->refusal = Ikev1Refusal{error->type, from_initiator, false, {}, datagram.frame, 0, 0};
  if (refused != nullptr) {
    sa.ikev1->refusal->exchange = refused->type;
    sa.ikev1->refusal->step = refused->step;
    sa.ikev1->refusal->request_frames = refused->request_frames;
    refused->response_frame = datagram.frame;
    refused->answered = datagram.time;
  }
  sa.see(IkeSaSeen::phase1_refused);
}

void Ikev1Sessions::open(IkeSa& sa, Ikev1Followed& followed, const Datagram& datagram,
                         const Ikev1Message& message, bool from_initiator) {
  const auto opened = opener_->open(sa, datagram, message, followed.exchange, from_initiator,
                                    followed.place, followed.copy);
  if (!opened.opened || followed.copy) return;
  sa.may_have_ended = false;
  Exchange& exchange = followed.exchange;
  for (auto& other : sa.exchanges)
    if (other.closed_answer == datagram.frame) other.closed_answer = 0;
  if (opened.phase1_complete) sa.see(IkeSaSeen::auth_completed);
  if (!message.phase1() && !opened.error) sa.see(IkeSaSeen::opened_in_use);
  if (opened.probe) {
    ++sa.ikev1->dpd_probes;
    exchange.answer_expected = true;
    exchange.probe = opened.probe;
    // Each probe has a message id of its own; those in a row that nobody answers are one request.
    if (Exchange* before = open_probe(sa, from_initiator, &exchange)) {
      before->superseded = true;
      exchange.transmissions += before->transmissions;
      exchange.first_sent = before->first_sent;
      exchange.request_frames.insert(exchange.request_frames.begin(),
                                     before->request_frames.begin(), before->request_frames.end());
      if (exchange.request_frames.size() > Exchange::max_frames)
        exchange.request_frames.resize(Exchange::max_frames);
    }
  }
  if (opened.probe_answer) {
    ++sa.ikev1->dpd_answers;
    if (Exchange* probe = open_probe(sa, !from_initiator, nullptr)) {
      probe->response_frame = datagram.frame;
      probe->answered = datagram.time;
    }
  }
  if (opened.error) note_opened_error(sa, *opened.error, datagram, from_initiator);
  for (const auto& [spi_i, spi_r] : opened.deleted)
    if (IkeSa* deleted = sas_.find(spi_i, spi_r); deleted != nullptr && deleted->version == 1 &&
                                                  between_its_addresses(*deleted, datagram.path))
      deleted->see(IkeSaSeen::delete_answered);
}

void Ikev1Sessions::note_opened_error(IkeSa& sa, registry::Ikev1NotifyType error,
                                      const Datagram& datagram, bool from_initiator) {
  Exchange* refused = open_request(sa, !from_initiator, true);
  const bool phase1 = refused != nullptr;
  if (!phase1) refused = open_request(sa, !from_initiator, false);
  if (refused == nullptr) return;
  refused->response_frame = datagram.frame;
  refused->answered = datagram.time;
  if (phase1) {
    sa.ikev1->refusal =
        Ikev1Refusal{error,          from_initiator, true,         refused->request_frames,
                     datagram.frame, refused->type,  refused->step};
    sa.see(IkeSaSeen::auth_refused);
    return;
  }
  own_events_.tell(Ikev1Refused{sa, error, refused->type, refused->step, from_initiator, true,
                                opener_->asked(sa, refused->message_id), refused->request_frames,
                                datagram.frame});
}

// Of phase 1 at the end: a notify in the clear that the negotiation survived refused nothing.
void Ikev1Sessions::judge_refusal(IkeSa& sa, Time last_time) {
  const auto& refusal = sa.ikev1->refusal;
  // A notify about nothing that this capture shows may be anybody's.
  const bool asked =
      refusal && (sa.selection || !sa.offer.empty() || !refusal->request_frames.empty());
  if (sa.state == IkeSaState::refused && asked) {
    own_events_.tell(Ikev1Refused{sa, refusal->notify, refusal->exchange, refusal->step,
                                  refusal->from_initiator, refusal->opened, nullptr,
                                  refusal->request_frames, refusal->frame});
    return;
  }
  for (auto& exchange : sa.exchanges) {
    const auto closed = exchange.closed_answer;
    if (closed == 0 || !exchange.open() || may_still_be_answered(exchange, last_time)) continue;
    exchange.response_frame = closed;  // no silence
    own_events_.tell(Ikev1Refused{sa,
                                  {},
                                  exchange.type,
                                  exchange.step,
                                  !exchange.from_initiator,
                                  false,
                                  nullptr,
                                  exchange.request_frames,
                                  closed});
  }
}

void Ikev1Sessions::finish(IkeSa& sa, Time last_time) {
  sas_.between().finish(sa);
  judge_refusal(sa, last_time);
  for (const auto& exchange : sa.exchanges) {
    const auto waited = unanswered_for(sa, exchange, last_time);
    if (!waited) continue;
    if (exchange.transmissions > 1) sa.see(IkeSaSeen::unanswered);
    events_.tell(ExchangeUnanswered{sa, exchange, *waited});
  }
}

void Ikev1Sessions::finish(Time last_time) {
  sas_.all().for_each([&](IkeSa& sa) {
    if (sa.version == 1 && sa.ikev1 != nullptr) finish(sa, last_time);
  });
}

}  // namespace espect::sessions
