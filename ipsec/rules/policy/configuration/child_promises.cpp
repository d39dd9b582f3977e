// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "ipsec/datagram/names.h"
#include "ipsec/rules/policy/configuration/judges.h"
#include "ipsec/rules/policy/configuration/selection.h"
#include "ipsec/rules/policy/configuration/selectors.h"
#include "ipsec/rules/spi_text.h"

namespace espect::rules::configuration {
namespace {

using registry::Promise;
using registry::PromiseKind;
using sessions::ChildSa;
using Made = std::vector<const ChildFacts*>;

std::string name_of(const ChildSa& child) {
  return "Child SA " + spis_text(child);
}

const std::vector<sessions::TrafficSelector>& selectors_of(const Case& that,
                                                           const ChildFacts& facts, bool local) {
  const bool initiator = (facts.initiator == that.local) == local;
  return initiator ? facts.child->ts_i : facts.child->ts_r;
}

Answer selectors(const Case& that, const Promise& promise, const Made& made, bool local) {
  std::string narrow;
  for (const auto* facts : made) {
    const auto& negotiated = selectors_of(that, *facts, local);
    switch (cover(promise.value, negotiated)) {
      case Cover::part:
        return broken(fmt::format("{} has {}", name_of(*facts->child), to_text(negotiated)),
                      {facts->child->created_frame}, true);
      case Cover::dynamic:
        return not_seen("the configuration leaves them to run time");
      case Cover::all:
        if (narrowed(promise.value, negotiated))
          narrow = fmt::format("narrowed to {}", to_text(negotiated));
    }
  }
  return kept(std::move(narrow), true);
}

Answer protocol(const Promise& promise, const Made& made) {
  for (const auto* facts : made)
    if ((facts->child->protocol == Protocol::ah) != (promise.value == "ah"))
      return broken(fmt::format("{} is one of {}", name_of(*facts->child),
                                espect::display_name(facts->child->protocol)),
                    {facts->child->created_frame}, true);
  return kept({}, true);
}

Answer child_proposals(const Promise& promise, const Made& made) {
  for (const auto* facts : made) {
    const auto& child = *facts->child;
    // The first one takes its keys from the IKE SA (RFC 7296 section 1.2).
    const bool own_exchange = child.made_in != registry::exchange::ike_auth;
    const auto differs = not_proposed(promise.value, child.selection, own_exchange);
    if (!differs.empty())
      return broken(fmt::format("{} has {}", name_of(child), differs), {child.created_frame}, true);
  }
  return kept({}, true);
}

std::string_view word_of(sessions::ChildSaMode mode) {
  switch (mode) {
    case sessions::ChildSaMode::tunnel:
      return "tunnel";
    case sessions::ChildSaMode::transport:
      return "transport";
    case sessions::ChildSaMode::beet:
      return "beet";
    case sessions::ChildSaMode::iptfs:
      return "iptfs";
  }
  return "tunnel";
}

Answer mode(const Promise& promise, const Made& made) {
  for (const auto* facts : made)
    if (word_of(facts->child->mode) != promise.value)
      return broken(
          fmt::format("{} is in {} mode", name_of(*facts->child), word_of(facts->child->mode)),
          {facts->child->created_frame}, true);
  return kept({}, true);
}

Answer ipcomp(const Promise& promise, const Made& made) {
  for (const auto* facts : made)
    if (facts->child->ipcomp != (promise.value == "yes"))
      return broken(fmt::format("{} {} IPComp", name_of(*facts->child),
                                facts->child->ipcomp ? "has" : "has no"),
                    {facts->child->created_frame}, true);
  return kept({}, true);
}

struct Use {
  Time last{};
  std::uint32_t frame = 0;
  std::uint64_t packets = 0;  // of the direction with more
};

Use use_of(const Case& that, const ChildSa& child) {
  Use use;
  for (const auto* facts : that.pair->flows) {
    const auto& flow = *facts->flow;
    if (flow.child_sa != child.id) continue;
    if (flow.last_frame > use.frame) {
      use.frame = flow.last_frame;
      use.last = flow.last_time;
    }
    use.packets = std::max(use.packets, flow.packets);
  }
  return use;
}

std::vector<Life> lives_of(const Case& that, const Made& made) {
  std::vector<Life> lives;
  for (const auto* facts : made) {
    const auto& child = *facts->child;
    const auto use = use_of(that, child);
    Life life{name_of(child), 0, use.frame, facts->rekeyed, 0};
    if (use.frame != 0) life.seconds = std::max(0.0, seconds_between(child.created, use.last));
    if (facts->rekeyed) life.rekeyed_after = seconds_between(child.created, facts->rekeyed->time);
    lives.push_back(std::move(life));
  }
  return lives;
}

std::uint64_t last_number(std::string_view value) {
  const auto dash = value.find('-');
  if (dash != std::string_view::npos) value.remove_prefix(dash + 1);
  std::uint64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

Answer rekey_packets(const Case& that, const Promise& promise, const Made& made) {
  const auto limit = last_number(promise.value);
  std::uint64_t most = 0;
  for (const auto* facts : made) {
    const auto use = use_of(that, *facts->child);
    most = std::max(most, use.packets);
    if (use.packets >= limit && facts->rekeyed) return kept({}, true);
    if (use.packets > limit + limit / 10 + 100 && !facts->rekeyed)
      return broken(fmt::format("{} has carried {} packets one way and was not rekeyed",
                                name_of(*facts->child), use.packets),
                    {use.frame}, true);
  }
  return not_seen(fmt::format("at most {} packets one way", most));
}

Answer life_packets(const Case& that, const Promise& promise, const Made& made) {
  const auto limit = last_number(promise.value);
  std::uint64_t most = 0;
  for (const auto* facts : made) {
    const auto use = use_of(that, *facts->child);
    most = std::max(most, use.packets);
    if (use.packets > limit)
      return broken(
          fmt::format("{} carried {} packets one way", name_of(*facts->child), use.packets),
          {use.frame}, true);
  }
  return most * 10 >= limit * 8 ? kept({}, true)
                                : not_seen(fmt::format("at most {} packets one way", most));
}

}  // namespace

std::vector<Answer> judge_child(const Case& that, const registry::PromisedChild& child,
                                const Made& made) {
  Answers answers(that, child.promises, child.name);
  const bool authenticated =
      that.pair->family != nullptr &&
      (that.pair->family->sides[0].auth_frame != 0 || that.pair->family->sides[1].auth_frame != 0);
  const auto ask = [&](PromiseKind kind, const auto& judge) {
    answers.ask(kind, [&](const Promise& promise) {
      if (!made.empty()) return judge(promise);
      return not_seen(that.pair->children.empty() && !authenticated
                          ? "the messages that make Child SAs were not opened"
                          : "no Child SA of it was made in the capture");
    });
  };
  ask(PromiseKind::local_selectors,
      [&](const Promise& promise) { return selectors(that, promise, made, true); });
  ask(PromiseKind::remote_selectors,
      [&](const Promise& promise) { return selectors(that, promise, made, false); });
  ask(PromiseKind::protocol, [&](const Promise& promise) { return protocol(promise, made); });
  ask(PromiseKind::proposals,
      [&](const Promise& promise) { return child_proposals(promise, made); });
  ask(PromiseKind::mode, [&](const Promise& promise) { return mode(promise, made); });
  ask(PromiseKind::ipcomp, [&](const Promise& promise) { return ipcomp(promise, made); });
  ask(PromiseKind::rekey_packets,
      [&](const Promise& promise) { return rekey_packets(that, promise, made); });
  ask(PromiseKind::life_packets,
      [&](const Promise& promise) { return life_packets(that, promise, made); });
  const auto lives = lives_of(that, made);
  answers.ask_of_end(PromiseKind::rekey_time, [&](const Promise& promise, std::uint8_t side) {
    return judge_rekeying(promise, lives, side);
  });
  answers.ask(PromiseKind::life_time,
              [&](const Promise& promise) { return judge_end(promise, lives); });
  return answers.take();
}

}  // namespace espect::rules::configuration
