// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/sub_sas.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/sessions/esp/esp_contents.h"

namespace espect::sessions {

void SubSas::begin(const EspPacket& packet, TrackedFlow& flow,
                   const registry::ExperimentalProfile* profile) {
  constexpr std::uint32_t least_window = 64;  // draft-ietf-ipsecme-eesp-03 section 4.5.3
  flow.window = least_window;
  flow.eesp = std::make_unique<EespFacts>();
  flow.eesp->form = eesp_form_of(profile);
  flow.eesp->recognised = recognised_eesp(packet.octets);
}

std::optional<std::uint64_t> SubSas::number_of(const EspPacket& packet, const EespHead& head,
                                               TrackedFlow& flow) {
  constexpr std::size_t octets = 8;
  auto& facts = *flow.eesp;
  if (flow.icv_ok == 0 && flow.child != nullptr && flow.child->eesp_numbered()) {
    facts.numbered = flow.child->eesp_numbered();
    facts.numbered_assumed = false;
  }
  if (packet.octets.size() < head.octets + octets) return std::nullopt;
  const auto number = load_be<std::uint64_t>(packet.octets.data() + head.octets);
  if (!facts.numbered) {
    facts.numbered = number >> 32 == 0;
    facts.numbered_assumed = true;
  }
  return *facts.numbered ? std::optional(number) : std::nullopt;
}

bool SubSas::on_verified(const EspPacket& packet, const Authenticated& said,
                         std::vector<std::uint8_t>& plaintext) {
  TrackedFlow& flow = *said.flow;
  auto& facts = *flow.eesp;
  facts.form = said.key->eesp.form;
  facts.numbered = said.key->eesp.numbered;
  facts.iv_is_associated = said.key->eesp.iv_is_associated;
  facts.numbered_assumed = false;
  payload_at_ = said.packet.iv_at + said.key->opener->algorithms.iv_octets;
  const auto contents = eesp_contents_of(plaintext);
  if (contents) flow.next_header = contents->next_header;
  if (!plaintext.empty() && !contents) ++flow.unreadable;
  if (facts.numbered.value_or(false)) order_.on(packet, flow, said.packet.sequence, true);
  ivs_.on_verified(packet, flow, said.packet);
  grace_.on_verified(packet.datagram, flow, flow.child);
  events_.tell(EspOpened{packet.datagram, flow, flow.child, said.packet.sequence, plaintext});
  const auto head = facts.form ? read_eesp_head(*facts.form, packet.octets) : std::nullopt;
  if (head && head->crypt_offset && flow.child != nullptr &&
      flow.child->mode == ChildSaMode::tunnel)
    plaintext.clear();
  return contents.has_value();
}

}  // namespace espect::sessions
