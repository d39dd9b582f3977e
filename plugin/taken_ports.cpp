// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/taken_ports.h"

#include <cstdint>
#include <vector>

namespace espect::plugin {
namespace {

struct Entry {
  std::uint32_t port;
  dissector_handle_t front;
  bool by_user;  // Decode As; a port from the preferences otherwise
};

struct Wanted {
  FrontOf front_of;
  std::vector<Entry> entries;
};

// Called by Wireshark for each entry of a table; an exception must not pass through it.
void collect(const char*, ftenum_t, void* port, void* value, void* into) noexcept {
  auto& wanted = *static_cast<Wanted*>(into);
  auto* entry = static_cast<dtbl_entry_t*>(value);
  const dissector_handle_t current = dtbl_entry_get_handle(entry);
  const dissector_handle_t front = wanted.front_of(current);
  if (front == nullptr) return;
  const bool by_user = dtbl_entry_get_initial_handle(entry) != current;
  wanted.entries.push_back({GPOINTER_TO_UINT(port), front, by_user});
}

}  // namespace

// A port from preferences is registered anew: a mere change would be shown as if the user had asked
// for Decode As.
void take_ports(FrontOf front_of) {
  for (const char* table : {"udp.port", "tcp.port", "ip.proto"}) {
    Wanted wanted{front_of, {}};
    dissector_table_foreach(table, collect, &wanted);
    for (const Entry& entry : wanted.entries) {
      if (entry.by_user)
        dissector_change_uint(table, entry.port, entry.front);
      else
        dissector_add_uint(table, entry.port, entry.front);
    }
  }
}

}  // namespace espect::plugin
