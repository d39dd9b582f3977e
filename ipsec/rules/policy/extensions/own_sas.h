// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>
#include <memory>
#include <utility>

#include "ipsec/rules/rule.h"
#include "ipsec/sessions/said/sa_payloads.h"

namespace espect::rules {

// Who receives on which SPI, of an IKE SA and those that replace it: a notify of an INFORMATIONAL
// request names an SA on which its sender receives.
class OwnSas {
 public:
  explicit OwnSas(const Bench& bench);
  bool names(const sessions::ExtensionNotify& notify,
             const sessions::IkeMessageOpened& event) const;
  // Whether all that was agreed on in this IKE SA and those before it is in the capture.
  bool all_seen(const sessions::IkeSa& sa) const;

 private:
  struct Inbound {
    bool of_initiator;  // of the IKE SA that made it
    std::uint32_t ike_sa;
    const sessions::ChildSa* child;
  };
  using Lineage = std::map<std::pair<std::uint8_t, std::uint32_t>, Inbound>;  // protocol id, SPI
  std::shared_ptr<Capped<std::uint32_t, Lineage>> lineages_;
  std::shared_ptr<Capped<std::uint32_t, bool>> partly_seen_;  // lineages
};

inline bool names_no_sa(const sessions::ExtensionNotify& notify) {
  return notify.protocol == 0 && notify.spi.empty();
}
bool names_an_sa(const sessions::ExtensionNotify& notify);

}  // namespace espect::rules
