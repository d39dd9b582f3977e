// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/sessions/child/child_sas.h"
#include "ipsec/sessions/child/path_mtu_announcement.h"
#include "ipsec/sessions/said/sa_payloads.h"

// What notifies of the experimental profile mean for the SAs that an exchange is about.
namespace espect::sessions {

// The ESP and AH ids of IKE; nothing for others.
std::optional<Protocol> protocol_of(std::uint8_t id);

// Agreed or announced in the exchange that made the Child SA.
void note_extensions(ChildSa& child, const SaPayloads& request, const SaPayloads& response);

// REPLAY_PROT_AND_ESN_STATUS in an INFORMATIONAL message: a peer's replay protection changed.
void note_replay_status(ChildSas& children, std::uint32_t lineage, const PayloadList& contents);

// LMAP and PTB values of an INFORMATIONAL request that `response` answers.
std::vector<PathMtuAnnouncement> path_mtu_announcements(const SaPayloads& request,
                                                        std::uint32_t request_frame,
                                                        const Datagram& response);

}  // namespace espect::sessions
