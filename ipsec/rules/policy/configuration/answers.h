// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ipsec/registry/promises.h"
#include "ipsec/rules/rule.h"

// What became of the promises of a configuration.
namespace espect::rules::configuration {

enum class Kept : std::uint8_t { kept, broken, not_seen };

struct Answer {
  const registry::Promise* promise = nullptr;
  std::string child;  // name of its child, empty for the connection itself
  Kept kept = Kept::not_seen;
  std::string what;  // what was seen, or why it was not
  std::vector<std::uint32_t> frames{};
  bool opened = false;  // read under a key
};

// Of one connection and the peers whose traffic it fits.
struct ConnectionAnswer {
  const registry::PromisedConnection* connection = nullptr;
  Subject subject;
  std::uint32_t first_frame = 0;
  std::vector<Answer> answers;

  bool broken() const;
};

// Hears the traffic and tells at the end of the capture what became of each connection that it
// fits. Does nothing under a policy without promises.
void answer_at_end(const Bench& bench, std::function<void(const ConnectionAnswer&)> tell);

// "net: mode = beet".
std::string name_of(const Answer& answer);
// Those of a kind by what was seen of them, or why they were not; broken ones with their lines.
std::string text_of(const ConnectionAnswer& answer, Kept kept);
// Behind what the evidence of other pairs of peers says already; nothing when there is no text.
void add_text(Finding& finding, std::string_view key, const std::string& text);
// "connection gw (swanctl.conf)".
std::string name_of(const registry::PromisedConnection& connection);

}  // namespace espect::rules::configuration
