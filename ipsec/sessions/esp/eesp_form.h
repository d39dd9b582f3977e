// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "ipsec/bytes/bytes.h"
#include "ipsec/registry/experimental_profile.h"

namespace espect::sessions {

// Of whom an EESP packet is: their layouts and what they authenticate differ.
enum class EespForm : std::uint8_t { draft, linux_prototype };
std::string_view to_text(EespForm form);  // as in xp.eesp_preset

// The IP protocol that carries EESP; nothing: the profile gives its number to something else.
std::optional<std::uint8_t> eesp_protocol_of(const registry::ExperimentalProfile* profile);
// As the profile has it; nothing: EESP is off.
std::optional<EespForm> eesp_form_of(const registry::ExperimentalProfile* profile);
// Whose first octets these are; nothing: nobody's.
std::optional<EespForm> recognised_eesp(Bytes packet);

// The option of draft-ietf-ipsecme-eesp-03 section 3.1.2, in octets.
struct CryptOffset {
  std::size_t payload = 0;    // from the start of the packet
  std::size_t encrypted = 0;  // from the payload
};

// The base header and its options.
struct EespHead {
  std::uint8_t version = 0;
  std::uint8_t reserved = 0;
  std::size_t octets = 0;  // with the options
  bool options_broken = false;
  std::optional<CryptOffset> crypt_offset;

  // What a receiver must drop says nothing further.
  bool readable() const { return version == 0 && reserved == 0 && !options_broken; }
};
// Nothing when the packet is shorter than its header.
std::optional<EespHead> read_eesp_head(EespForm form, Bytes packet);

}  // namespace espect::sessions
