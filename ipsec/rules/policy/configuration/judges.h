// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>

#include "ipsec/rules/policy/configuration/matches.h"

// Each judges the promises of one kind of thing.
namespace espect::rules::configuration {

class Answers {
 public:
  Answers(const Case& that, const std::vector<registry::Promise>& promises, std::string child)
      : that_(that), promises_(promises), child_(std::move(child)) {}

  // `judge(promise)` or, of what one end does, `judge(promise, side)` gives an Answer; asked only
  // when the configuration says it. Where it may speak for both ends and they differ, nobody knows.
  template <class Judge>
  void ask(registry::PromiseKind kind, const Judge& judge) {
    const auto* promise = find(promises_, kind);
    if (promise != nullptr) add(*promise, judge(*promise));
  }
  template <class Judge>
  void ask_of_end(registry::PromiseKind kind, const Judge& judge) {
    const auto* promise = find(promises_, kind);
    if (promise == nullptr) return;
    auto answer = judge(*promise, that_.own[0]);
    if (that_.own.size() > 1 && judge(*promise, that_.own[1]).kept != answer.kept)
      answer = {.what = "the configuration does not say which end it is of"};
    add(*promise, std::move(answer));
  }
  std::vector<Answer> take() { return std::move(answers_); }

 private:
  void add(const registry::Promise& promise, Answer answer) {
    answer.promise = &promise;
    answer.child = child_;
    answers_.push_back(std::move(answer));
  }

  const Case& that_;
  const std::vector<registry::Promise>& promises_;
  std::string child_;
  std::vector<Answer> answers_;
};

inline Answer kept(std::string what = {}, bool opened = false) {
  return {.kept = Kept::kept, .what = std::move(what), .opened = opened};
}
inline Answer broken(std::string what, std::vector<std::uint32_t> frames, bool opened = false) {
  return {
      .kept = Kept::broken, .what = std::move(what), .frames = std::move(frames), .opened = opened};
}
inline Answer not_seen(std::string why) {
  return {.what = std::move(why)};
}

// What an SA did with the time that it was to be rekeyed at, and to live.
struct Life {
  std::string name;    // "IKE SA 1"
  double seconds = 0;  // from when it was made to its last packet
  std::uint32_t last_frame = 0;
  std::optional<Rekeying> rekeyed;
  double rekeyed_after = 0;
};
// The worst of what became of `lives`.
Answer judge_rekeying(const registry::Promise& promise, const std::vector<Life>& lives,
                      std::uint8_t side);
Answer judge_end(const registry::Promise& promise, const std::vector<Life>& lives);

std::vector<Answer> judge_ike(const Case& that);
// Of one configured child: what became of the Child SAs of it.
std::vector<Answer> judge_child(const Case& that, const registry::PromisedChild& child,
                                const std::vector<const ChildFacts*>& made);
// Promises that its packets keep or break.
std::vector<Answer> judge_flows(const Case& that, const registry::PromisedChild& child,
                                const std::vector<const FlowFacts*>& flows);

}  // namespace espect::rules::configuration
