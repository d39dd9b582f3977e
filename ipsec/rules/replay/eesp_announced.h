// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/esp/events.h"

namespace espect::rules {

// What the receiver of an EESP SA announced, in octets and ids; nothing: it did not.
struct EespAnnounced {
  std::optional<std::uint16_t> max_session_id;
  std::optional<std::size_t> max_crypt_offset;
  bool sub_sas = false;  // an SSKDF was agreed on
};

inline EespAnnounced announced_by_receiver(const sessions::ChildSa& child, std::uint32_t spi) {
  constexpr std::size_t word = 4;
  const bool initiator = spi == child.spi_i;
  EespAnnounced announced;
  announced.max_session_id = initiator ? child.max_sub_sa_id_i : child.max_sub_sa_id_r;
  if (const auto words = initiator ? child.max_crypt_offset_i : child.max_crypt_offset_r)
    announced.max_crypt_offset = *words * word;
  announced.sub_sas = child.selection.algorithms().sskdf != registry::sskdf::none;
  return announced;
}

}  // namespace espect::rules
