// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/names.h"

#include <fmt/format.h>

#include "analyzer/report/words/baseline.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/report/words/hop_names.h"
#include "analyzer/report/words/places.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"

namespace espect::report {
namespace {

namespace types = registry::transform_type;
namespace notify = registry::notify;
using sessions::IkeSa;

std::optional<unsigned> key_bits(const sessions::Transform& encr) {
  if (encr.key_bits != 0) return encr.key_bits;
  const auto* parameters = registry::encryption_parameters(encr.meaning);
  if (parameters == nullptr || parameters->key_octets.size() != 1) return std::nullopt;
  const auto octets = parameters->key_octets.front();
  if (octets.first != octets.last || octets.first == 0) return std::nullopt;
  return octets.first * 8U;
}

}  // namespace

std::string_view sequence_numbers(const sessions::ChildSa& child) {
  namespace sn = registry::sequence_numbers;
  const auto* transform = child.selection.first(types::sn);
  if (child.protocol == Protocol::eesp) {
    const auto numbered = child.eesp_numbered();
    return !numbered ? "unspecified" : *numbered ? "64-bit" : "none";
  }
  // Without the transform the SA has 32-bit numbers (RFC 7296 section 3.3.2).
  if (transform == nullptr || transform->id == sn::sequential_numbers_32) return "32-bit";
  return transform->id == sn::partially_transmitted_64_bit_sequential_numbers ? "64-bit"
                                                                              : "unspecified";
}

std::vector<KeyExchange> key_exchanges(const IkeSa& sa) {
  if (!sa.selection) return {};
  return key_exchanges(*sa.selection);
}

std::vector<KeyExchange> key_exchanges(const sessions::Proposal& selection) {
  std::vector<KeyExchange> found;
  const auto collect = [&](std::uint8_t type) {
    for (const auto& transform : selection.transforms) {
      if (transform.type != type || (type != types::ke && transform.id == 0)) continue;
      found.push_back({registry::display_name(registry::TransformType::registry(), type),
                       transform.id, transform.as<registry::KeyExchangeMethod>().display_name()});
    }
  };
  collect(types::ke);
  for (std::uint8_t type = types::addke1; type <= types::addke7; ++type) collect(type);
  return found;
}

std::vector<KeyExchange> key_exchanges(const sessions::ChildSa& child) {
  const bool says_all = child.made_in == registry::exchange::create_child_sa ||
                        child.made_in == registry::ikev1_exchange::quick_mode;
  if (!says_all) return {};
  auto found = key_exchanges(child.selection);
  std::erase_if(found, [](const KeyExchange& exchange) { return exchange.id == 0; });
  return found;
}

std::optional<Algorithms> algorithms(const IkeSa& sa) {
  if (!sa.selection) return std::nullopt;
  return algorithms(*sa.selection);
}

Algorithms algorithms(const sessions::Proposal& selection) {
  Algorithms chosen;
  if (const auto* encr = selection.first(types::encr)) {
    chosen.encr = encr->as<registry::EncryptionAlgorithm>().display_name();
    chosen.encr_key_bits = key_bits(*encr);
  }
  if (const auto* prf = selection.first(types::prf))
    chosen.prf = prf->as<registry::PseudorandomFunction>().display_name();
  // NONE (0) says the same as leaving the transform out (RFC 7296 section 3.3.3).
  if (const auto* integ = selection.first(types::integ); integ != nullptr && integ->id != 0)
    chosen.integ = integ->as<registry::IntegrityAlgorithm>().display_name();
  return chosen;
}

std::string_view fragmentation(const IkeSa& sa) {
  const bool initiator = sa.initiator_said(notify::ikev2_fragmentation_supported);
  const bool responder = sa.responder_said(notify::ikev2_fragmentation_supported);
  if (initiator) return responder ? "both" : "initiator";
  return responder ? "responder" : "none";
}

bool uses_ppk(const IkeSa& sa) {
  const auto agreed = [&](std::uint16_t type) {
    return sa.initiator_said(type) && sa.responder_said(type);
  };
  return agreed(notify::use_ppk) || agreed(notify::use_ppk_int);
}

std::string without(std::string_view prefix, std::string name) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::string_view threshold_text(const AuditReport& report) {
  return report.threshold ? to_text(*report.threshold) : "never";
}

std::string spi_text(const sessions::EspFlow& flow) {
  // 0 is what its packets have, not unknown.
  return fmt::format("0x{:08x}", flow.spi) +
         (flow.eesp != nullptr ? fmt::format(" session {}", flow.session_id) : "");
}

std::vector<std::uint32_t> ike_sa_offsets(const AuditReport& report) {
  std::vector<std::uint32_t> offsets;
  std::uint32_t next = 0;
  for (const auto& capture : report.captures) {
    offsets.push_back(next);
    next += capture.sessions->ike_sas().size();
  }
  return offsets;
}

std::vector<std::uint32_t> child_sa_offsets(const AuditReport& report) {
  std::vector<std::uint32_t> offsets;
  std::uint32_t next = 0;
  for (const auto& capture : report.captures) {
    offsets.push_back(next);
    next += capture.sessions->child_sas().size();
  }
  return offsets;
}

std::string ikev1_authentication(const sessions::Ikev1Sa& phase1) {
  if (phase1.authentication.value == 0) return {};
  auto name = phase1.authentication.display_name();
  // "RSA signatures" stays as it is.
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (name.size() > 1 && lower(name[1]) && name[0] >= 'A' && name[0] <= 'Z')
    name[0] = static_cast<char>(name[0] - 'A' + 'a');
  return name;
}

std::uint32_t key_generations(const IkeSa& sa) {
  return sa.opening != nullptr ? sa.opening->generations : 0;
}

std::string placed_sentence(const rules::Finding& finding, std::uint32_t ike_sa_offset,
                            const CaptureReport& capture) {
  const auto named = [&](const rules::Finding& of) {
    return registry::with_vpn_names(of.sentence(), capture.vpn_names);
  };
  if (ike_sa_offset == 0 || !finding.subject.ike_sa) return named(finding);
  rules::Finding renumbered = finding;
  *renumbered.subject.ike_sa += ike_sa_offset;
  return named(renumbered);
}

std::string sentence(const rules::Finding& finding, std::uint32_t ike_sa_offset,
                     const CaptureReport& capture) {
  if (capture.files.empty()) return placed_sentence(finding, ike_sa_offset, capture);
  return placed_sentence(placed(finding, Places(capture, 0)), ike_sa_offset, capture);
}

std::string selectors_text(const std::vector<sessions::TrafficSelector>& selectors,
                           const CaptureReport& capture) {
  return registry::with_vpn_names(to_text(selectors), capture.vpn_names);
}

std::string stable_subject(const rules::Finding& finding, const sessions::Sessions& sessions) {
  const auto& subject = finding.subject;
  if (!subject.ike_sa || *subject.ike_sa == 0 || *subject.ike_sa > sessions.ike_sas().size())
    return to_text(subject);
  const IkeSa& sa = sessions.ike_sas()[*subject.ike_sa - 1];
  return fmt::format("IKE SA {:016x}-{:016x}", sa.spi_i, sa.spi_r);
}

Totals totals(const CaptureReport& capture) {
  Totals sum;
  capture.sessions->ike_sas().for_each([&](const IkeSa& sa) {
    sum.ike_encrypted += sa.encrypted;
    sum.ike_decrypted += sa.decrypted;
    sum.ike_failed += sa.set_aside.icv_failed;
  });
  capture.sessions->flows().for_each([&](const sessions::EspFlow& flow) {
    sum.esp_packets += flow.packets;
    sum.esp_authenticated += flow.icv_ok;
    sum.esp_closed += flow.no_key();
    sum.not_read += flow.unreadable;
  });
  const auto& facts = capture.sessions->facts();
  sum.not_read += facts.diet_esp + facts.sas_not_tracked + facts.inner_not_read.all();
  return sum;
}

Totals totals(const AuditReport& report) {
  Totals sum;
  for (const auto& capture : report.captures) {
    const auto of = totals(capture);
    sum.ike_encrypted += of.ike_encrypted;
    sum.ike_decrypted += of.ike_decrypted;
    sum.ike_failed += of.ike_failed;
    sum.esp_packets += of.esp_packets;
    sum.esp_authenticated += of.esp_authenticated;
    sum.esp_closed += of.esp_closed;
    sum.not_read += of.not_read;
  }
  return sum;
}

std::string_view keys_text(const AuditReport& report) {
  if (!report.keys_given) return "none";
  const auto sum = totals(report);
  const bool all_opened = sum.ike_decrypted == sum.ike_encrypted && sum.ike_failed == 0 &&
                          sum.esp_authenticated == sum.esp_packets && sum.not_read == 0;
  return all_opened ? "all" : "partial";
}

std::vector<std::string> coverage_notes(const AuditReport& report) {
  std::vector<std::string> notes;
  for (const auto& capture : report.captures)
    for (const auto& note : capture.coverage)
      notes.push_back(report.captures.size() > 1 ? capture.path + ": " + note : note);
  for (auto& unmet : unmet_requirements(report)) notes.push_back(std::move(unmet));
  for (auto& unseen : baseline_notes(report)) notes.push_back(std::move(unseen));
  if (report.passed_over != 0)
    notes.push_back(counted(report.passed_over,
                            "file of a folder is no capture and was passed over",
                            "files of folders are no captures and were passed over") +
                    " (--verbose names them)");
  for (auto& note : hop_notes(report)) notes.push_back(std::move(note));
  return notes;
}

std::string state_text(const sessions::IkeSa& sa) {
  const std::string text(to_text(sa.state));
  const bool unsure = sa.may_have_ended && sa.state == sessions::IkeSaState::established;
  return unsure ? text + " or deleted" : text;
}

std::string nat_text(const sessions::IkeSa& sa) {
  std::string text;
  for (const bool initiator : {true, false}) {
    const auto place = sa.nat_place(initiator);
    if (!place || *place == sessions::NatPlace::not_found) continue;
    text += fmt::format(
        "{}the {} {}", text.empty() ? "" : ", ", initiator ? "initiator" : "responder",
        *place == sessions::NatPlace::behind ? "is behind one"
                                             : "is behind one, or forces UDP encapsulation");
  }
  return text;
}

}  // namespace espect::report
