// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/policy/configuration/answers.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/rules/policy/configuration/judges.h"
#include "ipsec/rules/spi_text.h"

namespace espect::rules::configuration {
namespace {

Subject subject_of(const Pair& pair, std::uint32_t& first_frame) {
  if (pair.family != nullptr) {
    first_frame = pair.family->sas[0].sa->first_frame;
    return Subject(*pair.family->sas[0].sa);
  }
  first_frame = pair.flows[0]->flow->first_frame;
  return Subject(*pair.flows[0]->flow);
}

// A Child SA whose selectors are in no configured child.
void judge_strangers(const Case& that, ConnectionAnswer& answer) {
  for (const auto* made : that.pair->children) {
    if (child_for(that, *made) != nullptr || that.connection->children.empty()) continue;
    const auto& child = that.connection->children.front();
    for (const auto kind :
         {registry::PromiseKind::local_selectors, registry::PromiseKind::remote_selectors}) {
      const auto* promise = find(child.promises, kind);
      if (promise == nullptr) continue;
      answer.answers.push_back(
          {promise,
           child.name,
           Kept::broken,
           fmt::format("Child SA {} has {} == {}, which no child of the connection has",
                       spis_text(*made->child), to_text(made->child->ts_i),
                       to_text(made->child->ts_r)),
           {made->child->created_frame},
           true});
      break;
    }
  }
}

ConnectionAnswer answer_of(const Case& that) {
  ConnectionAnswer answer;
  answer.connection = that.connection;
  answer.subject = subject_of(*that.pair, answer.first_frame);
  answer.answers = judge_ike(that);
  const auto& children = that.connection->children;
  for (const auto& child : children) {
    std::vector<const ChildFacts*> made;
    std::ranges::copy_if(that.pair->children, std::back_inserter(made),
                         [&](const auto* one) { return child_for(that, *one) == &child; });
    std::vector<const FlowFacts*> flows;
    std::ranges::copy_if(that.pair->flows, std::back_inserter(flows), [&](const auto* flow) {
      const auto* its = that.child_of(*flow);
      return its != nullptr ? child_for(that, *its) == &child : children.size() == 1;
    });
    std::ranges::move(judge_child(that, child, made), std::back_inserter(answer.answers));
    std::ranges::move(judge_flows(that, child, flows), std::back_inserter(answer.answers));
  }
  judge_strangers(that, answer);
  return answer;
}

}  // namespace

bool ConnectionAnswer::broken() const {
  return std::ranges::count(answers, Kept::broken, &Answer::kept) != 0;
}

void answer_at_end(const Bench& bench, std::function<void(const ConnectionAnswer&)> tell) {
  const auto connections = bench.policy.connections();
  if (connections.empty()) return;
  bench.events.to<sessions::CaptureEnded>(
      [facts = hear_traffic(bench), connections, tell](const sessions::CaptureEnded&) {
        for (const auto& pair : pairs_of(facts))
          for (const auto& that : cases_of(pair, connections)) tell(answer_of(that));
      });
}

std::string name_of(const Answer& answer) {
  return fmt::format("{}{}{}", answer.child, answer.child.empty() ? "" : ": ",
                     answer.promise->said);
}

std::string text_of(const ConnectionAnswer& answer, Kept kept) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;
  const auto add = [&](const std::string& reason, std::string name) {
    auto at = std::ranges::find(by_reason, reason, [](const auto& one) { return one.first; });
    if (at == by_reason.end()) at = by_reason.insert(at, {reason, {}});
    // One setting can promise two things.
    if (std::ranges::count(at->second, name) == 0) at->second.push_back(std::move(name));
  };
  for (const auto& one : answer.answers) {
    if (one.kept != kept) continue;
    const auto place = one.promise->place.empty() ? std::string("by default") : one.promise->place;
    add(one.what,
        kept == Kept::broken ? fmt::format("{} ({})", name_of(one), place) : name_of(one));
  }
  std::string text;
  for (const auto& [reason, names] : by_reason)
    text += fmt::format("{}{}{}{}", text.empty() ? "" : "; ", fmt::join(names, ", "),
                        reason.empty() ? "" : ": ", reason);
  return text;
}

void add_text(Finding& finding, std::string_view key, const std::string& text) {
  if (text.empty()) return;
  const auto known = finding.evidence.text(key);
  finding.evidence.set(key, known.empty() ? text : known + "; " + text);
}

std::string name_of(const registry::PromisedConnection& connection) {
  return fmt::format("connection {} ({})", connection.name, connection.file);
}

}  // namespace espect::rules::configuration
