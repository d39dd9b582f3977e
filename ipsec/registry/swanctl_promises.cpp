// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "ipsec/registry/configured_values.h"

namespace espect::registry {
namespace {

// swanctl.conf(5): a rekeying begins at a random moment between `by` minus rand_time and `by`.
std::string from_and_by(std::uint64_t by, std::uint64_t random) {
  return by == 0 ? "0" : fmt::format("{}-{}", by - std::min(by, random), by);
}

// Under the name of what decides it; without, the daemon's own.
void limit(Promises& promises, PromiseKind kind, std::string value, std::string_view key,
           std::string_view own) {
  if (promises.said(key) != nullptr)
    promises.promise(kind, std::move(value), key);
  else
    promises.by_default(kind, std::move(value), std::string(own));
}

void lives_of_ike_sa(Promises& promises) {
  const auto reauth = promises.seconds("reauth_time").value_or(0);
  const auto rekey = promises.seconds("rekey_time").value_or(reauth != 0 ? 0 : 4 * 3600);
  const auto longest = std::max(rekey, reauth);
  if (longest == 0) {
    limit(promises, PromiseKind::rekey_time, "0", "rekey_time", "");
    return;
  }
  const auto over = promises.seconds("over_time").value_or(longest / 10);
  const auto random = promises.seconds("rand_time").value_or(over);
  if (rekey != 0)
    limit(promises, PromiseKind::rekey_time, from_and_by(rekey, random), "rekey_time",
          "rekey_time = 4h");
  const auto life = std::to_string(longest + over);
  const char* keys[] = {"over_time", "reauth_time", "rekey_time"};
  for (const auto* key : keys)
    if (promises.said(key) != nullptr) return promises.promise(PromiseKind::life_time, life, key);
  promises.by_default(PromiseKind::life_time, life, "rekey_time = 4h and over_time a tenth of it");
}

void lives_of_child_sa(Promises& promises) {
  const auto said_life = promises.seconds("life_time");
  const auto rekey =
      promises.seconds("rekey_time").value_or(said_life ? *said_life * 10 / 11 : 3600);
  const auto life = said_life.value_or(rekey + rekey / 10);
  const auto random = promises.seconds("rand_time").value_or(life - std::min(life, rekey));
  limit(promises, PromiseKind::rekey_time, from_and_by(rekey, random), "rekey_time",
        "rekey_time = 1h");
  if (life != 0)
    limit(promises, PromiseKind::life_time, std::to_string(life),
          said_life ? "life_time" : "rekey_time", "life_time = 66m");

  const auto packets = promises.count("rekey_packets");
  const auto said_packets = promises.count("life_packets");
  if (!packets && !said_packets) return;
  const auto most = said_packets.value_or(packets.value_or(0) * 11 / 10);
  if (packets && *packets != 0) {
    const auto spread = promises.count("rand_packets").value_or(most - std::min(most, *packets));
    promises.promise(PromiseKind::rekey_packets, from_and_by(*packets, spread), "rekey_packets");
  }
  if (most != 0)
    promises.promise(PromiseKind::life_packets, std::to_string(most),
                     said_packets ? "life_packets" : "rekey_packets");
}

void proposals(Promises& promises, std::string_view key, PolicyScope scope) {
  if (const auto* said = promises.said(key))
    if (auto value = proposals_of(said->value, scope, false))
      promises.promise(PromiseKind::proposals, std::move(*value), key);
}

void copied(Promises& promises) {
  if (const auto* dscp = promises.said("copy_dscp"))
    promises.promise(PromiseKind::copy_dscp,
                     dscp->value == "out" || dscp->value == "yes" ? "yes" : "no", "copy_dscp");
  promises.flag(PromiseKind::copy_df, "copy_df");
}

PromisedChild child_of(const ConfiguredChild& configured, std::vector<std::string>& unheld) {
  PromisedChild child{configured.name, {}};
  Promises promises(child.promises, configured.settings);
  for (const auto& [kind, key] : {std::pair(PromiseKind::local_selectors, "local_ts"),
                                  std::pair(PromiseKind::remote_selectors, "remote_ts")})
    if (const auto* said = promises.said(key)) promises.promise(kind, said->value, key);
  const bool ah = promises.said("ah_proposals") != nullptr;
  if (ah && promises.said("esp_proposals") == nullptr)
    promises.promise(PromiseKind::protocol, "ah", "ah_proposals");
  else if (!ah && promises.said("esp_proposals") != nullptr)
    promises.promise(PromiseKind::protocol, "esp", "esp_proposals");
  if (ah)
    proposals(promises, "ah_proposals", PolicyScope::ah);
  else
    proposals(promises, "esp_proposals", PolicyScope::esp);
  promises.word(PromiseKind::mode, "mode", "tunnel,transport,beet,iptfs", "tunnel");
  promises.flag(PromiseKind::ipcomp, "ipcomp", false);
  lives_of_child_sa(promises);
  promises.number(PromiseKind::replay_window, "replay_window");
  promises.number(PromiseKind::tfc_padding, "tfc_padding");
  copied(promises);
  std::ranges::move(promises.unheld(), std::back_inserter(unheld));
  return child;
}

}  // namespace

PromisedConnection swanctl_promises(const ConfiguredConnection& configured,
                                    std::vector<std::string>& unheld) {
  PromisedConnection made{configured.name, configured.file, {}, {}};
  Promises promises(made.promises, configured.settings);
  for (const auto& [kind, key] : {std::pair(PromiseKind::local_addresses, "local_addrs"),
                                  std::pair(PromiseKind::remote_addresses, "remote_addrs")})
    if (const auto* said = promises.said(key))
      promises.promise(kind, addresses_of(said->value), key);
  for (const auto& [kind, key] : {std::pair(PromiseKind::local_id, "local.id"),
                                  std::pair(PromiseKind::remote_id, "remote.id")})
    if (const auto* said = promises.said(key)) promises.promise(kind, said->value, key);
  promises.word(PromiseKind::version, "version", "1,2");
  proposals(promises, "proposals", PolicyScope::ike);
  if (const auto* encap = promises.said("encap");
      encap != nullptr && yes_or_no(encap->value) == true)
    promises.promise(PromiseKind::encapsulation, "yes", "encap");
  // IKEv1 says with a vendor ID that it reads fragments; MOBIKE is of IKEv2 alone.
  if (const auto* version = promises.said("version"); version == nullptr || version->value != "1") {
    promises.word(PromiseKind::fragmentation, "fragmentation", "yes,no,accept,force", "yes");
    promises.flag(PromiseKind::mobike, "mobike", true);
  }
  if (const auto delay = promises.seconds("dpd_delay"))
    promises.promise(PromiseKind::dpd_delay, std::to_string(*delay), "dpd_delay");
  if (const auto* dscp = promises.said("dscp");
      dscp != nullptr && dscp->value.size() == 6 &&
      dscp->value.find_first_not_of("01") == std::string::npos)
    promises.promise(PromiseKind::dscp, std::to_string(std::stoul(dscp->value, nullptr, 2)),
                     "dscp");
  if (const auto* ppk = promises.said("ppk_required");
      ppk != nullptr && yes_or_no(ppk->value) == true)
    promises.promise(PromiseKind::ppk, "required", "ppk_required");
  lives_of_ike_sa(promises);
  for (const auto& child : configured.children) made.children.push_back(child_of(child, unheld));
  std::ranges::move(promises.unheld(), std::back_inserter(unheld));
  return made;
}

}  // namespace espect::registry
