// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/wire/printer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const espect::Bytes message(data, size);
  espect::wire::print_ike(message);
  if (size > 0)  // as if it had been opened
    espect::wire::print_payloads(espect::registry::Ikev1PayloadType(data[0]), message.subspan(1));
  espect::wire::print_esp(message);
  espect::wire::print_ah(message);
  espect::sessions::IkeMessage ike;
  if (!ike.read(message)) return 0;
  ike.error_notify();
  ike.notify_types();
  return 0;
}
