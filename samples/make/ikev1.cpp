// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/ikev1_session.h"
#include "samples/make/scenarios.h"

namespace espect::samples {

void ikev1_quick_mode_refused(Sample& sample) {
  Ikev1Session session(sample.wire, sample.random, sample.keys);
  session.main_mode();
  constexpr int attempts = 3;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    sample.wire.wait(attempt == 0 ? 30 : 10'000);
    session.refused_quick_mode(registry::ikev1_notify::no_proposal_chosen);
  }
  sample.wire.wait(20'000);
  session.close();
}

}  // namespace espect::samples
