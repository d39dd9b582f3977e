// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/without_keys.h"

#include <algorithm>
#include <iterator>

namespace espect::keys {
namespace {

// All of the words stand in it.
struct Known {
  std::string_view words[2];
  const char* what;
};

constexpr Known known[] = {
    {{"-----BEGIN ", "PRIVATE KEY"},
     "a private key: what IKE and ESP are encrypted with follows from key exchanges, not from it"},
    {{"-----BEGIN ", "CERTIFICATE"}, "a certificate: it has no keys that open anything"},
    {{"CLIENT_RANDOM ", ""}, "keys of TLS, which open neither IKE nor ESP"},
    {{"CLIENT_TRAFFIC_SECRET_0", ""}, "keys of TLS, which open neither IKE nor ESP"},
    {{": PSK ", ""}, "preshared keys: a line {\"type\": \"psk\", ...} of espect keys uses one"},
    {{"INSTALLED, T", "ESTABLISHED"},
     "strongSwan's list of SAs, which has no keys: a log with ike = 4 and chd = 4 has them, and ip "
     "xfrm state"},
    {{"Security Associations (", " up,"},
     "strongSwan's list of SAs, which has no keys: a log with ike = 4 and chd = 4 has them, and ip "
     "xfrm state"},
    {{"charon", "IKE_SA"}, "a log of charon without keys: it writes them with ike = 4 and chd = 4"},
    {{"[IKE]", "IKE_SA"}, "a log of charon without keys: it writes them with ike = 4 and chd = 4"},
    {{"[ENC]", "parsed "}, "a log of charon without keys: it writes them with ike = 4 and chd = 4"},
    {{"pluto[", ""}, "a log of pluto without keys: it writes them with plutodebug=\"all private\""},
    {{"Starting Pluto", ""},
     "a log of pluto without keys: it writes them with plutodebug=\"all private\""},
    {{"000 #", "STATE_"},
     "pluto's status, which has no keys: a log with plutodebug=\"all private\" has them, and ip xfrm "
     "state"},
    {{"racoon: ", ""}, "a log of racoon without keys: it writes them with log debug"},
    {{"inbound esp sas:", ""}, "Cisco's list of SAs, which has no keys"},
    {{"Direction: inbound, SPI:", ""}, "Junos's list of SAs, which has no keys"},
    {{"acquire proto ", ""}, "ip xfrm monitor without an SA: only what it updates has keys"},
    {{"spdadd ", ""}, "policies of setkey: keys stand behind its add"},
    {{"conn ", "left"}, "a configuration of ipsec.conf: it has no keys of SAs"},
    {{"connections {", ""}, "a configuration of swanctl: it has no keys of SAs"},
};

}  // namespace

const char* why_without_keys(std::string_view text) {
  const auto found = std::find_if(std::begin(known), std::end(known), [&](const Known& one) {
    return std::all_of(std::begin(one.words), std::end(one.words), [&](std::string_view words) {
      return text.find(words) != std::string_view::npos;
    });
  });
  return found != std::end(known) ? found->what : nullptr;
}

}  // namespace espect::keys
