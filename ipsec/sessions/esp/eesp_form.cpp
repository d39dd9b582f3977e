// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/eesp_form.h"

#include "ipsec/registry/tables.h"
#include "ipsec/sessions/esp/eesp_facts.h"
#include "ipsec/wire/esp/eesp.h"

namespace espect::sessions {
namespace {

using wire::esp::EespHeader;
using wire::esp::EespPrototypeHeader;

void read_options(Bytes options, EespHead& head) {
  Reader in(options);
  while (in.ok() && !in.empty()) {
    const auto option = wire::decode<wire::esp::EespOption>(in);
    if (in.ok() && option.is_crypt_offset())
      head.crypt_offset = {option.payload_offset(), option.crypt_offset()};
  }
  head.options_broken = !in.ok();
}

}  // namespace

std::string_view to_text(EespForm form) {
  return form == EespForm::draft ? "draft" : "linux-prototype";
}

std::string EespFacts::why_closed() const {
  if (form && (!recognised || *recognised == *form)) return {};
  if (form)
    return "the first octets are those of the preset " + std::string(to_text(*recognised)) +
           ", not of xp.eesp_preset";
  if (recognised)
    return "EESP is off; the first octets fit xp.eesp_preset " + std::string(to_text(*recognised));
  return "EESP is off, and the first octets fit no preset of it";
}

std::optional<std::uint8_t> eesp_protocol_of(const registry::ExperimentalProfile* profile) {
  constexpr std::uint32_t of_prototype = 49;
  const auto number = registry::number_of(profile, registry::tables::ip_protocols, of_prototype);
  if (number == registry::no_number) return std::nullopt;
  return static_cast<std::uint8_t>(number);
}

std::optional<EespForm> eesp_form_of(const registry::ExperimentalProfile* profile) {
  if (profile == nullptr || profile->eesp_preset == registry::EespPreset::off) return std::nullopt;
  return profile->eesp_preset == registry::EespPreset::draft ? EespForm::draft
                                                             : EespForm::linux_prototype;
}

std::optional<EespForm> recognised_eesp(Bytes packet) {
  if (packet.size() < EespHeader::octets) return std::nullopt;
  if (packet[0] == EespHeader::first_octet) return EespForm::draft;
  if (packet[0] == 0 && packet[1] == 1) return EespForm::linux_prototype;
  return std::nullopt;
}

std::optional<EespHead> read_eesp_head(EespForm form, Bytes packet) {
  Reader in(packet);
  EespHead head;
  Bytes options;
  if (form == EespForm::draft) {
    const auto header = wire::decode<EespHeader>(in);
    const bool fixed_bit = (header.first & EespHeader::first_octet) != 0;
    head.version = fixed_bit ? header.version() : 0xff;
    head.reserved = header.reserved_bits();
    options = header.options;
  } else {
    const auto header = wire::decode<EespPrototypeHeader>(in);
    head.version = (header.flags & 1) != 0 ? 0 : 0xff;
    head.reserved = header.flags & 0xfeU;
    options = header.options;
  }
  if (!in.ok()) return std::nullopt;
  head.octets = EespHeader::octets + options.size();
  read_options(options, head);
  return head;
}

}  // namespace espect::sessions
