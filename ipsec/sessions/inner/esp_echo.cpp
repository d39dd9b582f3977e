// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/esp_echo.h"

#include "ipsec/ip/protocol.h"
#include "ipsec/registry/tables.h"
#include "ipsec/wire/esp/echo.h"

namespace espect::sessions {
namespace {

using wire::esp::Echo;
using wire::esp::EchoPlain;
using wire::esp::EchoShort;

using ip::protocol::aggfrag;
using ip::protocol::no_next_header;
constexpr std::size_t trailer_octets = 2;  // pad length, next header
constexpr std::size_t most_clear_padding = 3;

using Profile = const registry::ExperimentalProfile*;

char forced_variant(Profile profile) {
  return profile != nullptr ? profile->esp_echo_variant : '\0';
}

template <class Header>
void take_numbers(const Header& header, EspEcho& echo) {
  echo.numbered = true;
  echo.identifier = header.identifier;
  echo.sequence = header.sequence;
  echo.data = header.data;
}

void take_flags(std::uint8_t flags, std::uint8_t reply_path_bit, EspEcho& echo) {
  echo.reply_path = (flags & reply_path_bit) != 0;
  echo.reserved_flags = (flags & ~reply_path_bit) != 0;
}

// Padding, pad length and next header at the end; nothing when they do not fit.
std::optional<std::size_t> padding_before(Bytes payload, std::uint8_t next_header) {
  if (payload.size() < trailer_octets || payload.back() != next_header) return std::nullopt;
  const std::size_t pad = payload[payload.size() - trailer_octets];
  if (pad + trailer_octets > payload.size()) return std::nullopt;
  return pad;
}

bool read_f(Bytes payload, EspEcho& echo) {
  const auto pad = padding_before(payload, aggfrag);
  if (!pad || *pad > most_clear_padding) return false;
  Reader in(payload.first(payload.size() - trailer_octets - *pad));
  const auto header = wire::decode<Echo>(in);
  if (!in.ok() || !in.empty()) return false;
  echo.form = EchoForm::f;
  take_numbers(header, echo);
  take_flags(header.flags, Echo::reply_path_bit, echo);
  echo.reply_spi = header.reply_spi;
  echo.pad_octets = static_cast<std::uint16_t>(*pad);
  return true;
}

bool read_b(Bytes payload, bool may_be_a, EspEcho& echo) {
  const auto pad = padding_before(payload, no_next_header);
  if (!pad || *pad + trailer_octets + EchoPlain::header_octets > payload.size()) return false;
  // Six octets hold an A with four of padding as well.
  echo.form = may_be_a && payload.size() <= 6 ? EchoForm::a_or_b : EchoForm::b;
  take_numbers(wire::decode_all<EchoPlain>(payload.first(payload.size() - trailer_octets - *pad)),
               echo);
  echo.pad_octets = static_cast<std::uint16_t>(*pad);
  return true;
}

bool read_a(Bytes payload, EspEcho& echo) {
  const auto pad = padding_before(payload, no_next_header);
  if (!pad || payload.size() > 6) return false;
  echo.form = EchoForm::a;
  echo.pad_octets = static_cast<std::uint16_t>(*pad);
  return true;
}

// `exact`: nothing follows the data.
bool read_g(Bytes payload, Profile profile, EspEcho& echo) {
  Reader in(payload);
  const auto header = wire::decode<EchoShort>(in, profile);
  const bool request = header.subtype.means(registry::aggfrag_subtype::esp_echo_request);
  const bool reply = header.subtype.means(registry::aggfrag_subtype::esp_echo_reply);
  if (!in.ok() || !in.empty() || (!request && !reply)) return false;
  echo.form = EchoForm::g;
  take_numbers(header, echo);
  take_flags(header.flags, Echo::reply_path_bit, echo);
  echo.reply_spi = header.reply_spi;
  return true;
}

}  // namespace

std::string_view to_text(EchoForm form) {
  switch (form) {
    case EchoForm::unknown:
      return "no known layout";
    case EchoForm::a:
      return "A";
    case EchoForm::b:
      return "B";
    case EchoForm::a_or_b:
      return "A or B";
    case EchoForm::c_to_f:
      return "C to F";
    case EchoForm::c_or_d:
      return "C or D";
    case EchoForm::e_or_f:
      return "E or F";
    case EchoForm::f:
      return "F";
    case EchoForm::g:
      return "G (proof of concept)";
  }
  return "";
}

EspEcho read_clear_echo(bool reply, Bytes payload, Profile profile) {
  const auto wanted = [forced = forced_variant(profile)](char variant) {
    return forced == 0 || forced == variant;
  };
  EspEcho echo;
  echo.in_clear = true;
  echo.reply = reply;
  if (wanted('F') && read_f(payload, echo)) return echo;
  if (wanted('B') && read_b(payload, wanted('A'), echo)) return echo;
  if (wanted('A') && read_a(payload, echo)) return echo;
  if (wanted('G') && read_g(payload, profile, echo)) return echo;
  return echo;
}

std::optional<EspEcho> read_sealed_echo(Bytes payload, Profile profile) {
  if (payload.empty()) return std::nullopt;
  const char forced = forced_variant(profile);
  const auto subtype = registry::AggfragSubtype::read(profile, payload[0]);
  EspEcho echo;
  echo.reply = subtype.means(registry::aggfrag_subtype::esp_echo_reply);
  if (!echo.reply && !subtype.means(registry::aggfrag_subtype::esp_echo_request))
    return std::nullopt;
  Reader in(payload);
  const auto header = wire::decode<Echo>(in, profile);
  if (in.ok() && in.empty() && (forced == 0 || (forced >= 'C' && forced <= 'F'))) {
    // R moved; of a header without it nobody can say.
    const bool early = forced != 0 ? forced == 'C' || forced == 'D'
                                   : (header.flags & Echo::early_reply_path_bit) != 0 &&
                                         (header.flags & Echo::reply_path_bit) == 0;
    take_flags(header.flags, early ? Echo::early_reply_path_bit : Echo::reply_path_bit, echo);
    echo.form = early                            ? EchoForm::c_or_d
                : echo.reply_path || forced != 0 ? EchoForm::e_or_f
                                                 : EchoForm::c_to_f;
    take_numbers(header, echo);
    echo.reply_spi = header.reply_spi;
    return echo;
  }
  if ((forced == 0 || forced == 'G') && read_g(payload, profile, echo)) return echo;
  echo.length_fits = false;
  return echo;
}

std::optional<EchoSpi> echo_spi(std::uint32_t spi, Profile profile) {
  switch (registry::meaning_of(profile, registry::tables::spi, spi)) {
    case registry::reserved_spi::esp_echo_request:
      return EchoSpi::request;
    case registry::reserved_spi::esp_echo_reply:
      return EchoSpi::reply;
    default:
      return std::nullopt;
  }
}

}  // namespace espect::sessions
