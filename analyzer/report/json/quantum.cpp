// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/quantum.h"

namespace espect::report {

Json quantum_object(const PeerPair& pair) {
  return {{"capture", pair.capture},
          {"initiator", pair.initiator},
          {"responder", pair.responder},
          {"standing", to_text(pair.standing)},
          {"safe", pair.safe ? Json(*pair.safe) : Json(nullptr)},
          {"authentication_safe",
           pair.authentication_safe ? Json(*pair.authentication_safe) : Json(nullptr)},
          {"authentication", pair.authentication},
          {"responsible", pair.responsible},
          {"methods", pair.methods},
          {"ike_sa", pair.ike_sa},
          {"ike_sas", pair.ike_sas},
          {"message", pair.message}};
}

}  // namespace espect::report
