// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/key_list.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "ipsec/bytes/counted.h"
#include "ipsec/sessions/names.h"

namespace espect::report {
namespace {

struct Kinds {
  const char* one;
  const char* many;
};

std::string place(const keys::Origin& origin) {
  return origin.line != 0 ? fmt::format("{}:{}", origin.file, origin.line) : origin.file;
}

std::string ike_name(std::uint64_t spi_i, std::uint64_t spi_r) {
  return fmt::format("IKE SA {:016x}-{:016x}", spi_i, spi_r);
}

std::string address_name(const keys::AddressPattern& pattern) {
  if (pattern.prefix_bits == 0) return "any address";
  const bool whole = pattern.prefix_bits == (pattern.address.v6 ? 128 : 32);
  return to_text(pattern.address) + (whole ? "" : fmt::format("/{}", pattern.prefix_bits));
}

std::string sa_name(const keys::SaKeys& keys) {
  if (keys.eesp)
    return fmt::format("EESP SA 0x{:08x}, session {}, to {}", keys.spi, keys.eesp->session_id,
                       address_name(keys.destination));
  const char* protocol = keys.protocol == keys::SaProtocol::ah ? "AH" : "ESP";
  if (keys.spi_mask != UINT32_MAX)
    return fmt::format("{} SA with a pattern for its SPI to {}", protocol,
                       address_name(keys.destination));
  return fmt::format("{} SA 0x{:08x} to {}", protocol, keys.spi, address_name(keys.destination));
}

// Which entries of the ring name an SA of the capture.
class Matching {
 public:
  Matching(const keys::KeyRing& ring, const sessions::Sessions& sessions)
      : ring_(ring), sessions_(sessions) {
    sessions.ike_sas().for_each([&](const sessions::IkeSa& sa) { add(sa); });
    sessions.flows().for_each([&](const sessions::EspFlow& flow) { add(flow); });
    add_unused();
  }
  KeyMatch release() { return std::move(match_); }

 private:
  void add(const sessions::IkeSa& sa) {
    if (sa.encrypted == 0) return;
    MatchedSa matched{
        ike_name(sa.spi_i, sa.spi_r),
        fmt::format("{} of {} opened", sa.decrypted, counted(sa.encrypted, "message", "messages")),
        {}};
    for (const auto* keys : ring_.ike_keys(sa.spi_i, sa.spi_r)) use(*keys, matched);
    if (sa.version == 1)
      for (const auto* keys : ring_.ikev1_keys(sa.spi_i, sa.spi_r)) use(*keys, matched);
    for (std::uint32_t index = 0; index <= 7; ++index)
      for (const auto* secret : ring_.ike_secrets(sa.spi_i, sa.spi_r, index)) use(*secret, matched);
    for (const auto* ppk : ring_.ppks(sa.spi_i, sa.spi_r))
      if (ppk->spis) use(*ppk, matched);
    if (sa.decrypted != sa.encrypted) matched.state += others_closed(sa) + ": " + why_closed(sa);
    match_.sas.push_back(std::move(matched));
  }

  void add(const sessions::EspFlow& flow) {
    const auto protocol = flow.protocol == Protocol::ah    ? keys::SaProtocol::ah
                          : flow.protocol == Protocol::esp ? keys::SaProtocol::esp
                                                           : keys::SaProtocol::eesp;
    const bool eesp = flow.protocol == Protocol::eesp;
    MatchedSa matched{
        fmt::format("{} SA 0x{:08x}{} to {}", display_name(flow.protocol), flow.spi,
                    eesp ? fmt::format(", session {},", flow.session_id) : std::string(),
                    to_text(flow.path.destination)),
        fmt::format("{} of {} authentic", flow.icv_ok, counted(flow.packets, "packet", "packets")),
        {}};
    for (const auto* keys :
         ring_.sa_keys(protocol, flow.spi, flow.path.source, flow.path.destination))
      if (!keys->eesp || keys->eesp->session_id == flow.session_id) use(*keys, matched);
    for (std::uint32_t index = 0; index <= 7; ++index)
      for (const auto* secret : ring_.child_secrets(flow.spi, index)) use(*secret, matched);
    if (flow.icv_ok == 0)
      matched.state +=
          ": " + (flow.why_closed.empty() ? "no key source names it" : flow.why_closed);
    match_.sas.push_back(std::move(matched));
  }

  // What is said of why it stayed closed holds for the others alone.
  static std::string others_closed(const sessions::IkeSa& sa) {
    const auto closed = sa.encrypted - sa.decrypted;
    if (sa.decrypted == 0) return {};
    return closed == 1 ? ", not the other one" : fmt::format(", none of the other {}", closed);
  }
  static std::string why_closed(const sessions::IkeSa& sa) {
    return sa.opening != nullptr ? sa.opening->why_closed : "its messages could not be read";
  }

  template <class Entry>
  void use(const Entry& entry, MatchedSa& matched) {
    used_.insert(&entry);
    auto said = place(entry.origin);
    if (std::ranges::find(matched.keys, said) == matched.keys.end())
      matched.keys.push_back(std::move(said));
  }

  template <class Entry>
  void unused(const Entry& entry, const std::string& name) {
    if (!used_.contains(&entry))
      match_.unused.push_back(
          fmt::format("{}: {} is not in the capture", place(entry.origin), name));
  }

  void add_unused() {
    for (const auto& keys : ring_.all_ike_keys()) unused(keys, ike_name(keys.spi_i, keys.spi_r));
    for (const auto& keys : ring_.all_ikev1_keys())
      unused(keys, fmt::format("IKEv1 SA {:016x}", keys.spi_i));
    for (const auto& secret : ring_.all_ike_secrets())
      unused(secret, ike_name(secret.spi_i, secret.spi_r));
    for (const auto& secret : ring_.all_child_secrets())
      unused(secret, fmt::format("an SA 0x{:08x}", secret.spi));
    for (const auto& keys : ring_.all_sa_keys()) unused(keys, sa_name(keys));
  }

  const keys::KeyRing& ring_;
  const sessions::Sessions& sessions_;
  std::set<const void*> used_;
  KeyMatch match_;
};

using KindCounts = std::map<std::string, std::vector<std::pair<Kinds, std::size_t>>>;

template <class Entries>
void count_entries(KindCounts& counts, const Entries& entries, Kinds kinds) {
  for (const auto& entry : entries) {
    auto& of_file = counts[entry.origin.file];
    if (of_file.empty() || std::string_view(of_file.back().first.one) != kinds.one)
      of_file.emplace_back(kinds, 0);
    ++of_file.back().second;
  }
}

}  // namespace

std::vector<KeyFileContents> contents_of(const keys::KeyFiles& files) {
  KindCounts counts;
  const keys::KeyRing& ring = files.ring;
  count_entries(counts, ring.all_ike_keys(),
                {"key generation of an IKE SA", "key generations of IKE SAs"});
  count_entries(counts, ring.all_ikev1_keys(), {"key of an IKEv1 SA", "keys of IKEv1 SAs"});
  count_entries(counts, ring.all_ike_secrets(),
                {"shared secret of an IKE SA", "shared secrets of IKE SAs"});
  count_entries(counts, ring.all_child_secrets(),
                {"shared secret of a Child SA", "shared secrets of Child SAs"});
  count_entries(counts, ring.all_ppks(), {"PPK", "PPKs"});
  count_entries(counts, ring.all_psks(), {"preshared key", "preshared keys"});
  std::vector<keys::SaKeys> of_protocol;
  for (const auto protocol :
       {keys::SaProtocol::esp, keys::SaProtocol::ah, keys::SaProtocol::eesp}) {
    of_protocol.clear();
    std::ranges::copy_if(ring.all_sa_keys(), std::back_inserter(of_protocol),
                         [&](const keys::SaKeys& keys) { return keys.protocol == protocol; });
    count_entries(counts, of_protocol,
                  protocol == keys::SaProtocol::esp ? Kinds{"key of an ESP SA", "keys of ESP SAs"}
                  : protocol == keys::SaProtocol::ah
                      ? Kinds{"key of an AH SA", "keys of AH SAs"}
                      : Kinds{"key of an EESP sub-SA", "keys of EESP sub-SAs"});
  }
  std::vector<KeyFileContents> contents;
  for (const std::string& used : files.used) {
    const std::size_t colon = used.rfind(": ");
    KeyFileContents one{used.substr(0, colon), used.substr(colon + 2), {}};
    for (const auto& [kinds, number] : counts[one.file])
      one.counts.push_back(counted(number, kinds.one, kinds.many));
    contents.push_back(std::move(one));
  }
  return contents;
}

KeyMatch match_keys(const keys::KeyRing& ring, const sessions::Sessions& sessions) {
  return Matching(ring, sessions).release();
}

}  // namespace espect::report
