// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/echo.h"

#include "ipsec/registry/tables.h"
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/esp/echo.h"
#include "ipsec/wire/esp/esp.h"

namespace espect::samples {
namespace {

namespace subtypes = registry::aggfrag_subtype;
namespace spis = registry::reserved_spi;

// Of ESP without a cipher: RFC 2410, RFC 4303 section 2.4.
Octets with_trailer(Octets payload, std::uint8_t next_header) {
  const std::size_t padding = (4 - (payload.size() + 2) % 4) % 4;
  for (std::size_t i = 1; i <= padding; ++i) payload.push_back(static_cast<std::uint8_t>(i));
  return std::move(payload) + numbers(static_cast<std::uint8_t>(padding), next_header);
}

std::uint8_t reply_flag(EchoVariant variant, const EspEcho& echo) {
  if (echo.reply_spi == 0) return 0;
  using wire::esp::Echo;
  return variant == EchoVariant::c || variant == EchoVariant::d ? Echo::early_reply_path_bit
                                                                : Echo::reply_path_bit;
}

template <class Form>
Octets echo_as(EchoVariant variant, const EspEcho& echo) {
  Form made;
  made.subtype = {echo.reply ? subtypes::esp_echo_reply : subtypes::esp_echo_request};
  made.flags = static_cast<std::uint8_t>(reply_flag(variant, echo) | echo.reserved_flags);
  made.data_length = static_cast<std::uint16_t>(echo.data.size());
  made.identifier = echo.identifier;
  made.sequence = echo.sequence;
  made.reply_spi = echo.reply_spi;
  made.data = echo.data;
  return wire::encode(made);
}

}  // namespace

Octets protected_echo(EchoVariant variant, const EspEcho& echo) {
  return variant == EchoVariant::g ? echo_as<wire::esp::EchoShort>(variant, echo)
                                   : echo_as<wire::esp::Echo>(variant, echo);
}

Octets plain_echo(EchoVariant variant, const EspEcho& echo, std::uint32_t esp_sequence) {
  Octets data;
  switch (variant) {
    case EchoVariant::a:
      data = with_trailer({}, no_next_header);
      break;
    case EchoVariant::b:
      data = with_trailer(
          wire::encode(wire::esp::EchoPlain{echo.identifier, echo.sequence, echo.data}),
          no_next_header);
      break;
    case EchoVariant::g:
      data = protected_echo(variant, echo);
      break;
    default:
      data = with_trailer(protected_echo(variant, echo), aggfrag_protocol);
  }
  return wire::encode(wire::esp::EspHeader{
      echo.reply ? spis::esp_echo_reply : spis::esp_echo_request, esp_sequence, data});
}

}  // namespace espect::samples
