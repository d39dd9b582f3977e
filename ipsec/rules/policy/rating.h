// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/named_first.h"
#include "ipsec/rules/rule.h"

// What a policy says about transforms, as severity and text.
namespace espect::rules::rating {

namespace types = registry::transform_type;
using registry::PolicyKind;
using registry::PolicyScope;
using registry::Verdict;

// NONE is judged by missing-integrity and the quantum rules, SN by sn-mismatch (but a baseline says
// which of them were right), and ESP without encryption by null-encryption.
inline std::optional<PolicyKind> kind_of(const sessions::Transform& transform, PolicyScope scope) {
  if (transform.type == types::encr) {
    const auto* cipher = registry::encryption_parameters(transform.meaning);
    const bool null = cipher != nullptr && !cipher->encrypts();
    if (null && scope != PolicyScope::ike) return std::nullopt;
    return PolicyKind::encr;
  }
  if (transform.type == types::prf) return PolicyKind::prf;
  if (transform.type == types::sn) return PolicyKind::sn;
  if (transform.id == 0) return std::nullopt;
  if (transform.type == types::integ) return PolicyKind::integ;
  if (transform.is_key_exchange()) return PolicyKind::ke;
  return std::nullopt;
}

struct Rated {
  std::string text;  // "ENCR_3DES (forbidden: ...)"
  Severity severity;
};

// Forbidden and negotiated is medium, discouraged low; what was only offered counts one step less.
// Under a policy that somebody chose, forbidden and negotiated is high: it is broken.
inline std::optional<Severity> severity_of(registry::Verdict verdict, bool negotiated,
                                           bool chosen) {
  switch (verdict) {
    case Verdict::forbidden:
      if (negotiated) return chosen ? Severity::high : Severity::medium;
      return Severity::low;
    case Verdict::discouraged:
      return negotiated ? Severity::low : Severity::info;
    case Verdict::offer_only:
      if (negotiated) return Severity::medium;
      break;
    case Verdict::required:
    case Verdict::recommended:
    case Verdict::acceptable:
      break;
  }
  return std::nullopt;
}

inline std::optional<Rated> rate(const registry::Policy& policy,
                                 const sessions::Transform& transform, bool negotiated,
                                 PolicyScope scope) {
  const auto kind = kind_of(transform, scope);
  if (!kind) return std::nullopt;
  const auto key_bits =
      transform.key_bits != 0 ? std::optional<unsigned>(transform.key_bits) : std::nullopt;
  const auto* row = policy.rate(*kind, transform.meaning, key_bits, scope);
  if (row == nullptr || (kind == PolicyKind::sn && !row->is_baseline())) return std::nullopt;
  const auto severity = severity_of(row->verdict, negotiated, policy.name() != "default");
  if (!severity) return std::nullopt;
  return Rated{row->is_baseline()
                   ? fmt::format("{} (configuration drift: {})", to_text(transform), row->reason)
                   : fmt::format("{} ({}: {}; {})", to_text(transform), to_text(row->verdict),
                                 row->reason, row->reference),
               *severity};
}

// What a baseline requires of every selection, and this one has not: a hybrid capture fails a
// classical one.
inline std::vector<Rated> missing(const registry::Policy& policy,
                                  const sessions::Proposal& selection, PolicyScope scope) {
  std::vector<Rated> rated;
  for (const auto& row : policy.rows()) {
    if (row.verdict != Verdict::required || !row.is_baseline() || row.scope != scope || !row.id ||
        row.kind != PolicyKind::ke)
      continue;
    const bool there = std::ranges::any_of(selection.transforms, [&](const auto& transform) {
      return transform.is_key_exchange() && transform.id == *row.id;
    });
    if (!there)
      rated.push_back({fmt::format("no {} (configuration drift: always {})", row.name, row.reason),
                       Severity::high});
  }
  return rated;
}

class Collected {
 public:
  void add(const Rated& rated) {
    names_.add(rated.text);
    worst_ = std::max(worst_.value_or(rated.severity), rated.severity);
  }
  std::string text() const { return names_.text(); }
  std::optional<Severity> worst() const { return worst_; }

 private:
  NamedFirst names_;
  std::optional<Severity> worst_;
};

}  // namespace espect::rules::rating
