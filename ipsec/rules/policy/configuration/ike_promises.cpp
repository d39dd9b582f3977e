// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "ipsec/bytes/counted.h"
#include "ipsec/rules/policy/configuration/judges.h"
#include "ipsec/rules/policy/configuration/selection.h"

namespace espect::rules::configuration {
namespace {

using registry::Promise;
using registry::PromiseKind;
using sessions::IkeSa;

const IkeSa& first_sa(const Case& that) {
  return *that.pair->family->sas[0].sa;
}

Answer version(const Case& that, const Promise& promise) {
  for (const auto& facts : that.pair->family->sas)
    if (promise.value.find(std::to_string(facts.sa->version)) == std::string::npos)
      return broken(fmt::format("IKE SA {} is one of IKEv{}", facts.sa->id, facts.sa->version),
                    {facts.sa->first_frame});
  return kept();
}

Answer proposals(const Case& that, const Promise& promise) {
  std::size_t judged = 0;
  for (const auto& facts : that.pair->family->sas) {
    if (!facts.sa->selection) continue;
    ++judged;
    const auto differs = not_proposed(promise.value, *facts.sa->selection, true);
    if (!differs.empty())
      return broken(fmt::format("IKE SA {} has {}", facts.sa->id, differs),
                    {facts.sa->first_frame});
  }
  return judged != 0 ? kept() : not_seen("no proposal was selected in the capture");
}

Answer tcp(const Case& that, const Promise& promise) {
  const bool wanted = promise.value == "yes";
  for (const auto& facts : that.pair->family->sas)
    if ((facts.sa->transport == Encapsulation::tcp) != wanted)
      return broken(fmt::format("IKE SA {} came over {}", facts.sa->id, wanted ? "UDP" : "TCP"),
                    {facts.sa->first_frame});
  return kept();
}

Answer fragmentation(const Case& that, const Promise& promise, std::uint8_t side) {
  const auto& sa = first_sa(that);
  if (sa.version != 2) return not_seen("IKEv1 has no notify for it");
  const auto& facts = that.pair->family->sides.at(side);
  const bool allowed = promise.value == "yes" || promise.value == "force";
  if (!allowed && facts.fragment_frame != 0)
    return broken("this end sent a message in fragments", {facts.fragment_frame});
  const bool request_seen = !sa.key_exchanges_sent.empty();
  const bool response_seen = sa.selection || !sa.notifies_r.empty();
  if (side == 0 ? !request_seen : !response_seen)
    return not_seen("IKE_SA_INIT of this end is not in the capture");
  const auto supported = registry::notify::ikev2_fragmentation_supported;
  const bool asked = sa.initiator_said(supported);
  const bool said = side == 0 ? asked : sa.responder_said(supported);
  if (promise.value == "no")
    return said ? broken("this end announces IKEV2_FRAGMENTATION_SUPPORTED", {sa.first_frame})
                : kept();
  if (said) return kept();
  if (side == 1 && !request_seen)
    return not_seen("IKE_SA_INIT of the initiator is not in the capture");
  if (side == 1 && !asked) return not_seen("the initiator did not ask for it");
  if (side == 1 && !sa.selection) return not_seen("IKE_SA_INIT was not accepted");
  return broken("this end does not announce IKEV2_FRAGMENTATION_SUPPORTED", {sa.first_frame});
}

Answer mobike(const Case& that, const Promise& promise, std::uint8_t side) {
  const auto& sa = first_sa(that);
  const auto& facts = that.pair->family->sides.at(side);
  if (sa.version != 2) return not_seen("MOBIKE is of IKEv2");
  if (facts.mobike_frame != 0)
    return promise.value == "yes"
               ? kept({}, true)
               : broken("this end said MOBIKE_SUPPORTED", {facts.mobike_frame}, true);
  if (facts.auth_frame == 0) return not_seen("no IKE_AUTH message of this end was opened");
  if (sa.established_frame == 0) return not_seen("IKE_AUTH did not come to its end");
  if (promise.value == "no") return kept({}, true);
  if (side == 1 && that.pair->family->sides[0].mobike_frame == 0)
    return not_seen("the initiator did not ask for it");
  return broken("this end did not say MOBIKE_SUPPORTED", {facts.auth_frame}, true);
}

Answer ppk(const Case& that) {
  const auto& sa = first_sa(that);
  if (!sa.ppk_used) return not_seen("whether a PPK was used is encrypted and was not opened");
  if (*sa.ppk_used) return kept({}, true);
  return sa.established_frame != 0
             ? broken("the IKE SA came up without a PPK", {sa.established_frame}, true)
             : not_seen("no IKE SA came up");
}

Answer dpd_delay(const Case& that, const Promise& promise, std::uint8_t side) {
  const auto& facts = that.pair->family->sides.at(side);
  const auto delay = std::stod(promise.value);
  if (first_sa(that).version != 2) return not_seen("the checks of IKEv1 are not judged");
  if (facts.auth_frame == 0 && facts.checks == 0)
    return not_seen("no message of this end was opened");
  if (delay == 0)
    return facts.checks == 0
               ? kept({}, true)
               : broken(fmt::format("this end sent {}", counted(facts.checks, "liveness check")),
                        {facts.check_frame}, true);
  if (facts.checks != 0 && facts.earliest_check < delay / 2)
    return broken(
        fmt::format("this end sent a liveness check {:.1f} s after it had heard the other",
                    facts.earliest_check),
        {facts.earliest_check_frame}, true);
  if (facts.unchecked > 1.5 * delay + 5)
    return broken(
        fmt::format("this end heard nothing for {:.0f} s and asked for nothing", facts.unchecked),
        {facts.unchecked_frame}, true);
  return facts.checks != 0 ? kept({}, true)
                           : not_seen("the other end was never silent for so long");
}

Answer dscp(const Case& that, const Promise& promise, std::uint8_t side) {
  const auto& facts = that.pair->family->sides.at(side);
  if (facts.dscp.empty()) return not_seen("this end sent no IKE message");
  for (const auto& [value, frame] : facts.dscp)
    if (std::to_string(value) != promise.value)
      return broken(
          fmt::format("an IKE message of this end has DSCP {}, or the path marked it anew", value),
          {frame});
  return kept();
}

std::vector<Life> lives_of(const Case& that) {
  std::vector<Life> lives;
  for (const auto& facts : that.pair->family->sas) {
    const auto& sa = *facts.sa;
    const bool from_rekeying = sa.rekeyed_from.has_value();
    if (sa.established_frame == 0 && !from_rekeying) continue;
    const auto made = from_rekeying ? sa.first_time : sa.established;
    Life life{fmt::format("IKE SA {}", sa.id), seconds_between(made, sa.last_time), sa.last_frame,
              facts.rekeyed, 0};
    if (facts.rekeyed) life.rekeyed_after = seconds_between(made, facts.rekeyed->time);
    lives.push_back(std::move(life));
  }
  return lives;
}

Answer encapsulation(const Case& that, const Promise& promise) {
  const bool wanted = promise.value == "yes";
  if (that.pair->flows.empty()) return not_seen("no packets of ESP");
  for (const auto* facts : that.pair->flows) {
    const bool plain = facts->flow->path.encapsulation == Encapsulation::none;
    if (plain == wanted)
      return broken(plain ? "ESP travelled without UDP or TCP" : "ESP travelled in UDP or TCP",
                    {facts->flow->first_frame});
  }
  return kept();
}

}  // namespace

std::vector<Answer> judge_ike(const Case& that) {
  Answers answers(that, that.connection->promises, {});
  answers.ask(PromiseKind::encapsulation,
              [&](const Promise& promise) { return encapsulation(that, promise); });
  if (that.pair->family == nullptr) {
    for (const auto& promise : that.connection->promises)
      if (promise.kind >= PromiseKind::version && promise.kind != PromiseKind::encapsulation)
        answers.ask(promise.kind, [](const Promise&) { return not_seen("no IKE in the capture"); });
    return answers.take();
  }
  const auto ask = [&](PromiseKind kind, auto judge) {
    answers.ask(kind, [&](const Promise& promise) { return judge(that, promise); });
  };
  const auto ask_of_end = [&](PromiseKind kind, auto judge) {
    answers.ask_of_end(kind, [&](const Promise& promise, std::uint8_t side) {
      return judge(that, promise, side);
    });
  };
  ask(PromiseKind::version, version);
  ask(PromiseKind::proposals, proposals);
  ask(PromiseKind::tcp, tcp);
  ask(PromiseKind::ppk, [](const Case& of, const Promise&) { return ppk(of); });
  ask_of_end(PromiseKind::fragmentation, fragmentation);
  ask_of_end(PromiseKind::mobike, mobike);
  ask_of_end(PromiseKind::dpd_delay, dpd_delay);
  ask_of_end(PromiseKind::dscp, dscp);
  const auto lives = lives_of(that);
  answers.ask_of_end(PromiseKind::rekey_time, [&](const Promise& promise, std::uint8_t side) {
    return lives.empty() ? not_seen("no IKE SA came up in the capture")
                         : judge_rekeying(promise, lives, side);
  });
  answers.ask(PromiseKind::life_time, [&](const Promise& promise) {
    return lives.empty() ? not_seen("no IKE SA came up in the capture") : judge_end(promise, lives);
  });
  return answers.take();
}

}  // namespace espect::rules::configuration
