// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/esp_flows.h"

#include <algorithm>

#include "ipsec/registry/experimental_profile.h"
#include "ipsec/sessions/esp/final_numbers.h"
#include "ipsec/sessions/esp/legibility.h"
#include "ipsec/sessions/esp/recorded_flows.h"

namespace espect::sessions {

EspFlows::EspFlows(const EspListeners& events, std::uint32_t max_flows, const keys::KeyRing* ring,
                   const Peers& peers, const registry::ExperimentalProfile* profile)
    : events_(events),
      max_flows_(max_flows),
      ring_(ring),
      peers_(peers),
      children_(peers.children()),
      profile_(profile),
      authenticator_(table_, max_flows),
      counts_(events, peers),
      order_(events),
      failures_(events),
      vpn_ids_(events, profile),
      ivs_(events),
      grace_(events),
      sub_sas_(events, order_, ivs_, grace_) {}

TrackedFlow& EspFlows::begin(const EspPacket& packet) {
  TrackedFlow& flow = table_.add(packet);
  if (packet.protocol == Protocol::eesp) SubSas::begin(packet, flow, profile_);
  early_path_mtus_.hand_to(flow, packet);
  conversations_.begin(flow);
  const auto children = children_.with_spi(packet.protocol, packet.spi);
  const bool read_by_profile =
      profile_ != nullptr && (profile_->vpn_id_spi_width != 0 || profile_->vpn_id_flow_width != 0);
  flow.reads_vpn_id = read_by_profile || std::ranges::any_of(children, [](const ChildSa* child) {
                        return child->vpn_id_mode.has_value();
                      });
  if (ring_ != nullptr) {
    flow.keys = std::make_shared<EspKeys>(*ring_, children_, openers_, packet, profile_);
    flow.unknown_spi = children.empty() && peers_.all_known(flow.path);
  }
  flow.in_question = flow.unknown_spi || flow.spi <= last_reserved_spi;
  if (flow.keys == nullptr || !flow.keys->any(flow.path))
    if (TrackedFlow* before = elsewhere(flow)) flow.join(before->sa_track());
  return flow;
}

// A part of the loop over all packets, and stands in it in one piece: the number on the wire is all
// there is.
[[gnu::always_inline]] inline void EspFlows::on_number(const EspPacket& packet, TrackedFlow& flow) {
  if (!packet.numbered()) return;
  const auto number = packet.number_near(flow.sa().numbers.highest);
  vpn_ids_.on(packet.datagram, flow, order_.on(packet, flow, number, false));
  ClearPayloads::on(packet, flow);
}

void EspFlows::on_unverified(const EspPacket& packet, TrackedFlow& flow, IcvVerdict verdict) {
  const bool failed = verdict == IcvVerdict::failed;
  if (verdict == IcvVerdict::not_judgeable) ++flow.not_judgeable;
  if (flow.packets == 1 && flow.keys != nullptr) flow.why_closed = flow.keys->why_closed();
  if (failed && flow.icv_ok != 0) return failures_.on(packet, flow);
  if (failed) IcvFailures::leave_undecided(packet, flow);
  if (verdict == IcvVerdict::untried && flow.icv_ok != 0) return;  // it may have another key
  // Until something verifies, the numbers on the wire are all there is. They do not mix with
  // authentic ones of another flow.
  if (flow.icv_ok == 0 && flow.first != nullptr && flow.first->icv_ok != 0) flow.part();
  on_number(packet, flow);
}

EspFlows::Seen EspFlows::on(const EspPacket& packet, bool plaintext_wanted) {
  TrackedFlow* flow =
      table_.find(packet.protocol, packet.spi, packet.datagram.path, packet.session_id);
  if (flow == nullptr) [[unlikely]] {
    if (table_.size() >= max_flows_) return {};
    flow = &begin(packet);
  }
  if (packet.protocol == Protocol::eesp) [[unlikely]]
    return on_eesp(packet, *flow, plaintext_wanted);
  return judge(packet, *flow, plaintext_wanted);
}

// The number is where the options end, if there is one: IKE says that, or the first packet does.
EspFlows::Seen EspFlows::on_eesp(const EspPacket& packet, TrackedFlow& flow,
                                 bool plaintext_wanted) {
  if (flow.child_version != children_.version()) look_up_child(flow);
  const auto& form = flow.eesp->form;
  const auto head = form ? read_eesp_head(*form, packet.octets) : std::nullopt;
  if (!head || head->version != 0) {
    if (flow.packets == 0) flow.why_closed = flow.eesp->why_closed();
    counts_.on(packet, flow);
    Conversations::on(flow, packet.datagram.frame);
    if (head) events_.tell(EespHeadSeen{packet.datagram, flow, flow.child, *head, std::nullopt});
    return {.flow = &flow, .child = flow.child};
  }
  const Eesp eesp{packet.octets, packet.spi, packet.session_id};
  const EspPacket numbered(packet.datagram, eesp, SubSas::number_of(packet, *head, flow));
  const auto seen = judge(numbered, flow, plaintext_wanted);
  if (seen.second_sighting) return seen;
  events_.tell(EespHeadSeen{packet.datagram, *seen.flow, seen.child, *head, numbered.number,
                            sub_sas_.payload_at(), seen.authentic});
  return seen;
}

inline EspFlows::Seen EspFlows::judge(const EspPacket& packet, TrackedFlow& flow,
                                      bool plaintext_wanted) {
  if (flow.child_version != children_.version()) [[unlikely]]
    look_up_child(flow);
  if (const auto hops = order_.hops_behind(packet, flow)) [[unlikely]]
    if (!authenticator_.is_another_packet(packet, flow))
      return second_sighting(packet, flow, *hops);
  if (const auto hops = order_.failed_hops_behind(packet, flow)) [[unlikely]]
    return second_sighting(packet, flow, *hops);
  if (ring_ != nullptr) return judge_by_icv(packet, &flow, plaintext_wanted);
  counts_.on(packet, flow);
  Conversations::on(flow, packet.datagram.frame);
  on_number(packet, flow);
  order_.passed(packet, flow);
  path_mtus_.on(packet.datagram, flow);
  return {.flow = &flow, .child = flow.child};
}

EspFlows::Seen EspFlows::second_sighting(const EspPacket& packet, TrackedFlow& flow,
                                         std::uint8_t hops) {
  ++flow.second_sightings;
  path_mtus_.on(packet.datagram, flow);
  events_.tell(
      EspCapturedTwice{packet.datagram, flow, flow.child, hops, order_.delay_of(packet, flow)});
  return {.flow = &flow, .child = flow.child, .second_sighting = true};
}

EspFlows::Seen EspFlows::judge_by_icv(const EspPacket& packet, TrackedFlow* flow,
                                      bool plaintext_wanted) {
  const bool wanted =
      plaintext_wanted || events_.wanted<EspOpened>() || events_.wanted<EspDecrypted>();
  if (!wanted || packet.protocol == Protocol::ah) plaintext_.clear();
  const auto* known = flow->icv_ok != 0 ? flow : elsewhere(*flow);
  ExplicitIvs::expect(packet, *flow);
  if (flow->receiver != nullptr) flow->receiver->expect();
  const auto said =
      authenticator_.authenticate(packet, *flow, known, wanted ? &plaintext_ : nullptr);
  if (said.verdict != IcvVerdict::verified && said.verdict != IcvVerdict::decrypted)
    plaintext_.clear();
  if (flow = said.flow; flow == nullptr) return {};
  if (flow->child_version != children_.version()) look_up_child(*flow);
  counts_.on(packet, *flow);
  Conversations::on(*flow, packet.datagram.frame);
  Seen seen{.flow = flow};
  switch (said.verdict) {
    case IcvVerdict::verified:
      seen.authentic = true;
      seen.sequence = said.packet.sequence;
      seen.opened = on_verified(packet, said);
      break;
    case IcvVerdict::decrypted:
      seen.sequence = packet.sequence;
      seen.opened = true;
      on_decrypted(packet, *flow, *said.content_key);
      break;
    default:
      on_unverified(packet, *flow, said.verdict);
  }
  order_.passed(packet, *flow, said.verdict == IcvVerdict::failed && flow->icv_ok != 0);
  path_mtus_.on(packet.datagram, *flow);
  seen.child = flow->child;
  seen.plaintext = plaintext_;
  return seen;
}

void EspFlows::on_decrypted(const EspPacket& packet, TrackedFlow& flow, const ContentKey& key) {
  if (flow.decrypted++ == 0) {
    flow.algorithms = key.algorithms();
    if (flow.child_sa == 0) flow.child_sa = key.child_sa();
    look_up_child(flow);
  }
  if (!plaintext_.empty()) flow.next_header = plaintext_.back();
  on_unverified(packet, flow, IcvVerdict::decrypted);
  events_.tell(EspDecrypted{packet.datagram, flow, flow.child, packet.sequence, plaintext_});
}

// Whether what was decrypted may be a packet.
bool EspFlows::on_verified(const EspPacket& packet, const Authenticated& said) {
  TrackedFlow& flow = *said.flow;
  const VerifiedPacket& verified = said.packet;
  if (flow.icv_ok++ == 0) adopt_key(flow, *said.key);
  if (packet.protocol == Protocol::eesp) return sub_sas_.on_verified(packet, said, plaintext_);
  flow.note_receiver(packet.sequence, verified.sequence);
  const bool readable =
      plaintext_.empty() || !said.key->encrypts_apart() || may_be_packet(plaintext_);
  if (!readable) ++flow.unreadable;
  if (readable && !plaintext_.empty()) flow.next_header = plaintext_.back();
  const auto verdict = order_.on(packet, flow, verified.sequence, true);
  vpn_ids_.on_verified(packet.datagram, flow, verified, verdict);
  ivs_.on_verified(packet, flow, verified);
  grace_.on_verified(packet.datagram, flow, flow.child);
  events_.tell(EspOpened{packet.datagram, flow, flow.child, verified.sequence, plaintext_,
                         verified.vpn_id_field, verified.vpn_id});
  return readable;
}

// The first packet verified: what was counted before is not known to be authentic.
void EspFlows::adopt_key(TrackedFlow& flow, SaKeyCandidate& key) {
  flow.key = &key;
  flow.numbers = {};
  flow.history = {};
  flow.part();
  flow.unknown_spi = flow.in_question = false;
  flow.esn = key.esn.value_or(false);
  flow.child_sa = key.child_sa;
  flow.window_known = key.window.has_value();
  flow.no_window_of_two = key.no_window_of_two;
  flow.algorithms = key.opener->algorithms;
  if (key.window) flow.window = *key.window;
  look_up_child(flow);
  ExplicitIvs::begin(flow);
  TrackedFlow* before = elsewhere(flow);
  if (before != nullptr) flow.join(before->sa_track());
  FlowTable::set_keyed(flow);
  failures_.decide(flow);
  if (flow.protocol == Protocol::eesp) return;
  flow.receiver = std::make_unique<LinuxReceiver>(
      before != nullptr ? before->receiver->moved()
                        : LinuxReceiver(flow.sequential() ? flow.window : 0, flow.esn));
}

TrackedFlow* EspFlows::elsewhere(const TrackedFlow& flow) const {
  if (flow.path.destination.multicast()) return nullptr;
  const bool could_have_key = flow.keys != nullptr && flow.keys->known();
  return table_.other(flow, [&](const TrackedFlow& other) {
    if (other.path.destination.multicast()) return false;
    if (flow.key != nullptr) return other.key != nullptr && flow.key->same_as(*other.key);
    if (could_have_key) return other.key != nullptr;
    return other.key == nullptr &&
           peers_.moves().one_peer(flow.path.destination, other.path.destination);
  });
}

const EspFlow* EspFlows::path_mtu(Protocol protocol, const IcmpError& error, std::uint32_t frame) {
  TrackedFlow* flow = table_.find(protocol, error.spi, error.quoted);
  if (flow == nullptr) {
    early_path_mtus_.add(protocol, error, frame);
    return nullptr;
  }
  flow->path_mtu = error.mtu;
  flow->path_mtu_frame = frame;
  flow->largest_since_path_mtu = 0;
  return flow;
}

const ChildSa* EspFlows::child_of(const EspFlow& flow) const {
  if (flow.child_sa != 0) return &children_.all()[flow.child_sa - 1];
  const auto children = children_.with_spi(flow.protocol, flow.spi);
  const auto found = std::ranges::find_if(children, [&](const ChildSa* child) {
    const auto& to = flow.spi == child->spi_i ? child->initiator : child->responder;
    return to.address == flow.path.destination;
  });
  return found != children.end() ? *found : nullptr;
}

void EspFlows::look_up_child(TrackedFlow& flow) const {
  flow.child = child_of(flow);
  flow.child_version = children_.version();
  if (flow.child == nullptr || !flow.child->unspecified_numbers()) return;
  TrackedFlow& sa = flow.sa_track();
  if (sa.numbers.sequential) {
    sa.numbers = {.sequential = false};
    sa.history = {};
  }
  if (flow.arrivals != nullptr) flow.arrivals->sequential = false;
}

void EspFlows::finish(Time capture_end) {
  table_.for_each_track([&](TrackedFlow& flow) {
    if (const auto* child = child_of(flow)) {
      flow.child_sa = child->id;
      flow.unknown_spi = false;
    }
    if (!children_.with_spi(flow.protocol, flow.spi).empty()) flow.unknown_spi = false;
    IcvFailures::finish(flow);
    const bool some_closed = flow.keys != nullptr && flow.no_key() != 0;
    flow.why_closed = some_closed ? flow.keys->why_closed() : "";
    if (flow.eesp != nullptr && !flow.eesp->why_closed().empty())
      flow.why_closed = flow.eesp->why_closed();
  });
  judge_missing_numbers(table_, capture_end, table_.size() < max_flows_);
}

std::vector<RecordedFlow> EspFlows::take_records() {
  return take_flows(table_, path_mtus_);
}

void EspFlows::restore(std::vector<RecordedFlow> flows) {
  restore_flows(std::move(flows), table_, path_mtus_);
}

}  // namespace espect::sessions
