// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {

// Whether both peers said in IKE_SA_INIT that they acknowledge fragments
// (draft-antony-ipsecme-ikev2-fragment-acknowledgment): then a message under the id of another one
// may be an acknowledgement, and single fragments come again.
inline bool acknowledge_fragments(const sessions::IkeSa& sa,
                                  const registry::ExperimentalProfile* profile) {
  const auto number = registry::number_of(profile, registry::tables::notify_types,
                                          registry::notify::fragment_ack_supported);
  if (number == registry::no_number) return false;
  const auto type = static_cast<std::uint16_t>(number);
  return sa.initiator_said(type) && sa.responder_said(type);
}

}  // namespace espect::rules
