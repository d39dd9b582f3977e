// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/words/audit_report.h"
#include "ipsec/sessions/names.h"

// What every form of the report says about SAs and findings, in one place.
namespace espect::report {

// "32-bit", "64-bit" or "unspecified": the SN transform (RFC 9827, RFC 9838).
std::string_view sequence_numbers(const sessions::ChildSa& child);

// "0xcb17561b", of a sub-SA of EESP "0xcb17561b session 3".
std::string spi_text(const sessions::EspFlow& flow);

struct KeyExchange {
  std::string transform;  // "KE", "ADDKE1"
  std::uint16_t id = 0;
  std::string name;
};

// The outcome of IKE_SA_INIT in the registry's names. An AEAD cipher has no integ.
struct Algorithms {
  std::optional<std::string> encr;
  std::optional<unsigned> encr_key_bits;  // also of a cipher with one key length only
  std::optional<std::string> prf;
  std::optional<std::string> integ;
};

// Both need a selection; without it they are empty. An ADDKE of NONE is left out.
std::vector<KeyExchange> key_exchanges(const sessions::IkeSa& sa);
// Of its own CREATE_CHILD_SA and IKE_FOLLOWUP_KE, or quick mode; none when IKE_AUTH made it.
std::vector<KeyExchange> key_exchanges(const sessions::ChildSa& child);
std::vector<KeyExchange> key_exchanges(const sessions::Proposal& selection);  // also of a Child SA
std::optional<Algorithms> algorithms(const sessions::IkeSa& sa);
Algorithms algorithms(const sessions::Proposal& selection);  // also of a Child SA

std::string_view fragmentation(
    const sessions::IkeSa& sa);  // "both", "initiator", "responder", "none"
bool uses_ppk(const sessions::IkeSa& sa);
// "pre-shared key", "RSA signatures"; empty when phase 1 does not say it.
std::string ikev1_authentication(const sessions::Ikev1Sa& phase1);

// "AES_GCM_16": an algorithm's name without the "ENCR_" that the place where it stands says
// already.
std::string without(std::string_view prefix, std::string name);

std::string_view threshold_text(const AuditReport& report);  // "high"; "never" without one

// IKE SAs are numbered per capture; in a report their ids run through all captures. This is what to
// add to the ids of each capture.
std::vector<std::uint32_t> ike_sa_offsets(const AuditReport& report);
std::vector<std::uint32_t> child_sa_offsets(const AuditReport& report);  // the same

std::uint32_t key_generations(const sessions::IkeSa& sa);  // that opened a message

// What a finding says: with the report's ids, the numbers that frames have in their files, and the
// names of VPNs.
std::string sentence(const rules::Finding& finding, std::uint32_t ike_sa_offset,
                     const CaptureReport& capture);
// Of one whose frames have these numbers already.
std::string placed_sentence(const rules::Finding& finding, std::uint32_t ike_sa_offset,
                            const CaptureReport& capture);
// With the names of VPNs.
std::string selectors_text(const std::vector<sessions::TrafficSelector>& selectors,
                           const CaptureReport& capture);
// Names the SA by its SPIs: the same in every capture of it.
std::string stable_subject(const rules::Finding& finding, const sessions::Sessions& sessions);

struct Totals {
  std::uint64_t ike_encrypted = 0;
  std::uint64_t ike_decrypted = 0;
  std::uint64_t ike_failed = 0;         // beside these: under none of the keys of their IKE SAs
  std::uint64_t esp_packets = 0;        // ESP and AH
  std::uint64_t esp_authenticated = 0;  // whose ICV verified
  std::uint64_t esp_closed = 0;         // that no key was known for
  // Diet-ESP, of SAs beyond the limit, within opened packets, or not what the key should give.
  std::uint64_t not_read = 0;
};
Totals totals(const CaptureReport& capture);
Totals totals(const AuditReport& report);
// "none" without --keys, "all" when everything encrypted was opened and authenticated, "partial".
std::string_view keys_text(const AuditReport& report);

// All captures' notes; with the path in front when there are several captures.
std::vector<std::string> coverage_notes(const AuditReport& report);

// "established or deleted" where the outside of its last messages does not tell.
std::string state_text(const sessions::IkeSa& sa);

// Which side a NAT stands before: "the initiator is behind one"; empty where none was found, or NAT
// detection was not seen.
std::string nat_text(const sessions::IkeSa& sa);

}  // namespace espect::report
