// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/story/attempts.h"

namespace espect::story {

using sessions::IkeSa;
using sessions::IkeSaState;

bool came_up(const IkeSa& sa) {
  switch (sa.state) {
    case IkeSaState::half_open:
    case IkeSaState::refused:
    case IkeSaState::negotiating:
      return false;
    case IkeSaState::established:
    case IkeSaState::rekeyed:
    case IkeSaState::deleted:
    case IkeSaState::dead:
      return true;
  }
  return false;
}

Step stands_at(const IkeSa& sa) {
  if (sa.state == IkeSaState::dead) return Step::stays;
  if (came_up(sa)) return Step::child_sa;
  if (sa.selection || sa.state == IkeSaState::negotiating) return Step::authenticated;
  return sa.from_responder == 0 ? Step::heard : Step::agreed;
}

const IkeSa* deciding(const Peers& peers) {
  const IkeSa* newest = nullptr;
  const IkeSa* up = nullptr;
  const IkeSa* ended = nullptr;
  for (const auto* sa : peers.ike_sas) {
    newest = sa;
    if (sa->state == IkeSaState::established) up = sa;
    if (came_up(*sa)) ended = sa;
  }
  if (up != nullptr) return up;
  if (newest == nullptr || ended == nullptr) return newest;
  const bool silence_goes_on =
      ended->state == IkeSaState::dead && stands_at(*newest) == Step::heard;
  return silence_goes_on ? ended : newest;
}

}  // namespace espect::story
