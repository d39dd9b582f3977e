// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/experimental_notes.h"

#include <map>

#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

using Shown = std::map<std::pair<const void*, std::uint32_t>, std::uint32_t>;

Shown& first_frames() {
  static Shown frames;
  return frames;
}

void forget() {
  first_frames().clear();
}

}  // namespace

void register_experimental_notes() {
  register_init_routine(forget);
  register_cleanup_routine(forget);
}

bool is_first_to_show(packet_info* pinfo, const void* what, std::uint32_t number) {
  return guarded("notes", pinfo->num, [&] {
    return first_frames().try_emplace({what, number}, pinfo->num).first->second == pinfo->num;
  });
}

}  // namespace espect::plugin
