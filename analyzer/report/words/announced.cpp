// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/announced.h"

#include "analyzer/report/words/names.h"

namespace espect::report {

using sessions::IkeSa;

bool choice_unseen(const IkeSa& sa) {
  if (sa.version < 2 || sa.selection || sa.state == sessions::IkeSaState::refused) return false;
  return sa.encrypted != 0 || (sa.spi_r != 0 && sa.from_responder == 0);
}

std::optional<bool> announced_ppk(const IkeSa& sa) {
  if (uses_ppk(sa)) return true;
  if (sa.version < 2 || sa.ppk_used) return sa.ppk_used == true;
  // Cut off by the snap length, or it replaces an IKE SA whose beginning was not seen.
  if (sa.selection || choice_unseen(sa)) return std::nullopt;
  return false;
}

bool announcements_seen(const IkeSa& sa) {
  if (!announced_ppk(sa)) return false;
  // What a rekey made has those of the first IKE_SA_INIT, and none where that was not seen.
  return sa.rekeyed_from ? !sa.notifies_i.empty() && !sa.notifies_r.empty()
                         : !sa.key_exchanges_sent.empty();
}

}  // namespace espect::report
