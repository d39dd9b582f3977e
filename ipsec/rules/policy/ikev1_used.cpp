// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>

#include <fmt/format.h>

#include "ipsec/bytes/reader.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

// RFC 2408 and 2409.
constexpr std::uint8_t aggressive_mode = 4;
constexpr std::uint8_t payload_sa = 1;
constexpr std::uint16_t authentication_method = 3;
constexpr std::uint16_t preshared_key = 1;
constexpr std::uint16_t xauth_preshared_key = 65001;  // initiator of extended authentication

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} and {} use IKEv1{}", finding.evidence.text("initiator"),
      finding.evidence.text("responder"),
      finding.evidence.text("mode").empty() ? "" : ", " + finding.evidence.text("mode"));
}

// RFC 2408 sections 3.4 to 3.6: whether a transform of the first proposal, the first payload, asks
// for a preshared key.
bool offers_preshared_key(Bytes message) {
  Reader in(message);
  in.take(wire::ike::Header::octets + 4 + 8, "SA");  // DOI and situation
  in.take(6, "proposal");
  const auto spi_octets = in.number<std::uint8_t>("SPI size");
  const auto transforms = in.number<std::uint8_t>("transforms");
  in.take(spi_octets, "SPI");
  for (unsigned i = 0; i < transforms && in.ok(); ++i) {
    in.take(2, "transform");
    const auto length = in.number<std::uint16_t>("transform length");
    if (length < 8) return false;
    Reader attributes = in.sub(length - 4U, "transform");
    attributes.take(4, "transform id");
    while (attributes.ok() && !attributes.empty()) {
      const auto type = attributes.number<std::uint16_t>("attribute type");
      const auto value = attributes.number<std::uint16_t>("attribute value");
      if ((type & 0x8000) == 0) attributes.take(value, "attribute");
      if ((type & 0x7fff) == authentication_method &&
          (value == preshared_key || value == xauth_preshared_key))
        return attributes.ok();
    }
  }
  return false;
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    // A peer that answers IKEv2 so is told by ike-init-refused.
    if (header.major_version() != 1 || event.sa.version == 2) return;
    Finding& finding = bench.about(Subject(event.sa));
    if (finding.count == 0) {
      finding.evidence.set("initiator", to_text(event.sa.initiator.address));
      finding.evidence.set("responder", to_text(event.sa.responder.address));
      finding.add({event.datagram.frame});
    } else {
      finding.add_frames(std::array{event.datagram.frame});
    }
    if (header.exchange.value != aggressive_mode) return;
    if (finding.severity != Severity::high) finding.evidence.set("mode", "aggressive mode");
    if (header.next_payload.value != payload_sa || !offers_preshared_key(event.message.octets()))
      return;
    finding.judge(Severity::high);
    finding.evidence.set("mode", "aggressive mode with a preshared key");
  });
}

}  // namespace

extern const RuleInfo ikev1_used;
const RuleInfo ikev1_used{
    .id = "ikev1-used",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "IKEv1 is in use",
    .why =
        "IKEv1 is historic: no fragmentation standard, no AEAD, no protection against a quantum "
        "computer, weak protection against denial of service. Aggressive mode with a preshared key "
        "gives a hash of the key to anyone who asks, to be guessed offline.",
    .advice =
        "Move the peers to IKEv2. Until then use main mode, never aggressive mode with a preshared "
        "key.",
    .specs = {"RFC 9395", "RFC 2409 section 5.4", "RFC 7296", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
