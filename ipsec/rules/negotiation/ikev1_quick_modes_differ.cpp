// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/names.h"

namespace espect::rules::ikev1_quick_modes_differ {
namespace {

using Selectors = std::vector<sessions::TrafficSelector>;

std::string sentence(const Finding& finding) {
  return fmt::format("{} and {} want different things of quick mode: {}",
                     finding.evidence.text("a"), finding.evidence.text("b"),
                     finding.evidence.text("differences"));
}

// What one side asked for; its networks seen from its own end.
struct Asked {
  Address by;
  Selectors own;
  Selectors others;
  std::set<std::string> suites;  // without the group
  std::set<std::string> groups;
  std::set<std::string> lifetimes;
  std::set<std::uint16_t> encapsulations;
  std::uint32_t frame = 0;
};

Asked read(const sessions::QuickModeAsked& event) {
  Asked asked;
  asked.by = event.path.source;
  asked.own = event.ts_i;
  asked.others = event.ts_r;
  asked.frame = event.frame;
  for (const auto& offer : event.offers) {
    std::string suite = offer.proposal.protocol == registry::ikev1_protocol::ah ? "AH" : "ESP";
    for (const auto& one : offer.proposal.transforms)
      if (!one.is_key_exchange()) suite += " " + sessions::to_text(one);
    asked.suites.insert(std::move(suite));
    asked.groups.insert(offer.group ? offer.group->display_name() : std::string("none"));
    const auto life = to_text(offer.lifetime);
    asked.lifetimes.insert(life.empty() ? "no limit" : life);
    asked.encapsulations.insert(offer.encapsulation);
  }
  return asked;
}

bool overlap(const sessions::TrafficSelector& a, const sessions::TrafficSelector& b) {
  return a.is_address_range() && b.is_address_range() &&
         (a.contains(b.start) || b.contains(a.start));
}
bool overlap(const Selectors& a, const Selectors& b) {
  return std::ranges::any_of(a, [&](const auto& one) {
    return std::ranges::any_of(b, [&](const auto& other) { return overlap(one, other); });
  });
}

std::string networks(const Asked& asked) {
  return fmt::format("{} == {}", sessions::to_text(asked.own), sessions::to_text(asked.others));
}

class Differences {
 public:
  Differences(const Asked& a, const Asked& b) : a_(to_text(a.by)), b_(to_text(b.by)) {}
  void add(std::string_view what, const std::string& of_a, const std::string& of_b) {
    text_ += fmt::format("{}{}: {} {}, {} {}", text_.empty() ? "" : "; ", what, a_, of_a, b_, of_b);
  }
  void add(std::string_view what, const std::set<std::string>& of_a,
           const std::set<std::string>& of_b) {
    add(what, fmt::format("{}", fmt::join(of_a, " or ")),
        fmt::format("{}", fmt::join(of_b, " or ")));
  }
  const std::string& text() const { return text_; }

 private:
  std::string a_;
  std::string b_;
  std::string text_;
};

template <class T>
bool apart(const std::set<T>& a, const std::set<T>& b) {
  return std::ranges::none_of(a, [&](const T& one) { return b.contains(one); });
}

constexpr std::size_t most_asked = 64;  // of a pair of peers, the newest
using Peers = std::pair<Address, Address>;

void tell(const Bench& bench, const sessions::IkeSa& sa, const Asked& a, const Asked& b,
          const Differences& found, bool hinders) {
  if (found.text().empty()) return;
  Finding& finding = bench.about(Subject(sa));
  finding.certainty = Certainty::decrypted;
  if (hinders) finding.judge(Severity::medium);
  if (finding.count == 0 || hinders) {
    finding.evidence.set("a", to_text(a.by));
    finding.evidence.set("b", to_text(b.by));
    finding.evidence.set("differences", found.text());
  }
  finding.add({a.frame, b.frame});
  finding.say(a.frame, "differs from frame {0}: {2}", b.frame, 0, found.text());
  finding.say(b.frame, "differs from frame {0}: {2}", a.frame, 0, found.text());
}

void compare(const Bench& bench, const sessions::IkeSa& sa, const Asked& a, const Asked& b) {
  Differences found(a, b);
  const bool suites = apart(a.suites, b.suites);
  const bool groups = apart(a.groups, b.groups);
  const bool encapsulations = apart(a.encapsulations, b.encapsulations);
  if (suites) found.add("algorithms", a.suites, b.suites);
  if (groups) found.add("PFS group", a.groups, b.groups);
  if (apart(a.lifetimes, b.lifetimes)) found.add("lifetime", a.lifetimes, b.lifetimes);
  if (encapsulations) found.add("encapsulation", "one mode", "another");
  tell(bench, sa, a, b, found, suites || groups || encapsulations);
}

// The newest of the other side for the same two networks; else one whose networks overlap on both
// ends: those were meant to be the same.
void take(const Bench& bench, std::vector<Asked>& known, const sessions::QuickModeAsked& event) {
  auto asked = read(event);
  const Asked* mirrored = nullptr;
  const Asked* overlapping = nullptr;
  bool same_again = false;
  for (const auto& one : known) {
    if (one.by == asked.by) {
      same_again = same_again || (one.own == asked.own && one.others == asked.others &&
                                  one.suites == asked.suites && one.groups == asked.groups &&
                                  one.lifetimes == asked.lifetimes);
      continue;
    }
    if (one.own == asked.others && one.others == asked.own)
      mirrored = &one;
    else if (overlap(one.own, asked.others) && overlap(one.others, asked.own))
      overlapping = &one;
  }
  if (same_again) return;
  if (mirrored != nullptr) {
    compare(bench, event.sa, *mirrored, asked);
  } else if (overlapping != nullptr) {
    Differences found(*overlapping, asked);
    found.add("networks", networks(*overlapping), networks(asked));
    tell(bench, event.sa, *overlapping, asked, found, true);
  }
  if (known.size() >= most_asked) known.erase(known.begin());
  known.push_back(std::move(asked));
}

void install(const Bench& bench) {
  const auto known = bench.table<Peers, std::vector<Asked>>("pairs of peers");
  bench.events.to<sessions::QuickModeAsked>([bench, known](const sessions::QuickModeAsked& event) {
    const Peers peers = std::minmax(event.path.source, event.path.destination);
    take(bench, (*known)[peers], event);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ikev1-quick-modes-differ",
    .family = Family::negotiation,
    .severity = Severity::low,
    .needs = Needs::ike_keys,
    .title = "The peers want different things of quick mode",
    .why =
        "Either side may begin a quick mode, and each offers what it is configured for. Where the two "
        "have no algorithms, group, mode or networks in common, one side can set the tunnel up and "
        "the other cannot: it works until the wrong one rekeys. Lifetimes that differ alone make one "
        "side delete before the other.",
    .advice =
        "Set the same algorithms, PFS group, lifetimes and networks, mirrored, on both sides. The "
        "evidence names both values of each.",
    .specs = {"RFC 2409 section 5.5", "RFC 2407 section 4.5.4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ikev1_quick_modes_differ
