// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/negotiation/ike_sa_list.h"
#include "ipsec/rules/negotiation/ikev1_refusal.h"
#include "ipsec/rules/negotiation/traffic_between.h"
#include "ipsec/rules/words.h"
#include "ipsec/sessions/ike/outside.h"

namespace espect::rules::ike_probably_refused {
namespace {

std::string sentence(const Finding& finding) {
  if (const auto times = finding.evidence.number("answers"); times != 0)
    return fmt::format("{} repeated its answer to {} of {}, {} times in all, and {} did not go on",
                       finding.evidence.text("peer"), finding.evidence.text("exchange"),
                       finding.evidence.text("refused_by"), times,
                       finding.evidence.text("refused_by"));
  if (finding.evidence.text("version") == "IKEv1")
    return fmt::format(
        "{} most likely refused {} of {}{}: an encrypted Informational stands in the place of the "
        "answer, and nothing follows",
        finding.evidence.text("refused_by"), finding.evidence.text("exchange"),
        finding.evidence.text("peer"),
        finding.count > 1 ? fmt::format(" {} times", finding.count) : "");
  return fmt::format(
      "{} most likely refused IKE_AUTH of {}: its response of {} begins with a Notify, has "
      "no room for AUTH, SA and traffic selectors, and nothing follows",
      finding.evidence.text("refused_by"), finding.evidence.text("peer"),
      counted(finding.evidence.number("octets"), "octet"));
}

// The newest message of an IKE SA, if it is such a response.
struct Newest {
  std::uint32_t response_frame = 0;  // 0: it is another message
  std::uint32_t request_frame = 0;
  std::uint64_t octets = 0;
};

// A closed Informational ended main, aggressive or quick mode.
void take_ikev1(const Bench& bench, const sessions::Ikev1Refused& event) {
  if (event.notify) return;
  Finding& finding = about_refusal(bench, event);
  finding.certainty = Certainty::inferred;
  finding.evidence.set("version", std::string("IKEv1"));
  finding.evidence.set("assumption",
                       std::string("the Informational is about this exchange, and the capture "
                                   "holds what follows"));
}

// The answers of phase 1 to its newest request, for who does not go on behind them.
struct Answers {
  std::uint32_t exchange = 0;  // number within its IKE SA
  std::vector<std::uint32_t> frames;
};

void tell_no_progress(const Bench& bench, const sessions::IkeSa& sa, const Answers& answers) {
  if (sa.version != 1 || sa.state != sessions::IkeSaState::negotiating || sa.exchanges.empty() ||
      answers.frames.size() < 2)
    return;
  const auto& newest = sa.exchanges.back();
  if (newest.number != answers.exchange || newest.message_id != 0) return;
  Finding& finding = bench.about(Subject(sa));
  finding.certainty = Certainty::inferred;
  finding.evidence.set("version", std::string("IKEv1"));
  finding.evidence.set("refused_by", to_text(sa.initiator.address));
  finding.evidence.set("peer", to_text(sa.responder.address));
  finding.evidence.set("exchange", sessions::ikev1_exchange_name(newest.type, newest.step));
  finding.evidence.set("answers", std::uint64_t{answers.frames.size()});
  const auto hears = to_text(sa.initiator.address);
  finding.evidence.set(
      "why", newest.type == registry::ikev1_exchange::aggressive
                 ? "Either " + hears +
                       " does not accept the identity or the HASH of the answer (another preshared "
                       "key), or the answer does not arrive."
                 : "Either " + hears + " does not accept the answer, or it does not arrive.");
  finding.evidence.set("assumption", std::string("the capture holds what follows"));
  finding.add({});
  finding.add_frames(answers.frames);
  if (heard(finding))
    say_of_repeats(
        finding, answers.frames,
        "the answer behind which " + finding.evidence.text("refused_by") + " did not go on");
}

void install(const Bench& bench) {
  const auto answers = bench.table<std::uint32_t, Answers>("IKE SAs");
  bench.events.to<sessions::IkeMessageSeen>([answers](const sessions::IkeMessageSeen& event) {
    if (event.sa.version != 1 || !event.answer || event.exchange == nullptr ||
        event.exchange->message_id != 0 || event.second_sighting)
      return;
    auto& of_sa = (*answers)[event.sa.id];
    if (of_sa.exchange != event.exchange->number) of_sa = {event.exchange->number, {}};
    if (of_sa.frames.size() < sessions::Exchange::max_frames)
      of_sa.frames.push_back(event.datagram.frame);
  });
  bench.events.to<sessions::Ikev1Refused>(
      [bench](const sessions::Ikev1Refused& event) { take_ikev1(bench, event); });
  const auto newest = bench.table<std::uint32_t, Newest>("IKE SAs");
  const auto ike_sas = IkeSaList::listen(bench.events);
  const auto traffic = TrafficBetween::listen(bench);
  bench.events.to<sessions::IkeMessageSeen>([newest](const sessions::IkeMessageSeen& event) {
    if (event.retransmission || event.message.header().major_version() != 2) return;
    const auto request = event.message.header().response() || event.exchange == nullptr
                             ? std::uint32_t{0}
                             : event.datagram.frame;
    if (!sessions::looks_like_refusal(event.message)) {
      if (newest->contains(event.sa.id) || request != 0) (*newest)[event.sa.id] = {0, request, 0};
      return;
    }
    auto& known = (*newest)[event.sa.id];
    known = {event.datagram.frame, known.request_frame, event.message.octets().size()};
  });
  bench.events.to<sessions::CaptureEnded>([bench, newest, ike_sas, traffic,
                                           answers](const sessions::CaptureEnded&) {
    for (const auto& [id, of_sa] : *answers)
      if (const auto* sa = ike_sas->with_id(id)) tell_no_progress(bench, *sa, of_sa);
    for (const auto& [id, last] : *newest) {
      const auto* sa = ike_sas->with_id(id);
      if (last.response_frame == 0 || sa == nullptr || sa->decrypted != 0 || !sa->seen_from_start ||
          traffic->after(last.response_frame, sa->initiator.address, sa->responder.address))
        continue;
      Finding& finding = bench.about(Subject(*sa));
      finding.certainty = Certainty::inferred;
      finding.evidence.set("refused_by", to_text(sa->responder.address));
      finding.evidence.set("peer", to_text(sa->initiator.address));
      finding.evidence.set("octets", last.octets);
      finding.evidence.set("assumption",
                           "the peers put IDr and AUTH first when they accept, and the capture "
                           "holds what follows");
      finding.add({last.request_frame, last.response_frame});
      if (heard(finding))
        say_of_exchange(finding, last.request_frame, "IKE_AUTH, most likely refused",
                        last.response_frame,
                        fmt::format("{} that begin with a Notify, no room for AUTH, SA and "
                                    "traffic selectors",
                                    counted(last.octets, "octet")));
    }
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-probably-refused",
    .family = Family::negotiation,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "IKE_AUTH, or an exchange of IKEv1, was most likely refused",
    .why =
        "The type of the first payload inside an encrypted message is in the clear. An IKE_AUTH "
        "response that begins with a Notify and is that short holds an error: a wrong secret, an "
        "identity, proposals or selectors that do not fit. Which one is encrypted. In IKEv1 the "
        "refusal is an Informational of its own, after which the exchange does not go on.",
    .advice =
        "Give keys (espect explains how in docs/keys.md), or read the log of the peer that "
        "refused.",
    .specs = {"RFC 7296 section 3.14", "RFC 7296 section 2.21.2", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_probably_refused
