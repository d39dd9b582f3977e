// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wireshark/other_names.h"

#include <algorithm>
#include <string>
#include <vector>

#include "plugin/wireshark/builtin_fields.h"
#include "plugin/wireshark/builtin_names.h"

namespace espect::plugin {
namespace {

struct Doubled {
  int builtin;
  int other = -1;
  std::string name;
};

// Wireshark keeps pointers into both.
std::vector<Doubled>& doubled() {
  static std::vector<Doubled> fields;
  return fields;
}
std::vector<hf_register_info>& registered() {
  static std::vector<hf_register_info> fields;
  return fields;
}

}  // namespace

void register_other_names(int protocol) {
  for (const auto& older : renamed_fields()) {
    const auto* info = builtin_info(older.c_str());
    if (info == nullptr) continue;
    doubled().push_back({info->id, -1, info->abbrev == older ? later_name(older) : older});
  }
  for (auto& field : doubled()) {
    const auto* info = proto_registrar_get_nth(static_cast<unsigned>(field.builtin));
    registered().push_back(
        {&field.other,
         {info->name, field.name.c_str(), info->type, info->display, info->strings, info->bitmask,
          "As other releases of Wireshark name it", HFILL}});
  }
  proto_register_field_array(protocol, registered().data(), static_cast<int>(registered().size()));
}

void complete_other_names() {
  for (const auto& field : doubled()) {
    const auto* info = proto_registrar_get_nth(static_cast<unsigned>(field.builtin));
    auto* other = proto_registrar_get_nth(static_cast<unsigned>(field.other));
    other->strings = info->strings;
    other->display = info->display;
  }
}

int other_name_of(int field) {
  const auto found = std::ranges::find(doubled(), field, &Doubled::builtin);
  return found != doubled().end() ? found->other : -1;
}

}  // namespace espect::plugin
