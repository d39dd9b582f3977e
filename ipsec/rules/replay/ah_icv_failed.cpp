// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/replay/icv_failed.h"

namespace espect::rules::ah_icv_failed {

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ah-icv-failed",
    .family = Family::replay,
    .severity = Severity::high,
    .needs = Needs::esp_keys,
    .title = "The ICV of AH packets does not verify",
    .why =
        "The SA's key is known, because other packets verify under it. These do not: they were "
        "changed on the way or are forged. A receiver drops them; many of them cost it time, and a "
        "forged sequence number must not move its window. Those in front of the first that verifies may "
        "have an older key instead; where there are no others, that is medium.",
    .advice =
        "The evidence says what each looks like. Corruption comes from a faulty link or a "
        "middlebox that rewrites packets (check NAT and MTU clamping); forgery from somebody who "
        "can send to this address.",
    .specs = {"RFC 4302 section 3.4.4", "RFC 4302 section 3.3.3", {}, {}},
    .sentence = icv_failed_sentence,
    .install = install_icv_failed<Protocol::ah>,
};

}  // namespace espect::rules::ah_icv_failed
