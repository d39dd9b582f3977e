// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/registry/configuration.h"
#include "ipsec/registry/promises.h"
#include "ipsec/registry/proposal_words.h"

// Values of configurations in words that are the same for every daemon.
namespace espect::registry {

// At any of these characters, without blanks; empty parts are left out.
std::vector<std::string> parts_of(std::string_view text, std::string_view at);
// "1h", "90m", "28800s", "2d", "3600": seconds. Nothing when it is none.
std::optional<std::uint64_t> seconds_of(std::string_view text);
// yes, true, 1, enabled; no, false, 0, disabled. Nothing when it is neither.
std::optional<bool> yes_or_no(std::string_view text);
std::optional<std::uint64_t> number_of(std::string_view text);
// "10.1.0.10", "10.0.0.0/8", "10.0.0.1-10.0.0.9"; anything else, which is a name, is "any".
std::string addresses_of(std::string_view text);
// strongSwan's "aes" and "camellia" without a size are those of 128 bits.
void complete(ProposalWord& word, bool libreswan);
// The value of proposals, in numbers; nothing where the daemon's own decide.
std::optional<std::string> proposals_of(const std::string& text, PolicyScope scope, bool libreswan);

// Writes down promises of one connection or child.
class Promises {
 public:
  Promises(std::vector<Promise>& into, const Settings& settings)
      : into_(into), settings_(settings) {}

  // Null: it does not say so.
  const Setting* said(std::string_view key) const;
  void promise(PromiseKind kind, std::string value, std::string_view key);
  // What the daemon does when nothing is said.
  void by_default(PromiseKind kind, std::string value, std::string said);
  // A setting that is taken over as it stands, when it is one of the words.
  void word(PromiseKind kind, std::string_view key, std::string_view words,
            std::string_view otherwise = {});
  void flag(PromiseKind kind, std::string_view key, std::optional<bool> otherwise = {});
  void number(PromiseKind kind, std::string_view key);
  std::optional<std::uint64_t> seconds(std::string_view key) const;
  std::optional<std::uint64_t> count(std::string_view key) const;
  // Settings that nobody asked for, and those whose value was not understood: no promise holds
  // them.
  std::vector<std::string> unheld() const;

 private:
  std::vector<Promise>& into_;
  const Settings& settings_;
  mutable std::set<std::string, std::less<>> asked_;
  mutable std::set<std::string, std::less<>> not_understood_;
};

// How a setting is called where it is written: "rekey_time = 1h", "swanctl.conf line 12".
std::string place_of(const Setting& setting);

// `unheld`: settings that no promise holds are added to it.
PromisedConnection swanctl_promises(const ConfiguredConnection& connection,
                                    std::vector<std::string>& unheld);
PromisedConnection ipsec_conf_promises(const ConfiguredConnection& connection,
                                       std::vector<std::string>& unheld);

}  // namespace espect::registry
