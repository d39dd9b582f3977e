// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "ipsec/registry/policy.h"
#include "tests/support/catch.h"

namespace espect::test {

struct Said {
  const char* child;
  const char* setting;
  const char* value;
  const char* said;
};

// A policy with one connection, "gw" of own.conf, whose rows are lines of that file in order.
inline registry::Policy configured(const std::vector<Said>& rows) {
  std::vector<registry::PromisedConnection> connections;
  unsigned line = 0;
  for (const auto& row : rows)
    CHECK(registry::take_promise({"gw", row.child, "own.conf", row.setting, row.value, row.said,
                                  "own.conf line " + std::to_string(++line)},
                                 connections)
              .empty());
  return registry::Policy("own.csv", {}, std::move(connections));
}

}  // namespace espect::test
