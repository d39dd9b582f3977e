// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/child/path_mtu_announcement.h"

#include "ipsec/wire/ike/extensions/path_mtu.h"

namespace espect::sessions {

std::optional<std::uint32_t> announced_mtu(Bytes data) {
  std::optional<std::uint32_t> mtu;
  wire::ike::for_each_path_mtu_form([&](auto form) {
    using Form = decltype(form);
    if (data.size() == Form::octets) mtu = wire::decode_all<Form>(data).mtu;
  });
  return mtu;
}

}  // namespace espect::sessions
