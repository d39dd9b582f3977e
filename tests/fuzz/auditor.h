// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <utility>

#include "analyzer/network/stack.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/sessions.h"

namespace espect::fuzz {

// What `espect audit` builds for one capture: packets in, findings out, all rules installed.
class Auditor {
 public:
  explicit Auditor(const keys::KeyRing* keys = nullptr,
                   const registry::ExperimentalProfile* profile = nullptr)
      : sessions_(events_, keys, profile) {
    rules::install_all(events_, findings_, *registry::builtin_policy("default"), profile);
  }

  void on(const capture::Packet& packet) {
    last_ = packet.time;
    stack_.on(packet);
  }
  // Ends the capture and writes every sentence, as a report would. The number of their characters.
  std::size_t finish() {
    stack_.finish();
    sessions_.finish(last_);
    std::size_t characters = 0;
    for (const auto* finding : findings_.in_order())
      characters += finding->rule->sentence(*finding).size();
    return characters;
  }

  const sessions::Sessions& sessions() const { return sessions_; }
  const rules::Findings& findings() const { return findings_; }
  const network::NetworkFacts& facts() const { return stack_.facts(); }

 private:
  sessions::Subscriptions events_;
  rules::Findings findings_;
  sessions::Sessions sessions_;
  network::Stack stack_{sessions_};
  Time last_{};
};

}  // namespace espect::fuzz
