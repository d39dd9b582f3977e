// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "tests/support/ike_builder.h"

// The messages that most tests of negotiations start from.
namespace espect::test {

namespace tt = registry::transform_type;

inline const std::vector<TransformSpec> classical{{tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, 31}};
inline const std::vector<TransformSpec> hybrid{
    {tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, 31}, {tt::addke1, 36}};
inline const std::vector<TransformSpec> hybrid_or_not{
    {tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, 31}, {tt::addke1, 36}, {tt::addke1, 0}};

constexpr std::uint64_t initiator_spi = 0x1111111111111111;
constexpr std::uint64_t responder_spi = 0x2222222222222222;

std::vector<std::uint8_t> init_request(std::initializer_list<std::vector<TransformSpec>> offer,
                                       std::uint16_t method = 31,
                                       std::vector<PayloadSpec> more = {});

std::vector<std::uint8_t> init_response(const std::vector<TransformSpec>& selection,
                                        std::vector<PayloadSpec> more = {});

std::vector<std::uint8_t> init_error(std::uint16_t notify, std::vector<std::uint8_t> data = {});

// An encrypted message of `octets` inside SK; `fill` makes it different from others. Of IKE_AUTH
// the type of the first payload inside is that of identities, or of a notify when it is short.
std::vector<std::uint8_t> encrypted(std::uint8_t exchange, std::uint32_t message_id,
                                    bool from_initiator, bool response, std::size_t octets = 200,
                                    std::uint8_t fill = 7);

}  // namespace espect::test
