// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "ipsec/registry/configured_values.h"

namespace espect::registry {
namespace {

// The first of several names of one setting that is said; libreswan 5 has new ones.
std::string_view spelled(const Promises& promises, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys)
    if (promises.said(key) != nullptr) return key;
  return *keys.begin();
}

// ipsec.conf(5): a rekeying begins rekeymargin before the end, or up to rekeyfuzz percent of that
// earlier.
void lives(Promises& promises, std::string_view key) {
  const auto life = promises.seconds(key);
  if (!life || *life == 0) return;
  promises.promise(PromiseKind::life_time, std::to_string(*life), key);
  const auto* rekey = promises.said("rekey");
  if (rekey != nullptr && yes_or_no(rekey->value) == false)
    promises.promise(PromiseKind::rekey_time, "0", "rekey");
}

void selectors(Promises& promises, PromiseKind kind, std::string_view side) {
  const auto key =
      spelled(promises, {std::string_view(side == "left" ? "leftsubnet" : "rightsubnet"),
                         std::string_view(side == "left" ? "leftsubnets" : "rightsubnets")});
  const auto* said = promises.said(key);
  if (said == nullptr) return;
  std::string value;
  for (const auto& part : parts_of(said->value, ",{}")) value += (value.empty() ? "" : ",") + part;
  const auto* port = promises.said(side == "left" ? "leftprotoport" : "rightprotoport");
  if (port != nullptr) return;  // both in one selector: what pluto makes of them is not said here
  if (!value.starts_with("vhost:") && !value.empty() && value[0] != '%')
    promises.promise(kind, std::move(value), key);
}

// esn= says which numbers are proposed when esp= does not.
std::string with_numbers(std::string proposals, const Promises& promises) {
  const auto* esn = promises.said("esn");
  if (esn == nullptr || proposals.find("sn:") != std::string::npos) return proposals;
  const std::string numbers = esn->value == "yes"  ? "sn:1"
                              : esn->value == "no" ? "sn:0"
                                                   : "sn:0 sn:1";
  std::string made;
  for (std::size_t at = 0; at < proposals.size();) {
    const auto end = std::min(proposals.find("; ", at), proposals.size());
    made += (made.empty() ? "" : "; ") + proposals.substr(at, end - at) + " " + numbers;
    at = end + 2;
  }
  return made;
}

void proposals_of_child(Promises& promises) {
  const auto* kind = promises.said("phase2");
  const bool ah = (kind != nullptr && kind->value == "ah") || promises.said("ah") != nullptr;
  const auto key = spelled(promises, {"esp", "ah", "phase2alg"});
  const auto* said = promises.said(key);
  if (said == nullptr) {
    if (promises.said("esn") != nullptr)
      promises.promise(PromiseKind::proposals, with_numbers("*", promises), "esn");
    return;
  }
  promises.promise(PromiseKind::protocol, ah ? "ah" : "esp", key);
  if (auto value = proposals_of(said->value, ah ? PolicyScope::ah : PolicyScope::esp, true))
    promises.promise(PromiseKind::proposals, with_numbers(std::move(*value), promises), key);
}

PromisedChild child_of(const ConfiguredConnection& configured, std::vector<std::string>& unasked) {
  PromisedChild child{configured.name, {}};
  Promises promises(child.promises, configured.settings);
  selectors(promises, PromiseKind::local_selectors, "left");
  selectors(promises, PromiseKind::remote_selectors, "right");
  proposals_of_child(promises);
  const auto* iptfs = promises.said("iptfs");
  if (iptfs != nullptr && yes_or_no(iptfs->value) == true)
    promises.promise(PromiseKind::mode, "iptfs", "iptfs");
  else
    promises.word(PromiseKind::mode, "type", "tunnel,transport", "tunnel");
  promises.flag(PromiseKind::ipcomp, "compress", false);
  lives(promises, spelled(promises, {"salifetime", "ipsec-lifetime", "keylife", "lifetime"}));
  promises.number(PromiseKind::life_packets, "ipsec-max-packets");
  promises.number(PromiseKind::replay_window, "replay-window");
  promises.number(PromiseKind::tfc_padding, "tfc");
  unasked = promises.unheld();
  return child;
}

// Which of the two ends a file is of stands in the addresses of its host; only %defaultroute says
// it here.
void sides(Promises& promises, std::string_view left, std::string_view right) {
  promises.promise(PromiseKind::local_addresses, addresses_of(promises.said(left)->value), left);
  promises.promise(PromiseKind::remote_addresses, addresses_of(promises.said(right)->value), right);
}

}  // namespace

PromisedConnection ipsec_conf_promises(const ConfiguredConnection& configured,
                                       std::vector<std::string>& unheld) {
  PromisedConnection made{configured.name, configured.file, {}, {}};
  Promises promises(made.promises, configured.settings);
  if (promises.said("left") != nullptr && promises.said("right") != nullptr)
    sides(promises, "left", "right");
  const auto* left = promises.said("left");
  if (left == nullptr || left->value != "%defaultroute")
    promises.by_default(PromiseKind::local_side, "unknown", "left");
  for (const auto& [kind, key] :
       {std::pair(PromiseKind::local_id, "leftid"), std::pair(PromiseKind::remote_id, "rightid")})
    if (const auto* said = promises.said(key)) promises.promise(kind, said->value, key);
  if (configured.versions.size() == 1) {
    const auto key = spelled(promises, {"keyexchange", "ikev2"});
    if (promises.said(key) != nullptr)
      promises.promise(PromiseKind::version, std::to_string(configured.versions[0]), key);
  }
  if (const auto* ike = promises.said("ike"))
    if (auto value = proposals_of(ike->value, PolicyScope::ike, true))
      promises.promise(PromiseKind::proposals, std::move(*value), "ike");
  promises.flag(PromiseKind::encapsulation, "encapsulation");
  if (configured.versions == std::vector<std::uint16_t>{2}) {
    promises.word(PromiseKind::fragmentation, "fragmentation", "yes,no,force", "yes");
    // The daemons that read such files differ in what they do by themselves.
    promises.flag(PromiseKind::mobike, "mobike");
  }
  promises.flag(PromiseKind::tcp, "enable-tcp");
  if (const auto* ppk = promises.said("ppk"); ppk != nullptr && ppk->value == "insist")
    promises.promise(PromiseKind::ppk, "required", "ppk");
  if (const auto delay = promises.seconds("dpddelay"))
    promises.promise(PromiseKind::dpd_delay, std::to_string(*delay), "dpddelay");
  lives(promises, spelled(promises, {"ikelifetime", "ike-lifetime"}));
  // Both read the same settings.
  std::vector<std::string> unasked;
  made.children.push_back(child_of(configured, unasked));
  for (auto& name : promises.unheld())
    if (std::ranges::count(unasked, name) != 0) unheld.push_back(std::move(name));
  return made;
}

}  // namespace espect::registry
