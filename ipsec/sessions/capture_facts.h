// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/time.h"
#include "ipsec/sessions/inner/inner_not_read.h"

namespace espect::sessions {

// What the whole capture shows or hides; it limits what may be concluded.
struct CaptureFacts {
  Time first_time{};
  Time last_time{};
  std::uint64_t datagrams = 0;
  // Time stamps that are earlier than one before them, and by how much at most: the capture is not
  // in order.
  std::uint64_t out_of_order = 0;
  double most_seconds_back = 0;
  std::uint64_t cut_by_snap_length = 0;  // datagrams
  std::uint64_t ike_unreadable = 0;      // on the IKE ports, but no IKE header
  std::uint64_t second_sightings = 0;    // datagrams, seen on the other side of a hop before
  std::uint64_t diet_esp = 0;            // packets between peers that agreed on it, left closed
  std::uint64_t sas_not_tracked = 0;     // datagrams of SAs beyond the limit
  InnerNotRead inner_not_read;
  // Beyond the limits of echoes: requests, and packets of pairs of addresses that are not kept.
  std::uint64_t echo_requests_not_judged = 0;
  std::uint64_t echoes_not_counted = 0;
  std::uint64_t tcp_streams_given_up = 0;  // beyond the limit: what they carried is missing
  // What whoever captured says is missing: packets, and files of a rotation.
  std::uint64_t packets_dropped = 0;
  std::uint64_t files_missing = 0;
};

}  // namespace espect::sessions
