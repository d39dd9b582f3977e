// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/extensions.h"

#include <algorithm>

#include "ipsec/wire/ike/extensions/replay_status.h"

namespace espect::report {
namespace {

Json replay_status(const std::optional<std::uint8_t>& flags) {
  using Status = wire::ike::ReplayStatus;
  if (!flags) return nullptr;
  return {{"replay_protection", (*flags & Status::replay_protection) != 0},
          {"esn_without_it", (*flags & Status::esn_without_it) != 0}};
}

Json octets(const std::optional<std::vector<std::uint8_t>>& values) {
  return values ? Json(*values) : Json(nullptr);
}

template <class Number>
Json of_both(const std::optional<Number>& initiator, const std::optional<Number>& responder) {
  const auto or_null = [](const auto& value) { return value ? Json(*value) : Json(nullptr); };
  return {{"initiator", or_null(initiator)}, {"responder", or_null(responder)}};
}

// What each side accepts as receiver; Crypt Offset in units of 4 octets.
Json eesp_object(const sessions::ChildSa& child) {
  return {{"sskdf", child.selection.algorithms().sskdf.display_name()},
          {"max_sub_sa_id", of_both(child.max_sub_sa_id_i, child.max_sub_sa_id_r)},
          {"max_crypt_offset", of_both(child.max_crypt_offset_i, child.max_crypt_offset_r)}};
}

}  // namespace

Json extensions_object(const sessions::ChildSa& child) {
  Json object = Json::object();
  if (child.vpn_id_mode) {
    const auto& mode = *child.vpn_id_mode;
    object["vpn_id_mode"] = {{"mode", mode.mode},
                             {"width", mode.width},
                             {"shift", mode.shift},
                             {"authenticated", (mode.flags & mode.authenticated) != 0}};
  }
  const auto ids = sessions::vpn_ids_in(child.ts_i);
  if (!ids.empty()) object["vpn_ids"] = ids;
  if (child.echo_supported) object["esp_echo_supported"] = true;
  if (child.dscp_i || child.dscp_r)
    object["dscp_notify"] = {{"request", octets(child.dscp_i)}, {"response", octets(child.dscp_r)}};
  if (child.replay_status_i || child.replay_status_r)
    object["replay_status"] = {{"initiator", replay_status(child.replay_status_i)},
                               {"responder", replay_status(child.replay_status_r)}};
  if (child.protocol == Protocol::eesp) object["eesp"] = eesp_object(child);
  if (child.per_resource) object["per_resource"] = true;
  if (child.diet_esp) object["diet_esp"] = true;
  if (object.empty()) return nullptr;
  object["profile"] = "experimental";
  return object;
}

Json vpn_id_array(const sessions::EspFlow& flow, const registry::VpnNames* names) {
  if (flow.vpn_ids == nullptr) return nullptr;
  Json array = Json::array();
  for (const auto& [id, counters] : *flow.vpn_ids) {
    Json object = {
        {"vpn_id", id}, {"packets", counters.packets}, {"left_of_window", counters.left_of_window}};
    if (names != nullptr && names->contains(id)) object["name"] = names->at(id);
    array.push_back(std::move(object));
  }
  return array;
}

void add_eesp(Json& object, const sessions::EspFlow& flow) {
  if (flow.eesp == nullptr) return;
  const auto& facts = *flow.eesp;
  const auto form = [](const std::optional<sessions::EespForm>& of) {
    return of ? Json(to_text(*of)) : Json(nullptr);
  };
  const auto flag = [](const std::optional<bool>& of) { return of ? Json(*of) : Json(nullptr); };
  object["session_id"] = flow.session_id;
  object["eesp"] = {{"form", form(facts.form)},
                    {"recognised", form(facts.recognised)},
                    {"numbered", flag(facts.numbered)},
                    {"numbered_assumed", facts.numbered_assumed},
                    {"iv_is_associated", flag(facts.iv_is_associated)}};
}

Json echo_object(const sessions::EchoPath& path, const Places& places) {
  const auto milliseconds = [&](double seconds) -> Json {
    if (path.answered() == 0) return nullptr;
    return seconds * 1000;
  };
  Json object = {
      {"capture", places.of(path.first_frame).file},
      {"requester", to_text(path.requester)},
      {"responder", to_text(path.responder)},
      {"carried", path.in_clear ? "clear" : "sa"},
      {"form", to_text(path.form)},
      {"requests", path.requests},
      {"answered", path.answered()},
      {"repeated_replies", path.repeated_replies},
      {"replies_without_request", path.replies_alone},
      {"unanswered", path.unanswered},
      {"unknown_layout", path.unknown_layout},
      {"rtt_min_ms", milliseconds(path.least_seconds)},
      {"rtt_avg_ms", milliseconds(path.total_seconds /
                                  std::max<double>(1, static_cast<double>(path.answered())))},
      {"rtt_max_ms", milliseconds(path.most_seconds)}};
  add_frames(object, places, path.first_frame, path.last_frame);
  return object;
}

}  // namespace espect::report
