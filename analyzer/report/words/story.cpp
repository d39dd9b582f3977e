// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/story.h"

#include <fmt/format.h>

#include "analyzer/report/words/names.h"

namespace espect::report {

std::string story_text(const story::Tunnel& tunnel, const CaptureReport& capture,
                       std::uint32_t ike_sa_offset) {
  if (tunnel.reason == nullptr) return tunnel.outcome + ".";
  return fmt::format("{}: {}.", tunnel.outcome, sentence(*tunnel.reason, ike_sa_offset, capture));
}

std::string peers_text(const story::Tunnel& tunnel) {
  return fmt::format("{} - {}", to_text(tunnel.peers[0]), to_text(tunnel.peers[1]));
}

}  // namespace espect::report
