// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/registry/tables.h"

// Which payload may stand how often where. A payload type that has no row for a kind of message
// must not be in it; a kind of message without rows is not judged.
namespace espect::rules::payload_table {

enum class Message : std::uint8_t {
  init_request,
  init_response,  // one that selects a proposal
  resume_request,
  resume_response,
  clear_notice,  // refusals and notices outside SK
  intermediate,
  auth_request,
  auth_response,
  create_child_request,
  create_child_response,  // one that selects a proposal
  optimized_rekey,        // either way
  followup_request,
  followup_response,
  informational,
  refusal,  // an opened response with an error notify and nothing selected
};

constexpr std::uint8_t any_number = 255;

struct Row {
  Message message;
  std::uint8_t payload;
  std::uint8_t least;
  std::uint8_t most;
  const char* source;
};

namespace p = registry::payload;

constexpr const char* sa_ts_opt = "draft-ietf-ipsecme-ikev2-sa-ts-payloads-opt";

inline constexpr Row rows[] = {
    {Message::optimized_rekey, p::nonce, 1, 1, sa_ts_opt},
    {Message::optimized_rekey, p::ke, 0, 1, sa_ts_opt},
    {Message::optimized_rekey, p::n, 1, any_number, sa_ts_opt},
    {Message::optimized_rekey, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::init_request, p::sa, 1, 1, "RFC 7296 section 1.2"},
    {Message::init_request, p::ke, 1, 1, "RFC 7296 section 1.2"},
    {Message::init_request, p::nonce, 1, 1, "RFC 7296 section 1.2"},
    {Message::init_request, p::n, 0, any_number, "RFC 7296 appendix C.1"},
    {Message::init_request, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::init_request, p::ps, 0, 1, "RFC 8019 section 8.2"},
    {Message::init_response, p::sa, 1, 1, "RFC 7296 section 1.2"},
    {Message::init_response, p::ke, 1, 1, "RFC 7296 section 1.2"},
    {Message::init_response, p::nonce, 1, 1, "RFC 7296 section 1.2"},
    {Message::init_response, p::certreq, 0, any_number, "RFC 7296 section 1.2"},
    {Message::init_response, p::n, 0, any_number, "RFC 7296 appendix C.1"},
    {Message::init_response, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::resume_request, p::nonce, 1, 1, "RFC 5723 section 4.3.1"},
    {Message::resume_request, p::n, 1, any_number, "RFC 5723 section 4.3.1"},
    {Message::resume_request, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::resume_response, p::nonce, 1, 1, "RFC 5723 section 4.3.2"},
    {Message::resume_response, p::n, 0, any_number, "RFC 5723 section 4.3.2"},
    {Message::resume_response, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::clear_notice, p::n, 1, any_number, "RFC 7296 section 2.21"},
    {Message::clear_notice, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::intermediate, p::ke, 0, 1, "RFC 9370 section 2.2.2"},
    {Message::intermediate, p::certreq, 0, any_number, "RFC 9593 section 3.1"},
    {Message::intermediate, p::ps, 0, 1, "RFC 8019 section 8.2"},
    {Message::intermediate, p::n, 0, any_number, "RFC 9242 section 3.2"},
    {Message::intermediate, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::auth_request, p::idi, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::idr, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::cert, 0, any_number, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::certreq, 0, any_number, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::auth, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::eap, 0, 1, "RFC 7296 appendix C.3"},
    {Message::auth_request, p::gspm, 0, any_number, "RFC 6467 section 4"},
    {Message::auth_request, p::ps, 0, 1, "RFC 8019 section 8.2"},
    {Message::auth_request, p::cp, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::sa, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::tsi, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::tsr, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::n, 0, any_number, "RFC 7296 appendix C.2"},
    {Message::auth_request, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::auth_response, p::idr, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_response, p::cert, 0, any_number, "RFC 7296 appendix C.2"},
    {Message::auth_response, p::auth, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_response, p::eap, 0, 1, "RFC 7296 appendix C.3"},
    {Message::auth_response, p::gspm, 0, any_number, "RFC 6467 section 4"},
    {Message::auth_response, p::cp, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_response, p::sa, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_response, p::tsi, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_response, p::tsr, 0, 1, "RFC 7296 appendix C.2"},
    {Message::auth_response, p::n, 0, any_number, "RFC 7296 appendix C.2"},
    {Message::auth_response, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::create_child_request, p::sa, 1, 1, "RFC 7296 sections 1.3.1 and 1.3.2"},
    {Message::create_child_request, p::nonce, 1, 1, "RFC 7296 sections 1.3.1 and 1.3.2"},
    {Message::create_child_request, p::ke, 0, 1, "RFC 7296 sections 1.3.1 and 1.3.2"},
    {Message::create_child_request, p::tsi, 0, 1, "RFC 7296 section 1.3.1"},
    {Message::create_child_request, p::tsr, 0, 1, "RFC 7296 section 1.3.1"},
    {Message::create_child_request, p::cp, 0, 1, "RFC 7296 appendix C.4"},
    {Message::create_child_request, p::n, 0, any_number, "RFC 7296 appendix C.4"},
    {Message::create_child_request, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::create_child_response, p::sa, 1, 1, "RFC 7296 sections 1.3.1 and 1.3.2"},
    {Message::create_child_response, p::nonce, 1, 1, "RFC 7296 sections 1.3.1 and 1.3.2"},
    {Message::create_child_response, p::ke, 0, 1, "RFC 7296 sections 1.3.1 and 1.3.2"},
    {Message::create_child_response, p::tsi, 0, 1, "RFC 7296 section 1.3.1"},
    {Message::create_child_response, p::tsr, 0, 1, "RFC 7296 section 1.3.1"},
    {Message::create_child_response, p::cp, 0, 1, "RFC 7296 appendix C.4"},
    {Message::create_child_response, p::n, 0, any_number, "RFC 7296 appendix C.4"},
    {Message::create_child_response, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::followup_request, p::ke, 1, 1, "RFC 9370 section 2.2.4"},
    {Message::followup_request, p::n, 1, any_number, "RFC 9370 section 2.2.4"},
    {Message::followup_request, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::followup_response, p::ke, 1, 1, "RFC 9370 section 2.2.4"},
    {Message::followup_response, p::n, 0, any_number, "RFC 9370 section 2.2.4"},
    {Message::followup_response, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::informational, p::n, 0, any_number, "RFC 7296 section 1.4"},
    {Message::informational, p::d, 0, any_number, "RFC 7296 section 1.4"},
    {Message::informational, p::cp, 0, 1, "RFC 7296 section 1.4"},
    {Message::informational, p::v, 0, any_number, "RFC 7296 section 3.12"},
    {Message::refusal, p::n, 1, any_number, "RFC 7296 section 2.21"},
    {Message::refusal, p::v, 0, any_number, "RFC 7296 section 3.12"},
};

}  // namespace espect::rules::payload_table
