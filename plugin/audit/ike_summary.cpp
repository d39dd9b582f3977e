// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/ike_summary.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/said/traffic_selector.h"
#include "plugin/audit/eap_summary.h"
#include "plugin/audit/notify_summary.h"
#include "plugin/audit/short_names.h"

namespace espect::plugin {
namespace {

namespace ike = wire::ike;
namespace payload_types = registry::payload;

constexpr std::size_t most_octets = 400;  // of a summary; the column takes some thousand
constexpr std::size_t most_selectors = 2;
constexpr std::size_t most_spis = 3;
constexpr std::uint16_t of_32_bits = 0, of_64_bits = 1;  // sequence numbers, RFC 9827

std::string protocol_name(std::uint8_t protocol) {
  return short_label(registry::display_name(registry::tables::protocol_ids, protocol));
}

class Summary {
 public:
  explicit Summary(const ike::Header& header) : header_(header) {}

  void read(registry::PayloadType first, Bytes payloads) {
    ike::PayloadChain chain(first, Reader(payloads));
    ike::Payload payload;
    while (chain.advance(payload) && text_.size() < most_octets) {
      any_ = true;
      add(payload);
    }
    add_selectors();
    if (!refusals_.empty()) text_ = refusals_ + (text_.empty() ? "" : ", ") + text_;
    for (const auto& words : usual_) say(words);
    if (text_.empty()) say(secondary_);
    if (!any_ && chain.fault().problem == Problem::none) add_empty();
    if (text_.size() <= most_octets) return;
    text_.resize(most_octets);
    text_ += "...";
  }
  std::string text() && { return std::move(text_); }

 private:
  template <class Body>
  static Body as(const ike::Payload& payload) {
    return wire::decode_all<Body>(payload.body);
  }

  void say(const std::string& words) {
    if (!words.empty()) text_ += (text_.empty() ? "" : ", ") + words;
  }

  void add(const ike::Payload& payload) {
    switch (payload.type.value) {
      case payload_types::sa:
        return add_proposals(as<ike::SecurityAssociation>(payload));
      case payload_types::ke:
        return say("KE " + short_key_exchange(as<ike::KeyExchange>(payload).method));
      case payload_types::idi:
        return say("IDi=" + short_text(as<ike::Identification>(payload)));
      case payload_types::idr:
        return add_responder(as<ike::Identification>(payload));
      case payload_types::cert:
        return say("CERT");
      case payload_types::auth:
        return say("AUTH " + short_text(as<ike::Authentication>(payload)));
      case payload_types::n:
        return add_notify(as<ike::Notify>(payload));
      case payload_types::d:
        return add_delete(as<ike::Delete>(payload));
      case payload_types::tsi:
        ts_i_ = sessions::selectors_of(as<ike::TrafficSelectors>(payload));
        return;
      case payload_types::tsr:
        ts_r_ = sessions::selectors_of(as<ike::TrafficSelectors>(payload));
        return;
      case payload_types::cp:
        return add_configuration(as<ike::Configuration>(payload));
      case payload_types::eap:
        return say(eap_summary(payload.body));
      default:
        return;
    }
  }

  void add_proposals(const ike::SecurityAssociation& payload) {
    std::string first;
    std::size_t count = 0;
    for (const auto& proposal : payload.proposals) {
      if (++count > 1) continue;
      const bool of_ike = proposal.protocol.value == registry::protocol::ike;
      // RFC 7296 section 1.3.2.
      const bool rekeys_ike =
          of_ike && header_.exchange.value == registry::exchange::create_child_sa;
      if (rekeys_ike && !header_.response()) say("REKEY IKE SA");
      if (!of_ike || rekeys_ike) first = protocol_name(proposal.protocol.value) + " ";
      first += short_text(proposal);
      if (!of_ike) first += numbers_text(proposal);
    }
    if (count > 1) first += fmt::format(" (+{} proposal{})", count - 1, count == 2 ? "" : "s");
    say(first);
  }

  static std::string numbers_name(std::uint16_t id) {
    if (id == of_32_bits) return "no ESN";
    if (id == of_64_bits) return "ESN";
    auto name = short_label(
        registry::display_name(registry::SequenceNumbers::registry(), std::uint32_t{id}));
    if (name == "None") return "no sequence numbers";
    constexpr std::string_view behind = " Numbers";
    if (name.ends_with(behind)) name.erase(name.size() - behind.size());
    return name;
  }

  // "/ESN", "/ESN/no ESN" where the peer may choose. What all SAs had before goes without saying.
  static std::string numbers_text(const ike::ProposalSubstructure& proposal) {
    std::string words;
    bool others = false;
    for (const auto& transform : proposal.transforms) {
      if (transform.type.value != registry::transform_type::sn || words.size() > most_octets)
        continue;
      others = others || transform.id != of_32_bits;
      words += "/" + numbers_name(transform.id);
    }
    return others ? words : std::string();
  }

  // Whom the initiator wants to talk to is told last.
  void add_responder(const ike::Identification& id) {
    auto words = "IDr=" + short_text(id);
    if (header_.response()) return say(words);
    usual_.push_back(std::move(words));
  }

  void add_notify(const ike::Notify& notify) {
    const auto [words, secondary] = summary_of(header_, notify);
    if (secondary && secondary_.size() < most_octets)
      secondary_ += (secondary_.empty() ? "" : ", ") + words;
    else if (secondary)
      return;
    else if (notify.is_error())
      add_refusal(words);
    else if (notify.is(registry::notify::initial_contact) && usual_.size() < 4)
      usual_.push_back(words);
    else if (text_.find(words) == std::string::npos)
      say(words);
  }

  void add_refusal(const std::string& words) {
    if (refusals_.size() < most_octets && refusals_.find(words) == std::string::npos)
      refusals_ += (refusals_.empty() ? "" : ", ") + words;
  }

  void add_delete(const ike::Delete& payload) {
    if (payload.protocol.value == registry::protocol::ike) return say("DELETE IKE SA");
    auto words = "DELETE " + protocol_name(payload.protocol.value);
    std::size_t count = 0;
    for (const auto& deleted : payload.spis)
      if (++count <= most_spis) words += fmt::format(" 0x{:08x}", deleted.spi);
    if (count > most_spis) words += fmt::format(" and {} more", count - most_spis);
    say(words);
  }

  void add_configuration(const ike::Configuration& payload) {
    namespace attributes = registry::configuration_attribute_type;
    auto words = payload.type.display_name();
    for (const auto& attribute : payload.attributes) {
      const auto type = attribute.type.value;
      if (type == attributes::internal_ip4_address && attribute.value.size() == 4)
        words += " " + to_text(Address::v4_from(attribute.value.data()));
      if (type == attributes::internal_ip6_address && attribute.value.size() >= 16)
        words += " " + to_text(Address::v6_from(attribute.value.data()));
      if (words.size() > 100) break;
    }
    say(words);
  }

  static std::string some_of(const std::vector<sessions::TrafficSelector>& selectors) {
    std::string words;
    for (std::size_t at = 0; at < selectors.size() && at < most_selectors; ++at)
      words += (words.empty() ? "" : " ") + short_text(selectors[at]);
    if (selectors.size() > most_selectors)
      words += fmt::format(" (+{})", selectors.size() - most_selectors);
    return words;
  }

  void add_selectors() {
    if (!ts_i_.empty() || !ts_r_.empty()) say("TS " + some_of(ts_i_) + " == " + some_of(ts_r_));
  }

  // RFC 7296 section 1.4: an empty request asks whether the other side is alive.
  void add_empty() {
    if (header_.exchange.value != registry::exchange::informational) return;
    say(header_.response() ? "empty" : "liveness check");
  }

  const ike::Header& header_;
  std::string text_;
  std::string refusals_;            // in front
  std::vector<std::string> usual_;  // behind
  std::string secondary_;           // where there is nothing else
  bool any_ = false;
  std::vector<sessions::TrafficSelector> ts_i_;
  std::vector<sessions::TrafficSelector> ts_r_;
};

}  // namespace

std::string message_title(const wire::ike::Header& header) {
  return header.exchange.display_name() + (header.response() ? " response" : " request");
}

std::string payload_summary(const wire::ike::Header& header, registry::PayloadType first,
                            Bytes payloads) {
  Summary summary(header);
  summary.read(first, payloads);
  return std::move(summary).text();
}

std::string fragment_text(const wire::ike::Payload& payload) {
  if (payload.type.value != payload_types::skf || payload.body.size() < 4) return {};
  return fmt::format("fragment {} of {}", load_be<std::uint16_t>(payload.body.data()),
                     load_be<std::uint16_t>(payload.body.data() + 2));
}

}  // namespace espect::plugin
