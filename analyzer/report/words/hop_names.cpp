// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/hop_names.h"

#include <fmt/format.h>

#include "ipsec/bytes/counted.h"

namespace espect::report {

std::string_view to_text(sessions::HopProtocol protocol) {
  switch (protocol) {
    case sessions::HopProtocol::ike:
      return "ike";
    case sessions::HopProtocol::esp:
      return "esp";
    case sessions::HopProtocol::ah:
      return "ah";
  }
  return "esp";
}

std::string_view to_text(sessions::DirectionBy by) {
  switch (by) {
    case sessions::DirectionBy::ttl:
      return "ttl";
    case sessions::DirectionBy::time:
      return "time";
    case sessions::DirectionBy::path:
      return "path";
    case sessions::DirectionBy::assumed:
      return "assumed";
  }
  return "assumed";
}

std::string_view to_text(sessions::HopClocks clocks) {
  switch (clocks) {
    case sessions::HopClocks::unknown:
      return "unknown";
    case sessions::HopClocks::agree:
      return "agree";
    case sessions::HopClocks::differ:
      return "differ";
  }
  return "unknown";
}

std::string hop_spi_text(const sessions::HopSa& sa) {
  return sa.protocol == sessions::HopProtocol::ike ? fmt::format("{:016x}", sa.spi)
                                                   : fmt::format("0x{:08x}", sa.spi);
}

std::string nothing_shared(const AuditReport& report) {
  if (!report.hop || report.hop->matched != 0) return {};
  const auto& packets = report.hop->packets;
  return fmt::format(
      "the two captures share no packet ({} before, {} after): either the hop dropped everything, "
      "or they are not of the same traffic",
      counted(packets[0], "IPsec packet"), packets[1]);
}

std::vector<std::string> hop_notes(const AuditReport& report) {
  std::vector<std::string> notes;
  if (!report.hop) return notes;
  if (auto nothing = nothing_shared(report); !nothing.empty()) notes.push_back(std::move(nothing));
  std::uint64_t outside = 0;
  std::uint64_t unseen = 0;
  for (const auto& sa : report.hop->sas) {
    outside += sa.outside();
    unseen += sa.unseen;
  }
  if (outside != 0)
    notes.push_back(counted(outside, "packet") +
                    " at a time that the other capture may not cover, not judged");
  if (unseen != 0)
    notes.push_back(
        counted(unseen, "packet") +
        " of directions of which the other capture holds no packet, not judged: the hop "
        "dropped all of them, or nobody captured them there");
  if (report.hop->clocks == sessions::HopClocks::differ)
    notes.push_back("the clocks of the two captures differ: no delays");
  if (report.hop->given_up != 0)
    notes.push_back(counted(report.hop->given_up, "of them was", "of them were") +
                    " given up because too many packets waited for their other half");
  if (report.hop->dropped != 0)
    notes.push_back(counted(report.hop->dropped, "packet") +
                    " of SAs beyond the limit not compared");
  return notes;
}

}  // namespace espect::report
