// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/negotiation.h"

namespace espect::test {

std::vector<std::uint8_t> init_request(std::initializer_list<std::vector<TransformSpec>> offer,
                                       std::uint16_t method, std::vector<PayloadSpec> more) {
  MessageSpec spec;
  spec.payloads = {{registry::payload::sa, sa_payload(offer)},
                   {registry::payload::ke, ke_payload(method)},
                   {registry::payload::nonce, std::vector<std::uint8_t>(32, 1)}};
  for (auto& payload : more) spec.payloads.push_back(std::move(payload));
  return ike_message(spec);
}

std::vector<std::uint8_t> init_response(const std::vector<TransformSpec>& selection,
                                        std::vector<PayloadSpec> more) {
  MessageSpec spec{.spi_r = responder_spi, .from_initiator = false, .response = true};
  spec.payloads = {{registry::payload::sa, sa_payload({selection})},
                   {registry::payload::ke, ke_payload(31)},
                   {registry::payload::nonce, std::vector<std::uint8_t>(32, 2)}};
  for (auto& payload : more) spec.payloads.push_back(std::move(payload));
  return ike_message(spec);
}

std::vector<std::uint8_t> init_error(std::uint16_t notify, std::vector<std::uint8_t> data) {
  MessageSpec spec{.from_initiator = false, .response = true};
  spec.payloads = {{registry::payload::n, notify_payload(notify, std::move(data))}};
  return ike_message(spec);
}

std::vector<std::uint8_t> encrypted(std::uint8_t exchange, std::uint32_t message_id,
                                    bool from_initiator, bool response, std::size_t octets,
                                    std::uint8_t fill) {
  MessageSpec spec{.spi_r = responder_spi,
                   .exchange = exchange,
                   .from_initiator = from_initiator,
                   .response = response,
                   .message_id = message_id};
  spec.payloads = {{registry::payload::sk, std::vector<std::uint8_t>(octets, fill)}};
  auto message = ike_message(spec);
  if (exchange == registry::exchange::ike_auth) {
    const bool short_one = octets < 84;
    const auto id = response ? registry::payload::idr : registry::payload::idi;
    message[message.size() - octets - wire::ike::PayloadHeader::octets] =
        short_one ? registry::payload::n : id;
  }
  return message;
}

}  // namespace espect::test
