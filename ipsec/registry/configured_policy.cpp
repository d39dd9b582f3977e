// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "ipsec/bytes/closest_word.h"
#include "ipsec/registry/configuration.h"
#include "ipsec/registry/configured_values.h"
#include "ipsec/registry/proposal_words.h"
#include "ipsec/registry/tables.h"

namespace espect::registry {
namespace {

class Collector {
 public:
  Collector(std::vector<std::string>& errors, std::string name)
      : errors_(errors), name_(std::move(name)) {}

  void take(const ConfiguredConnection& connection) {
    for (const auto version : connection.versions)
      add(PolicyKind::ike_version, version, std::nullopt, PolicyScope::any);
    bool ike = false;
    bool child = false;
    for (const auto& [scope, said] : connection.proposals) {
      (scope == PolicyScope::ike ? ike : child) = true;
      for (auto proposal : parts_of(said.value, ",")) {
        // "!" of strongSwan's ipsec.conf: nothing but these.
        if (proposal.ends_with('!')) proposal.pop_back();
        if (proposal == "default")
          own_.insert(scope);
        else
          take(proposal, scope, said, connection.libreswan);
      }
    }
    if (!ike) own_.insert(PolicyScope::ike);
    if (!child && connection.child_sas) own_.insert(PolicyScope::esp);
    if (connection.libreswan) open_ended_ = true;
  }

  std::vector<PolicyRow> rows() {
    std::vector<PolicyRow> rows;
    const auto reference = std::string(PolicyRow::baseline_reference) + name_;
    const auto row = [&](PolicyKind kind, std::optional<std::uint16_t> id, std::string text,
                         std::optional<std::uint16_t> bits, PolicyScope scope, Verdict verdict,
                         const char* reason) {
      rows.push_back({kind, id, std::move(text), bits, scope, verdict,
                      fmt::format("{} {}", reason, name_), reference, "", 0});
    };
    std::set<std::pair<PolicyKind, PolicyScope>> judged;
    for (const auto& [kind, scope, id, bits] : seen_) {
      const bool required = kind == PolicyKind::ke && scope == PolicyScope::ike && always_ &&
                            always_->contains(id) && !own_.contains(scope);
      row(kind, id, std::string(policy_name(kind, id)), bits, scope,
          required ? Verdict::required : Verdict::acceptable, "in");
      if (!own_.contains(scope)) judged.emplace(kind, scope);
    }
    // ESP without a group has no perfect forward secrecy; libreswan takes the groups of IKE (pfs).
    if (scopes_.contains(PolicyScope::esp) && !own_.contains(PolicyScope::esp) && !open_ended_)
      judged.emplace(PolicyKind::ke, PolicyScope::esp);
    for (const auto& [kind, scope] : judged)
      row(kind, std::nullopt, "every other", std::nullopt, scope, Verdict::forbidden, "not in");
    return rows;
  }

 private:
  void add(PolicyKind kind, std::uint16_t id, std::optional<std::uint16_t> bits,
           PolicyScope scope) {
    seen_.emplace(kind, scope, id, bits);
  }

  void take(const std::string& proposal, PolicyScope scope, const Setting& said, bool libreswan) {
    scopes_.insert(scope);
    std::map<unsigned, std::set<std::uint16_t>> additional;
    bool numbers = false;
    for (const auto& text : parts_of(proposal, libreswan ? "-+;" : "-")) {
      auto meanings = proposal_word(text);
      if (meanings.empty())
        errors_.push_back(fmt::format("{}: line {}: no algorithm is called {}{}", said.file,
                                      said.line, text, did_you_mean(text, known_proposal_words())));
      for (auto& word : meanings) {
        complete(word, libreswan);
        if (word.kind == PolicyKind::prf && scope != PolicyScope::ike) continue;
        numbers = numbers || word.kind == PolicyKind::sn;
        if (word.addition != 0) additional[word.addition].insert(word.id);
        if (word.kind != PolicyKind::ke || word.id != 0)
          add(word.kind, word.id, word.key_bits, scope);
      }
    }
    // strongSwan: without esn or noesn it is noesn. libreswan offers both by default.
    if (scope != PolicyScope::ike && !numbers && !libreswan)
      add(PolicyKind::sn, 0, std::nullopt, scope);
    if (scope == PolicyScope::ike) keep_always(additional);
  }

  void keep_always(const std::map<unsigned, std::set<std::uint16_t>>& additional) {
    std::set<std::uint16_t> sure;
    for (const auto& [number, ids] : additional)
      if (ids.size() == 1 && !ids.contains(0)) sure.insert(*ids.begin());
    if (!always_)
      always_ = std::move(sure);
    else
      std::erase_if(*always_, [&](std::uint16_t id) { return !sure.contains(id); });
  }

  using Key = std::tuple<PolicyKind, PolicyScope, std::uint16_t, std::optional<std::uint16_t>>;
  std::vector<std::string>& errors_;
  std::string name_;
  std::set<Key> seen_;
  std::set<PolicyScope> own_;     // what the daemon proposes by itself decides
  std::set<PolicyScope> scopes_;  // that the configuration names
  std::optional<std::set<std::uint16_t>> always_;
  bool open_ended_ = false;
};

}  // namespace

tl::expected<std::vector<PolicyRow>, std::vector<std::string>> policy_of(
    const std::vector<ConfiguredConnection>& connections, const std::string& name) {
  std::vector<std::string> errors;
  Collector collector(errors, name);
  for (const auto& connection : connections) collector.take(connection);
  auto rows = collector.rows();
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return rows;
}

}  // namespace espect::registry
