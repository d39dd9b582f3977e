// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::child_sas_pile_up {
namespace {

using sessions::ChildSa;
using sessions::ChildSaState;

// Rekeys of both peers at once leave two or three for a moment; more is no rekey.
constexpr std::size_t pile = 5;
constexpr double at_once_seconds = 2;
constexpr std::size_t max_kept = 4096;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  if (evidence.number("short_lived") != 0)
    return fmt::format(
        "{} for {} {} within {:.0f} s", counted(evidence.number("short_lived"), "Child SA"),
        evidence.text("selectors"),
        verb(evidence.number("short_lived"), "was made and deleted", "were made and deleted"),
        at_once_seconds);
  return fmt::format("{} for {} at once under {}, none of them rekeyed or deleted",
                     counted(evidence.number("at_once"), "Child SA"), evidence.text("selectors"),
                     to_text(finding.subject));
}

// Lineage of the IKE SA, protocol, selectors.
using Key = std::tuple<std::uint32_t, Protocol, std::string>;

struct Pile {
  std::vector<const ChildSa*> live;
  std::uint64_t short_lived = 0;
  std::vector<std::uint32_t> short_lived_frames;
};

std::string selectors_of(const ChildSa& child) {
  return fmt::format("{} == {}", to_text(child.ts_i), to_text(child.ts_r));
}

// RFC 9611: one Child SA per resource is meant to be one of many.
bool per_resource(const sessions::ChildSaMade& event) {
  return event.response.said(registry::notify::sa_resource_info);
}

void note_ended(Pile& piled) {
  std::erase_if(piled.live, [&](const ChildSa* child) {
    if (child->state == ChildSaState::active || child->state == ChildSaState::pending) return false;
    const bool at_once = child->state == ChildSaState::deleted &&
                         seconds_between(child->created, child->closed) <= at_once_seconds;
    if (at_once) {
      ++piled.short_lived;
      piled.short_lived_frames.push_back(child->created_frame);
      piled.short_lived_frames.push_back(child->closed_frame);
    }
    return true;
  });
}

Finding& about(const Bench& bench, const sessions::IkeSa& sa, const std::string& selectors) {
  Finding& finding = bench.about(Subject(sa));
  finding.certainty = Certainty::decrypted;
  finding.evidence.set("selectors", selectors);
  return finding;
}

void install(const Bench& bench) {
  const auto piles = bench.table<Key, Pile>("selectors of Child SAs");
  bench.events.to<sessions::ChildSaMade>([bench, piles](const sessions::ChildSaMade& event) {
    const auto& child = event.child;
    if (child.ts_i.empty() || child.rekeyed_from || per_resource(event)) return;
    const auto selectors = selectors_of(child);
    auto& piled = (*piles)[{child.lineage, child.protocol, selectors}];
    note_ended(piled);
    if (piled.live.size() < max_kept)
      piled.live.push_back(&child);
    else
      bench.findings.full_tables().add(bench.rule.id, "Child SAs of the same selectors", max_kept);
    if (piled.live.size() >= pile) {
      Finding& finding = about(bench, event.sa, selectors);
      if (piled.live.size() < finding.evidence.number("at_once")) return;
      finding.evidence.set("at_once", std::uint64_t{piled.live.size()});
      finding.count = piled.live.size();
      const bool first = piled.live.size() == pile;
      for (const auto* each : piled.live) {
        finding.add_frames({&each->created_frame, 1});
        if (first || each == &child)
          finding.say(each->created_frame,
                      "made 0x{0:08x} and 0x{1:08x}, one of those that pile up", each->spi_i,
                      each->spi_r);
      }
    } else if (piled.short_lived >= pile) {
      Finding& finding = about(bench, event.sa, selectors);
      finding.evidence.set("short_lived", piled.short_lived);
      finding.count = piled.short_lived;
      finding.add_frames(piled.short_lived_frames);
      const auto& frames = piled.short_lived_frames;  // made, deleted, made, ...
      for (std::size_t at = 0; at + 1 < frames.size(); at += 2) {
        finding.say(frames[at], "makes a Child SA that is deleted at once, in frame {0}",
                    frames[at + 1]);
        finding.say(frames[at + 1], "deletes the Child SA that frame {0} made", frames[at]);
      }
      piled.short_lived_frames.clear();
    }
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "child-sas-pile-up",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "Child SAs with the same selectors pile up",
    .why =
        "One peer makes the same Child SA again and again without rekeying or deleting the one "
        "before, or deletes each as soon as it is there. The two disagree about whether it came "
        "up, or each side makes one of its own. SAs of one resource each (RFC 9611) are not meant. "
        "It costs memory, key exchanges and log, and ends at the peer's limit.",
    .advice =
        "See who asks for them. Let one side alone start the connection, and compare selectors and "
        "start actions of both configurations; known bugs of daemons show so, too.",
    .specs = {"RFC 7296 section 2.8", "RFC 7296 section 1.3.1", "RFC 9611", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::child_sas_pile_up
