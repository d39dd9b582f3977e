// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ipsec/registry/policy.h"
#include "ipsec/rules/finding.h"
#include "ipsec/rules/findings.h"
#include "ipsec/sessions/subscriptions.h"

namespace espect::rules {

enum class Family : std::uint8_t { replay, fragmentation, negotiation, quantum, policy };
std::string_view to_text(Family family);

// The least that must be readable for the rule to say anything.
enum class Needs : std::uint8_t {
  headers,    // IP, UDP, ESP and AH headers
  ike_clear,  // IKEv2 in the clear
  ike_keys,   // opened IKEv2
  esp_keys,   // verified ESP or AH
};
std::string_view to_text(Needs needs);

// What a rule gets to work with. All of it outlives the rule's subscriptions.
struct Bench {
  const RuleInfo& rule;
  sessions::Subscriptions& events;
  Findings& findings;
  const registry::Policy& policy;
  const registry::ExperimentalProfile* profile;  // null = that of experimental.csv

  // A table of what the rule remembers: `things` says of what, for coverage.
  template <class Key, class Value>
  std::shared_ptr<Capped<Key, Value>> table(std::string_view things,
                                            std::optional<std::size_t> limit = {}) const;
  // The rule's finding about a subject, made on first use with the rule's severity.
  Finding& about(const Subject& subject) const { return findings.about(rule, subject); }
};

// A rule is one file: this, and an install() that subscribes. Whatever state it keeps lives in what
// it subscribes.
struct RuleInfo {
  std::string_view id;
  Family family;
  Severity severity;
  Needs needs;
  std::string_view title;                 // one line
  std::string_view why;                   // what it means and why it matters
  std::string_view advice;                // what to do
  std::array<std::string_view, 4> specs;  // "RFC 4303 section 3.4.3"
  std::string (*sentence)(const Finding& finding);
  void (*install)(const Bench& bench);
};

template <class Key, class Value>
std::shared_ptr<Capped<Key, Value>> Bench::table(std::string_view things,
                                                 std::optional<std::size_t> limit) const {
  return std::make_shared<Capped<Key, Value>>(findings.full_tables(), rule.id, things, limit);
}

// Every rule, by family and id. Written by the build
// (cmake/RuleCatalogue.cmake).
std::span<const RuleInfo* const> catalogue();
const RuleInfo* rule_named(std::string_view id);

// Installs the rules that are selected.
void install_all(sessions::Subscriptions& events, Findings& findings,
                 const registry::Policy& policy,
                 const registry::ExperimentalProfile* profile = nullptr,
                 const Selection& selection = {});

}  // namespace espect::rules
