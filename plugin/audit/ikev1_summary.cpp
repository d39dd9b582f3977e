// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/ikev1_summary.h"

#include <algorithm>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/sessions/ikev1/identity.h"
#include "ipsec/sessions/ikev1/quick_modes.h"
#include "ipsec/sessions/said/ikev1_offer.h"
#include "plugin/audit/short_names.h"

namespace espect::plugin {
namespace {

namespace ikev1 = wire::ikev1;
namespace ikev1_payloads = registry::ikev1_payload;
namespace ikev1_exchanges = registry::ikev1_exchange;
namespace notifies = registry::ikev1_notify;

constexpr std::size_t most_ikev1_octets = 400;
constexpr std::size_t most_ikev1_spis = 3;

std::string without_prefix(std::string name, std::string_view prefix) {
  if (name.starts_with(prefix)) name.erase(0, prefix.size());
  return name;
}

// RFC 2409 appendix A.
std::string short_text(registry::Ikev1AuthenticationMethod method) {
  constexpr std::uint16_t pre_shared_key = 1;
  return method.value == pre_shared_key ? "PSK" : method.display_name();
}

// IKEv2's name of it is that of the PRF: "SHA2-256" of PRF_HMAC_SHA2_256.
std::string short_hash(registry::PseudorandomFunction prf) {
  auto name = without_prefix(without_prefix(prf.display_name(), "PRF_"), "HMAC_");
  std::ranges::replace(name, '_', '-');
  return name;
}

class Ikev1Summary {
 public:
  explicit Ikev1Summary(const ikev1::Header& header) : header_(header) {}

  void read(registry::Ikev1PayloadType first, Bytes payloads, wire::Origin origin) {
    ikev1::PayloadChain chain(first, Reader(payloads), nullptr, origin);
    ikev1::Payload payload;
    while (chain.advance(payload) && text_.size() < most_ikev1_octets) {
      only_hash_ = payload.type.value == ikev1_payloads::hash && text_.empty();
      add(payload);
    }
    // Nothing else is in the last message, RFC 2409 section 5.5.
    if (text_.empty() && only_hash_ && header_.exchange.value == ikev1_exchanges::quick_mode)
      say("HASH(3)");
    if (!selectors_[0].empty() || !selectors_[1].empty())
      say("TS " + selectors_[0] + " == " + selectors_[1]);
    if (text_.size() <= most_ikev1_octets) return;
    text_.resize(most_ikev1_octets);
    text_ += "...";
  }
  std::string text() && { return std::move(text_); }

 private:
  void say(const std::string& words) {
    if (words.empty() || text_.find(words) != std::string::npos) return;
    text_ += (text_.empty() ? "" : ", ") + words;
  }

  bool in_phase2() const { return header_.message_id != 0; }

  void add(const ikev1::Payload& payload) {
    switch (payload.type.value) {
      case ikev1_payloads::sa:
        return add_proposals(payload.as<ikev1::SecurityAssociation>());
      case ikev1_payloads::ke:
        return say("KE");
      case ikev1_payloads::id:
        return add_identity(payload);
      case ikev1_payloads::cert:
        return say("CERT");
      case ikev1_payloads::sig:
        return say("SIG");
      case ikev1_payloads::n:
        return add_notify(payload.as<ikev1::Notify>());
      case ikev1_payloads::d:
        return add_delete(payload.as<ikev1::Delete>());
      case ikev1_payloads::attr:
        return add_configuration(payload.as<ikev1::Configuration>());
      case ikev1_payloads::frag: {
        const auto piece = payload.as<ikev1::Fragment>();
        return say(fmt::format("fragment {}{}", piece.number, piece.last != 0 ? ", the last" : ""));
      }
      default:
        return;
    }
  }

  void add_proposals(const ikev1::SecurityAssociation& payload) {
    const auto offers = sessions::ikev1_offers_of(payload);
    if (offers.empty()) return;
    const auto& first = offers.front();
    auto words = plugin::short_text(first.proposal);
    if (in_phase2()) {
      words = registry::display_name(registry::tables::protocol_ids, first.proposal.protocol) +
              " " + words;
    } else {
      if (const auto* prf = first.proposal.first(registry::transform_type::prf))
        words += ", " + short_hash(prf->as<registry::PseudorandomFunction>());
      if (first.authentication.value != 0) words += ", " + short_text(first.authentication);
    }
    if (offers.size() > 1)
      words += fmt::format(" (+{} transform{})", offers.size() - 1, offers.size() == 2 ? "" : "s");
    say(words);
  }

  // In quick mode the two are what the SA carries, RFC 2409 section 5.5.
  void add_identity(const ikev1::Payload& payload) {
    if (header_.exchange.value != ikev1_exchanges::quick_mode)
      return say("ID=" + sessions::ikev1_identity(payload.body));
    const auto selector = sessions::selector_of(payload.as<ikev1::Identification>());
    const auto words = selector ? to_text(*selector) : sessions::ikev1_identity(payload.body);
    (selectors_[0].empty() ? selectors_[0] : selectors_[1]) = words;
  }

  void add_notify(const ikev1::Notify& notify) {
    const bool told = notify.is_error() ||
                      header_.exchange.value == ikev1_exchanges::informational ||
                      notify.is(notifies::initial_contact);
    if (told) say("N(" + notify.type.display_name() + ")");
  }

  void add_delete(const ikev1::Delete& payload) {
    if (payload.protocol.value == registry::ikev1_protocol::isakmp) return say("DELETE IKE SA");
    auto words = "DELETE " + without_prefix(payload.protocol.display_name(), "PROTO_IPSEC_");
    std::size_t count = 0;
    for (const auto& deleted : payload.spis)
      if (++count <= most_ikev1_spis) words += fmt::format(" 0x{:08x}", deleted.spi);
    if (count > most_ikev1_spis) words += fmt::format(" and {} more", count - most_ikev1_spis);
    say(words);
  }

  void add_configuration(const ikev1::Configuration& payload) {
    namespace attributes = registry::ikev1_configuration_attribute;
    auto words = without_prefix(payload.type.display_name(), "ISAKMP_");
    bool xauth = false;
    for (const auto& attribute : payload.attributes) {
      const auto type = attribute.type().value;
      if (type >= attributes::xauth_type && type <= attributes::xauth_answer && !xauth) {
        xauth = true;
        words += " XAUTH";
      }
      if (attribute.is(attributes::xauth_user_name) && !attribute.data.empty())
        words += " " + printable(attribute.data, 32);
      if (attribute.is(attributes::xauth_status) && attribute.number())
        words += *attribute.number() == 1 ? " OK" : " failed";
      if (attribute.is(attributes::internal_ip4_address) && attribute.data.size() == 4)
        words += " " + to_text(Address::v4_from(attribute.data.data()));
      if (words.size() > 100) break;
    }
    say(words);
  }

  const ikev1::Header& header_;
  std::string text_;
  bool only_hash_ = false;
  std::string selectors_[2];
};

}  // namespace

std::string ikev1_title(const wire::ikev1::Header& header) {
  switch (header.exchange.value) {
    case ikev1_exchanges::identity_protection:
      return "Main Mode";
    case ikev1_exchanges::aggressive:
      return "Aggressive Mode";
    case ikev1_exchanges::transaction:
      return "Transaction";
    default:
      return header.exchange.display_name();
  }
}

std::string ikev1_summary(const wire::ikev1::Header& header, registry::Ikev1PayloadType first,
                          Bytes payloads, wire::Origin origin) {
  Ikev1Summary summary(header);
  summary.read(first, payloads, origin);
  return std::move(summary).text();
}

}  // namespace espect::plugin
