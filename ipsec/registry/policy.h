// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/registry/promises.h"

namespace espect::registry {

enum class PolicyKind : std::uint8_t { ike_version, encr, prf, integ, ke, auth, hash, sn };
enum class PolicyScope : std::uint8_t { any, ike, esp, ah };
enum class Verdict : std::uint8_t {
  required,
  recommended,
  acceptable,
  offer_only,  // may be offered, not selected
  discouraged,
  forbidden,
};

std::string_view to_text(PolicyKind kind);
std::string_view to_text(PolicyScope scope);
std::string_view to_text(Verdict verdict);

struct PolicyRow {
  PolicyKind kind;
  std::optional<std::uint16_t> id;  // in the registry of that kind; nullopt ("*") = those without
                                    // a row of their own
  std::string name;
  std::optional<std::uint16_t> key_bits;  // nullopt = every key length
  PolicyScope scope;
  Verdict verdict;
  std::string reason;
  std::string reference;
  std::string note;
  unsigned line;

  // Whether the row says what a capture held that was known to be right.
  bool is_baseline() const { return reference.starts_with(baseline_reference); }
  static constexpr std::string_view baseline_reference = "baseline ";
};

// Verdicts about algorithms, and what a configuration promises beside them. What has no row is
// unrated, which is not a finding.
class Policy {
 public:
  Policy(std::string_view name, std::vector<PolicyRow> rows,
         std::vector<PromisedConnection> connections = {})
      : name_(name), rows_(std::move(rows)), connections_(std::move(connections)) {}

  const std::string& name() const { return name_; }
  std::span<const PolicyRow> rows() const { return rows_; }
  std::span<const PromisedConnection> connections() const { return connections_; }

  // A row of the algorithm wins over one for all others; then the row with exactly these key bits
  // over the one for every key length; then the scope of the SA over `any`. Without key bits only
  // rows for every key length apply.
  const PolicyRow* rate(PolicyKind kind, std::uint32_t id, std::optional<unsigned> key_bits,
                        PolicyScope scope) const;

 private:
  std::string name_;
  std::vector<PolicyRow> rows_;
  std::vector<PromisedConnection> connections_;
};

// Reads a policy file; `name` stands in the error, which has a line for everything that is wrong:
// "mine.csv: line 3: bad verdict 'great'; allowed: required, ...".
tl::expected<Policy, std::string> parse_policy(std::string_view csv_text, std::string_view name);

// The text that parse_policy() reads; `line` of the rows does not matter.
std::string to_csv(std::span<const PolicyRow> rows);
// The name by which policies call a code point; empty when the registry has none.
std::string_view policy_name(PolicyKind kind, std::uint16_t id);

// "default", "cnsa2", ...: the files of policies/. nullptr = no such policy.
const Policy* builtin_policy(std::string_view name);

struct PolicyText {
  const char* name;
  const char* csv;
};
std::span<const PolicyText> builtin_policy_texts();

}  // namespace espect::registry
