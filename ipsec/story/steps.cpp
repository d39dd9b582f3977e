// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/story/steps.h"

#include <algorithm>

#include "ipsec/story/attempts.h"
#include "ipsec/story/causes.h"

namespace espect::story {
namespace {

using rules::Certainty;
using sessions::EspFlow;
using sessions::IkeSa;
using sessions::IkeSaState;

// Packets of this size pass where every IPv6 path must let them (RFC 8200 section 5), so a larger
// one is the first that can tell something.
constexpr std::uint32_t large_packet = 1281;

class Judge {
 public:
  explicit Judge(const Peers& peers) : peers_(peers), sa_(deciding(peers)) {}

  Judged all() {
    // In the order of Step.
    judged_.answers = {heard(),   agreed(),        authenticated(), child_sa(),
                       traffic(), large_packets(), stays()};
    if (!judged_.broken_at)
      judged_.certainty = opened() ? Certainty::decrypted : Certainty::observed;
    return judged_;
  }

 private:
  void breaks(Step step, Certainty certainty) {
    if (judged_.broken_at) return;
    judged_.broken_at = step;
    judged_.certainty = certainty;
  }
  Answer broken(Step step, Certainty certainty) {
    breaks(step, certainty);
    return Answer::no;
  }

  bool opened() const {
    return std::ranges::any_of(peers_.ike_sas, [](const auto* sa) { return sa->decrypted != 0; }) ||
           std::ranges::any_of(peers_.flows, [](const auto* flow) { return flow->icv_ok != 0; });
  }
  // Packets of the peers themselves, as far as that can be known.
  static bool counts(const EspFlow& flow) {
    return flow.packets != 0 && (flow.icv_ok != 0 || (flow.icv_bad == 0 && !flow.unknown_spi));
  }
  bool any_flow() const {
    return std::ranges::any_of(peers_.flows, [](const auto* flow) { return counts(*flow); });
  }
  // The newest finding that breaks this step.
  const rules::Finding* breaking(Step step) const {
    const rules::Finding* found = nullptr;
    for (const auto* finding : peers_.findings) {
      const auto* cause = cause_of(*finding);
      if (cause != nullptr && cause->breaks && step_of(*finding, *cause, peers_) == step)
        found = finding;
    }
    return found;
  }
  // IKE_AUTH was refused because of its Child SA alone.
  bool child_refused() const {
    const auto* refusal = breaking(Step::child_sa);
    return sa_->state == IkeSaState::refused && refusal != nullptr &&
           refusal->subject.ike_sa == sa_->id;
  }
  // Of IKEv1: an exchange behind its cipher that most likely was refused. No state says so.
  const rules::Finding* closed_refusal(Step step) const {
    const auto* refusal = sa_->version == 1 ? breaking(step) : nullptr;
    const bool of_this = refusal != nullptr && refusal->subject.ike_sa == sa_->id &&
                         refusal->certainty == Certainty::inferred;
    return of_this ? refusal : nullptr;
  }
  // Who encrypts has agreed on how, before the capture began.
  bool refused_behind_cipher() const {
    return sa_->state == IkeSaState::refused && !sa_->seen_from_start && sa_->encrypted != 0;
  }
  // The second of two may have been sent right before the capture ended: the rule knows when.
  bool repeated_in_vain() const {
    const bool told = std::ranges::any_of(peers_.findings, [&](const rules::Finding* finding) {
      return finding->rule->id == "ike-unanswered" && finding->subject.ike_sa == sa_->id;
    });
    return std::ranges::any_of(sa_->exchanges, [&](const sessions::Exchange& exchange) {
      const bool behind_phase1 = exchange.step != 0 && exchange.message_id != 0;
      return exchange.open() && exchange.transmissions > (told ? 1U : 2U) && !behind_phase1;
    });
  }

  // A request that the capture ends behind may still be answered.
  bool waited_in_vain() const {
    const auto says_so = [&](const rules::Finding* finding) {
      const auto* cause = cause_of(*finding);
      return cause != nullptr && step_of(*finding, *cause, peers_) == Step::heard;
    };
    return repeated_in_vain() || std::ranges::any_of(peers_.findings, says_so);
  }

  Answer heard() {
    if (sa_ == nullptr) return direction();
    const bool both = sa_->from_initiator != 0 && sa_->from_responder != 0;
    if (both) return Answer::both;
    // Who goes on without an answer got one that this capture does not see.
    const bool went_on = sa_->encrypted != 0 || sa_->state != IkeSaState::half_open;
    if (!went_on && waited_in_vain()) breaks(Step::heard, Certainty::observed);
    return Answer::one_way;
  }

  Answer direction() const {
    bool forward = false;
    bool back = false;
    for (const auto* flow : peers_.flows) {
      if (!counts(*flow)) continue;
      (flow->path.source == peers_.addresses[0] ? forward : back) = true;
    }
    if (!forward && !back) return Answer::none;
    return forward && back ? Answer::both : Answer::one_way;
  }

  Answer agreed() {
    if (sa_ == nullptr) return Answer::unknown;
    if (sa_->selection || (sa_->seen_from_start && came_up(*sa_))) return Answer::yes;
    if (refused_behind_cipher()) return Answer::yes;
    if (sa_->state == IkeSaState::refused) return broken(Step::agreed, Certainty::observed);
    // Challenged or asked for another method again and again.
    const bool endless = sa_->cookies > 1 || sa_->invalid_ke > 1;
    if (sa_->state == IkeSaState::half_open && endless)
      return broken(Step::agreed, Certainty::observed);
    return Answer::unknown;
  }

  Answer authenticated() {
    if (sa_ == nullptr) return Answer::unknown;
    if (came_up(*sa_))
      return opened() || any_flow() || sa_->state != IkeSaState::established ? Answer::yes
                                                                             : Answer::unknown;
    if (!sa_->selection && !refused_behind_cipher()) return Answer::unknown;
    if (child_refused()) return Answer::unknown;
    if (sa_->state == IkeSaState::refused && !traffic_contradicts())
      return broken(Step::authenticated, certainty_of(*sa_));
    if (const auto* refusal = closed_refusal(Step::authenticated))
      return broken(Step::authenticated, refusal->certainty);
    if (sa_->encrypted != 0 && repeated_in_vain())
      return broken(Step::authenticated, Certainty::observed);
    return Answer::unknown;
  }

  // Who sends packets behind a message that looked like a refusal was not refused.
  bool traffic_contradicts() const {
    return sa_->state_certainty == sessions::StateCertainty::inferred &&
           std::ranges::any_of(peers_.flows, [&](const EspFlow* flow) {
             return counts(*flow) && sa_->last_time < flow->first_time;
           });
  }

  static Certainty certainty_of(const IkeSa& sa) {
    switch (sa.state_certainty) {
      case sessions::StateCertainty::observed:
        return Certainty::observed;
      case sessions::StateCertainty::decrypted:
        return Certainty::decrypted;
      case sessions::StateCertainty::inferred:
        return Certainty::inferred;
    }
    return Certainty::observed;
  }

  Answer child_sa() {
    if (!peers_.child_sas.empty() || any_flow()) return Answer::yes;
    if (sa_ == nullptr) return Answer::unknown;
    if (const auto* refusal = closed_refusal(Step::child_sa))
      return broken(Step::child_sa, refusal->certainty);
    if (!(came_up(*sa_) || child_refused())) return Answer::unknown;
    if (const auto* refusal = breaking(Step::child_sa))
      return broken(Step::child_sa, refusal->certainty);
    return Answer::unknown;
  }

  Answer traffic() {
    if (const auto* refusal = breaking(Step::traffic)) breaks(Step::traffic, refusal->certainty);
    const auto seen = direction();
    if (seen != Answer::none) return seen;
    return peers_.child_sas.empty() ? Answer::unknown : Answer::none;
  }

  Answer large_packets() {
    if (const auto* hole = breaking(Step::large_packets)) {
      breaks(Step::large_packets, hole->certainty);
      return Answer::vanish;
    }
    bool passed = false;
    for (const auto* flow : peers_.flows) {
      if (flow->ip_fragmented != 0) return Answer::fragmented;
      passed = passed || flow->largest_outer >= large_packet;
    }
    return passed ? Answer::pass : Answer::unknown;
  }

  Answer stays() {
    const auto dead = std::ranges::find(peers_.ike_sas, IkeSaState::dead, &IkeSa::state);
    if (dead != peers_.ike_sas.end()) return broken(Step::stays, Certainty::observed);
    if (sa_ == nullptr || !came_up(*sa_)) return Answer::unknown;
    const bool open = std::ranges::any_of(
        sa_->exchanges, [](const sessions::Exchange& exchange) { return exchange.open(); });
    return open || may_have_ended() ? Answer::unknown : Answer::yes;
  }
  // The delete cannot be told from other closed messages, or was not answered, and of what flowed
  // before nothing came after it.
  bool may_have_ended() const {
    return sa_->may_have_ended && sa_->state == IkeSaState::established &&
           std::ranges::none_of(peers_.flows, [&](const EspFlow* flow) {
             return flow->first_time < sa_->last_time && sa_->last_time < flow->last_time;
           });
  }

  const Peers& peers_;
  const IkeSa* sa_;
  Judged judged_;
};

}  // namespace

Judged judge(const Peers& peers) {
  return Judge(peers).all();
}

}  // namespace espect::story
