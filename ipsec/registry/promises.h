// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a configuration promises that traffic can be held against, in words that are the same for
// every daemon.
namespace espect::registry {

enum class PromiseKind : std::uint8_t {
  local_addresses,   // "10.1.0.10,10.3.0.0/16,any": names and %any are any
  remote_addresses,  // the same; of libreswan the two are left and right
  local_id,
  remote_id,
  local_side,  // "unknown": the configuration does not say which of the two it is
  version,     // "1", "2", "1,2"
  proposals,   // "encr:20/256 prf:5 ke:31 ke1:36; ..."; "*": of other types anything
  encapsulation,
  fragmentation,  // yes, no, accept, force
  mobike,
  tcp,
  ppk,        // required
  dpd_delay,  // seconds, 0 = never
  dscp,       // of IKE messages
  local_selectors,
  remote_selectors,
  protocol,  // esp, ah
  mode,      // tunnel, transport, beet, iptfs
  ipcomp,
  rekey_time,     // "3240-3600" seconds after it was made, 0 = never
  life_time,      // seconds
  rekey_packets,  // "90-100", 0 = never
  life_packets,
  replay_window,  // packets
  tfc_padding,    // octets
  copy_dscp,      // yes, no: of what it sends
  copy_df,
};
std::string_view to_text(PromiseKind kind);

struct Promise {
  PromiseKind kind;
  std::string value;
  std::string said;   // "rekey_time = 1h", as it is written
  std::string place;  // "swanctl.conf line 12"; empty: the daemon does so by itself
};

struct PromisedChild {
  std::string name;
  std::vector<Promise> promises;
};

struct PromisedConnection {
  std::string name;
  std::string file;
  std::vector<Promise> promises;
  std::vector<PromisedChild> children;
};

const Promise* find(const std::vector<Promise>& promises, PromiseKind kind);

// The second table of a policy file: one promise a row. Reads a row into the connections, or says
// what is wrong with it.
inline constexpr std::string_view promise_columns[] = {"connection", "child", "file", "setting",
                                                       "value",      "said",  "place"};
std::string take_promise(const std::vector<std::string>& fields,
                         std::vector<PromisedConnection>& connections);
std::string to_csv(std::span<const PromisedConnection> connections);

}  // namespace espect::registry
