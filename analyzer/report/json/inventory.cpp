// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/inventory.h"

#include <map>

#include "analyzer/report/json/object_writer.h"
#include "analyzer/report/json/quantum.h"
#include "analyzer/report/json/tunnel.h"
#include "analyzer/report/version.h"
#include "analyzer/report/words/lifetimes.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/quantum.h"
#include "analyzer/report/words/sa_groups.h"
#include "analyzer/report/words/sas_without_negotiation.h"

namespace espect::report {
namespace {

struct PeerSas {
  std::vector<std::uint32_t> initiated;
  std::vector<std::uint32_t> answered;
};

// By address, in order of appearance.
std::vector<std::pair<std::string, PeerSas>> peers(const AuditReport& report) {
  std::vector<std::pair<std::string, PeerSas>> found;
  std::map<std::string, std::size_t> places;
  const auto of = [&](const Address& address) -> PeerSas& {
    const auto text = to_text(address);
    const auto [at, is_new] = places.try_emplace(text, found.size());
    if (is_new) found.emplace_back(text, PeerSas{});
    return found[at->second].second;
  };
  const auto offsets = ike_sa_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    report.captures[i].sessions->ike_sas().for_each([&](const sessions::IkeSa& sa) {
      of(sa.initiator.address).initiated.push_back(sa.id + offsets[i]);
      of(sa.responder.address).answered.push_back(sa.id + offsets[i]);
    });
  return found;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

void add_lifetime(Json& object, const Lifetime& life) {
  object["first_time"] = to_text(life.from);
  object["last_time"] = life.to ? Json(to_text(*life.to)) : Json(nullptr);
  object["observed_ms"] = life.to ? Json(*life.milliseconds()) : Json(nullptr);
}

Json inventory_object(const sessions::IkeSa& sa, const IdOffsets& offsets) {
  auto object = ike_sa_object(sa, offsets);
  object["rekeyed_to"] = sa.rekeyed_to ? Json(*sa.rekeyed_to + offsets.ike_sa) : Json(nullptr);
  object["rekeyed_by"] = text_or_null(rekeyed_by(sa));
  add_lifetime(object, lifetime(sa));
  return object;
}

Json inventory_object(const sessions::ChildSa& child, const IdOffsets& offsets) {
  auto object = child_sa_object(child, offsets);
  object["rekeyed_by"] = text_or_null(rekeyed_by(child));
  auto& exchanges = object["key_exchanges"] = Json::array();
  for (const auto& exchange : key_exchanges(child.selection))
    exchanges.push_back(Json::object(
        {{"transform", exchange.transform}, {"id", exchange.id}, {"name", exchange.name}}));
  add_lifetime(object, lifetime(child));
  return object;
}

// One row for all Child SAs that serve the same traffic at once (RFC 9611).
Json group_array(const AuditReport& report) {
  Json rows = Json::array();
  const auto ike = ike_sa_offsets(report);
  const auto children = child_sa_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    for (const auto& group : sa_groups(*report.captures[i].sessions)) {
      Json members = Json::array();
      for (const auto* child : group.members) members.push_back(child->id + children[i]);
      rows.push_back({{"capture", i},
                      {"ike_sa", group.members.front()->ike_sa + ike[i]},
                      {"child_sas", members},
                      {"selectors", group.selectors()},
                      {"announced", group.announced},
                      {"udp_source_ports", group.ports}});
    }
  return rows;
}

template <class Value>
Json value_or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json proven_by(sessions::ProvenBy by) {
  using sessions::ProvenBy;
  return by == ProvenBy::icv       ? Json("icv")
         : by == ProvenBy::content ? Json("content")
         : by == ProvenBy::clear   ? Json("clear")
                                   : Json(nullptr);
}

Json inventory_object(const SaWithoutNegotiation& sa, std::uint32_t id, const Places& places) {
  const auto& flow = *sa.flow;
  const auto shown = algorithms(sa.selection());
  Json object = {{"id", id},
                 {"capture", places.of(flow.first_frame).file},
                 {"protocol", to_text(flow.protocol)},
                 {"spi", spi_text(flow.spi)},
                 {"src", to_text(flow.path.source)},
                 {"dst", to_text(flow.path.destination)},
                 {"encapsulation", to_text(flow.path.encapsulation)},
                 {"proven_by", proven_by(sa.protection.by)},
                 {"encr", value_or_null(shown.encr)},
                 {"encr_key_bits", value_or_null(shown.encr_key_bits)},
                 {"integ", value_or_null(shown.integ)},
                 {"icv_octets", value_or_null(sa.protection.icv_octets)},
                 {"esn", value_or_null(sa.protection.esn)},
                 {"not_known", sa.not_known()},
                 {"quantum_resistant", nullptr},
                 {"packets", sa.packets},
                 {"icv_ok", sa.icv_ok},
                 {"first_time", to_text(flow.first_time)},
                 {"last_time", to_text(sa.last_time)}};
  if (flow.eesp != nullptr) object["session_id"] = flow.session_id;
  return object;
}

}  // namespace

void write_inventory_json(const AuditReport& report, std::ostream& out) {
  const auto offsets = id_offsets(report);
  const auto each = [&](auto&& of, auto use) {
    for (std::size_t i = 0; i < report.captures.size(); ++i)
      of(*report.captures[i].sessions).for_each([&](const auto& sa) {
        use(inventory_object(sa, offsets[i]));
      });
  };
  ObjectWriter object(out);
  object.member("schema_version", "1");
  object.member("tool", {{"name", "espect"}, {"version", version}});
  object.array("captures", [&](auto use) {
    for (const auto& capture : report.captures) use(Json(capture.path));
  });
  object.array("peers", [&](auto use) {
    for (const auto& [address, sas] : peers(report))
      use(Json::object(
          {{"address", address}, {"initiated", sas.initiated}, {"answered", sas.answered}}));
  });
  object.array("ike_sas", [&](auto use) {
    each([](const auto& sessions) -> const auto& { return sessions.ike_sas(); }, use);
  });
  object.array("child_sas", [&](auto use) {
    each([](const auto& sessions) -> const auto& { return sessions.child_sas(); }, use);
  });
  object.array("sas_without_negotiation", [&](auto use) {
    each_sa_without_negotiation(report, [&](const auto& sa, std::uint32_t id, std::size_t i) {
      use(inventory_object(sa, id, offsets[i].places));
    });
  });
  if (const auto groups = group_array(report); !groups.empty()) object.member("sa_groups", groups);
  object.array("tunnels", [&](auto use) { each_tunnel(report, false, use); });
  object.array("quantum", [&](auto use) {
    for (const auto& pair : quantum_summary(report)) use(quantum_object(pair));
  });
  object.member("coverage", {{"keys", keys_text(report)}, {"notes", inventory_notes(report)}});
  object.end();
}

}  // namespace espect::report
