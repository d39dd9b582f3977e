// SPDX-License-Identifier: GPL-2.0-or-later
#include <set>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/named_first.h"
#include "ipsec/rules/negotiation/ikev1_code_points.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/said/sa_payloads.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::rules::ike_unassigned_code_point {
namespace {

using registry::Registry;
using registry::State;

std::string sentence(const Finding& finding) {
  return fmt::format("{} uses {}", to_text(finding.subject), finding.evidence.text("numbers"));
}

// "; SM4_CBC of somebody's software": who is known to use a number that is not theirs.
std::string known_squatters(const Registry& registry, std::uint32_t value) {
  std::string text;
  for (const auto& row : registry.rows)
    if (row.state == State::collision_shipped && row.first == value)
      text += fmt::format("; {} of {}", row.name, row.reference);
  return text;
}

class Collected {
 public:
  explicit Collected(const registry::ExperimentalProfile* profile) : profile_(profile) {}

  void add(std::string_view kind, const Registry& registry, std::uint32_t value) {
    const auto* row = registry::find(registry, value, meaning(registry, value));
    if (row != nullptr && row->state == State::unassigned) keep(kind, registry, value);
  }
  // A cipher with one key length carries no Key Length attribute (RFC 7296 section 3.3.5): who
  // sends one means another cipher.
  void add_cipher(const sessions::Transform& transform) {
    const auto& registry = registry::EncryptionAlgorithm::registry();
    const auto* cipher = registry::encryption_parameters(transform.meaning);
    const bool contradicts = cipher != nullptr && !cipher->variable_key() &&
                             transform.key_bits != 0 &&
                             !known_squatters(registry, transform.id).empty();
    if (contradicts)
      keep("transform with a key length,", registry, transform.id);
    else
      add("transform ENCR", registry, transform.id);
  }
  // A public value whose size is not that of the method, but of a method that is known to squat
  // there: SM2 points have 64 octets, or 65 with their leading 04.
  void add_key_exchange(registry::KeyExchangeMethod method, std::size_t octets) {
    const auto& registry = registry::KeyExchangeMethod::registry();
    const auto* sizes = registry::key_exchange_parameters(method.meaning);
    const bool contradicts = sizes != nullptr && octets != sizes->initiator_octets &&
                             octets != sizes->responder_octets && (octets == 64 || octets == 65) &&
                             !known_squatters(registry, method.value).empty();
    if (contradicts) keep(fmt::format("KE of {} octets,", octets), registry, method.value);
  }
  // Method 14 starts with an AlgorithmIdentifier (RFC 7427 section 3) and needs
  // SIGNATURE_HASH_ALGORITHMS; without both it is the number alone that is used.
  void add_authentication(const sessions::IkeSa& sa, std::uint8_t method, Bytes data) {
    constexpr std::uint8_t asn1_sequence = 0x30;
    constexpr auto hashes = registry::notify::signature_hash_algorithms;
    if (method != registry::authentication_method::digital_signature || !sa.seen_from_start ||
        sa.initiator_said(hashes) || sa.responder_said(hashes))
      return;
    if (data.size() > 1 && data[1] == asn1_sequence) return;
    keep("AUTH without AlgorithmIdentifier,", registry::AuthenticationMethod::registry(), method);
  }
  void add(const Ikev1CodePoints& used) {
    for (const auto& point : used.found) add(point.label, *point.registry, point.value);
  }
  // Each once, as they came.
  const std::vector<std::string>& numbers() const { return numbers_; }

 private:
  std::uint32_t meaning(const Registry& registry, std::uint32_t value) const {
    return registry::meaning_of(profile_, registry, value);
  }
  void keep(std::string_view kind, const Registry& registry, std::uint32_t value) {
    if (!seen_.emplace(kind, &registry, value).second) return;
    numbers_.push_back(fmt::format(
        "{} {}{}", kind, registry::display_name(registry, value, meaning(registry, value)),
        known_squatters(registry, value)));
  }
  const registry::ExperimentalProfile* profile_;
  std::set<std::tuple<std::string, const Registry*, std::uint32_t>> seen_;
  std::vector<std::string> numbers_;
};

void collect(const sessions::PayloadList& list, Collected& found) {
  namespace types = registry::transform_type;
  for (const auto& payload : list.payloads())
    found.add("payload", registry::PayloadType::registry(), payload.type.value);
  if (const auto* payload = list.first(registry::payload::ke)) {
    const auto exchange = payload->as<wire::ike::KeyExchange>();
    found.add_key_exchange(exchange.method, exchange.data.size());
  }
  for (const auto type : list.notify_types())
    found.add("notify", registry::NotifyType::registry(), type);
  for (const auto& proposal : sessions::sa_payloads_of(list).proposals)
    for (const auto& transform : proposal.transforms) {
      if (transform.type == types::encr) found.add_cipher(transform);
      if (transform.type == types::prf)
        found.add("transform PRF", registry::PseudorandomFunction::registry(), transform.id);
      if (transform.type == types::integ)
        found.add("transform INTEG", registry::IntegrityAlgorithm::registry(), transform.id);
      if (transform.is_key_exchange())
        found.add("transform KE", registry::KeyExchangeMethod::registry(), transform.id);
      found.add("transform type", registry::TransformType::registry(), transform.type);
    }
}

using Told = Capped<std::uint32_t, NamedFirst>;  // by IKE SA

void tell(const Bench& bench, Told& told, const sessions::IkeSa& sa, const Collected& found,
          std::uint32_t frame) {
  if (found.numbers().empty()) return;
  auto* of_sa = told.place(sa.id);
  if (of_sa == nullptr) return;
  Finding& finding = bench.about(Subject(sa));
  for (const auto& number : found.numbers()) {
    if (!of_sa->add(number)) continue;
    finding.add({frame});
    finding.say(frame, "{2}", 0, 0, number);
  }
  finding.evidence.set("numbers", of_sa->text());
}

void take_ikev1(const Bench& bench, Told& told, const sessions::IkeMessageSeen& event) {
  if (event.retransmission) return;
  Ikev1CodePoints used(bench.profile);
  if (!used.read_message(event.message.octets())) return;
  Collected found(bench.profile);
  found.add(used);
  tell(bench, told, event.sa, found, event.datagram.frame);
}

void install(const Bench& bench) {
  const auto told = bench.table<std::uint32_t, NamedFirst>("IKE SAs");
  bench.events.to<sessions::IkeMessageSeen>([bench, told](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    if (header.major_version() == 1) return take_ikev1(bench, *told, event);
    // What cannot be parsed may be no number at all.
    if (header.major_version() != 2 || event.retransmission ||
        event.message.fault().problem != Problem::none)
      return;
    Collected found(bench.profile);
    found.add("exchange", registry::ExchangeType::registry(), header.exchange.value);
    collect(event.message, found);
    tell(bench, *told, event.sa, found, event.datagram.frame);
  });
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, told](const sessions::IkeMessageOpened& event) {
        if (event.contents == nullptr || event.contents->fault().problem != Problem::none) return;
        Collected found(bench.profile);
        collect(*event.contents, found);
        if (const auto* payload = event.contents->first(registry::payload::auth)) {
          const auto auth = payload->as<wire::ike::Authentication>();
          found.add_authentication(event.sa, auth.method.value, auth.data);
        }
        tell(bench, *told, event.sa, found, event.datagram.frame);
      });
  bench.events.to<sessions::Ikev1MessageOpened>(
      [bench, told](const sessions::Ikev1MessageOpened& event) {
        Ikev1CodePoints used(bench.profile);
        if (event.retransmission ||
            !used.read_payloads(event.contents.first_type(), event.contents.octets()))
          return;
        Collected found(bench.profile);
        found.add(used);
        tell(bench, *told, event.sa, found, event.datagram.frame);
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-unassigned-code-point",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "A number that IANA has not assigned, or has assigned otherwise",
    .why =
        "Somebody uses a number out of the space that IANA assigns from, instead of the "
        "private-use range: between two peers of the same make it works, until the number is "
        "assigned to something else. National algorithms (ShangMi: SM1, SM3, SM4) are the usual "
        "case.",
    .advice =
        "Use the private-use range for such algorithms, and a vendor id that says whose numbers "
        "they are. The evidence names software that is known to use this number.",
    .specs = {"RFC 7296 section 6", "RFC 8126", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_unassigned_code_point
