// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "tests/support/told_events.h"

// Sub-SAs of EESP made by hand, for rules about them.
namespace espect::test {

// Between alice and bob, with AES-GCM; `sskdf` 0: no sub-SAs.
inline ToldChild told_eesp(std::uint16_t sskdf, std::uint16_t sn = 1024) {
  ToldChild told(1, {{tt::encr, 20, 256}, {registry::transform_type::sskdf, sskdf}, {tt::sn, sn}});
  told.child.protocol = Protocol::eesp;
  told.child.selection.protocol = registry::protocol::eespv0;
  return told;
}

// Towards the responder.
inline sessions::EspFlow sub_sa_of(const ToldChild& told, std::uint16_t session_id) {
  sessions::EspFlow flow;
  flow.id = session_id + 1U;
  flow.protocol = Protocol::eesp;
  flow.spi = told.child.spi_r;
  flow.session_id = session_id;
  flow.child_sa = told.child.id;
  flow.path = {alice, bob};
  flow.first_frame = 5;
  flow.last_frame = 9;
  flow.eesp = std::make_unique<sessions::EespFacts>();
  flow.eesp->form = sessions::EespForm::draft;
  return flow;
}

}  // namespace espect::test
