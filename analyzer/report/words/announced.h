// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "ipsec/sessions/ike/ike_sa.h"

// What the two of IKE_SA_INIT announced and chose, as far as a capture shows it.
namespace espect::report {

// The responder went on, so it had chosen, and its choice is not in the capture.
bool choice_unseen(const sessions::IkeSa& sa);
// Whether both announced a PPK; nothing where what one of them announced is not in the capture:
// neither here nor in the IKE SA that this one replaces.
std::optional<bool> announced_ppk(const sessions::IkeSa& sa);
// Whether the announcements of both are there.
bool announcements_seen(const sessions::IkeSa& sa);

}  // namespace espect::report
