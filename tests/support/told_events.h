// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

// Events made by hand, for rules about what is inside encrypted messages.
namespace espect::test {

// Established between alice and bob; alice initiated.
sessions::IkeSa told_sa();

sessions::TrafficSelector told_selector(std::string_view start, std::string_view end);

// An ESP SA in tunnel mode that the responder selected out of a single equal proposal.
struct ToldChild {
  ToldChild(std::uint32_t id, std::vector<sessions::Transform> transforms);
  sessions::ChildSaMade made(const sessions::IkeSa& sa, bool from_initiator = true) const;
  sessions::ChildSa child;
  sessions::SaPayloads request;
  sessions::SaPayloads response;
};

sessions::SaRefused told_refusal(const sessions::IkeSa& sa, std::uint16_t notify,
                                 const sessions::SaPayloads* request);

// A message whose payloads stand in `spec` as they are inside SK. Frames follow message ids.
void tell_opened(AuditBench& bench, const sessions::IkeSa& sa, MessageSpec spec);

}  // namespace espect::test
