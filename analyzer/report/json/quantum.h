// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/report/json/sas.h"
#include "analyzer/report/words/quantum.h"

namespace espect::report {

Json quantum_object(const PeerPair& pair);

}  // namespace espect::report
