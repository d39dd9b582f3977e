// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "ipsec/keys/json_members.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// espect's own key file, docs/keys.md: one JSON object a line.
namespace espect::keys::espect_jsonl {
namespace {

constexpr std::array<std::string_view, 9> types = {
    "ike", "ikev1", "ike-secret", "child-secret", "ppk", "psk", "esp", "ah", "eesp"};

bool known_type(std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

// `encr_key_bits` repeats what the key's length says; where both are there, they must agree.
void check_key_bits(Members& members, std::optional<std::uint16_t> encr, std::size_t octets) {
  const auto bits = members.number<std::uint32_t>("encr_key_bits");
  if (!bits || !encr || octets == 0 || *bits == 0) return;
  if (encryption_key_fault(*encr, octets).empty() && *bits / 8 > octets)
    members.fail("encr_key_bits", "is more than the key has");
}

std::string add_ike(Members& members, const Origin& origin, KeyRing& ring) {
  IkeKeys keys;
  keys.origin = origin;
  keys.spi_i = members.spi<std::uint64_t>("spi_i");
  keys.spi_r = members.spi<std::uint64_t>("spi_r");
  keys.generation = members.number<std::uint32_t>("generation");
  keys.encr = members.number<std::uint16_t>("encr");
  keys.integ = members.number<std::uint16_t>("integ");
  keys.prf = members.number<std::uint16_t>("prf");
  members.octets("sk_d", keys.d);
  members.octets("sk_ai", keys.ai);
  members.octets("sk_ar", keys.ar);
  members.octets("sk_ei", keys.ei);
  members.octets("sk_er", keys.er);
  members.octets("sk_pi", keys.pi);
  members.octets("sk_pr", keys.pr);
  check_key_bits(members, keys.encr, keys.ei.size());
  if (!members.fault().empty()) return members.fault();
  if (auto fault = fault_of(keys); !fault.empty()) return fault;
  ring.add(std::move(keys));
  return {};
}

std::string add_ikev1(Members& members, const Origin& origin, KeyRing& ring) {
  Ikev1Keys keys;
  keys.origin = origin;
  keys.spi_i = members.spi<std::uint64_t>("spi_i");
  if (members.has("spi_r")) keys.spi_r = members.spi<std::uint64_t>("spi_r");
  members.octets("encr_key", keys.encr_key);
  members.octets("skeyid", keys.skeyid);
  members.octets("skeyid_d", keys.skeyid_d);
  members.octets("skeyid_a", keys.skeyid_a);
  members.octets("skeyid_e", keys.skeyid_e);
  if (!members.fault().empty()) return members.fault();
  if (keys.encr_key.empty() && keys.skeyid_d.empty() && keys.skeyid_a.empty() &&
      keys.skeyid_e.empty())
    return "neither encr_key nor SKEYID_d, SKEYID_a, SKEYID_e";
  ring.add(std::move(keys));
  return {};
}

template <class Entry>
std::string add_secret(Members& members, Entry entry, KeyRing& ring) {
  members.require("index");
  members.require("shared_secret");
  entry.index = members.number<std::uint32_t>("index", 7).value_or(0);
  entry.method = members.number<std::uint16_t>("method");
  members.octets("shared_secret", entry.secret);
  if (members.fault().empty() && entry.secret.empty()) members.fail("shared_secret", "is empty");
  if (members.fault().empty()) ring.add(std::move(entry));
  return members.fault();
}

std::string add_ike_secret(Members& members, const Origin& origin, KeyRing& ring) {
  IkeSecret secret;
  secret.origin = origin;
  secret.spi_i = members.spi<std::uint64_t>("spi_i");
  secret.spi_r = members.spi<std::uint64_t>("spi_r");
  return add_secret(members, std::move(secret), ring);
}

std::string add_child_secret(Members& members, const Origin& origin, KeyRing& ring) {
  ChildSecret secret;
  secret.origin = origin;
  secret.spi = members.spi<std::uint32_t>("spi");
  members.require("dst");
  secret.destination = members.address("dst");
  return add_secret(members, std::move(secret), ring);
}

std::string add_ppk(Members& members, const Origin& origin, KeyRing& ring) {
  Ppk ppk;
  ppk.origin = origin;
  members.require("ppk");
  members.octets("ppk", ppk.ppk);
  ppk.id = members.optional_text("id");
  if (members.has("spi_i") || members.has("spi_r"))
    ppk.spis = std::pair(members.spi<std::uint64_t>("spi_i"), members.spi<std::uint64_t>("spi_r"));
  if (members.fault().empty() && ppk.ppk.empty()) members.fail("ppk", "is empty");
  if (members.fault().empty()) ring.add(std::move(ppk));
  return members.fault();
}

std::string add_psk(Members& members, const Origin& origin, KeyRing& ring) {
  Psk psk;
  psk.origin = origin;
  members.require("psk");
  members.octets("psk", psk.psk);
  psk.id_i = members.optional_text("id_i");
  psk.id_r = members.optional_text("id_r");
  if (members.fault().empty() && psk.psk.empty()) members.fail("psk", "is empty");
  if (members.fault().empty()) ring.add(std::move(psk));
  return members.fault();
}

std::string add_sa(Members& members, SaProtocol protocol, const Origin& origin, KeyRing& ring) {
  SaKeys keys;
  keys.origin = origin;
  keys.protocol = protocol;
  keys.spi = members.spi<std::uint32_t>("spi");
  members.require("dst");
  keys.destination = exactly(members.address("dst"));
  if (members.has("src")) keys.source = exactly(members.address("src"));
  keys.encr = members.number<std::uint16_t>("encr");
  keys.integ = members.number<std::uint16_t>("integ");
  members.octets("encr_key", keys.encr_key);
  members.octets("integ_key", keys.integ_key);
  check_key_bits(members, keys.encr, keys.encr_key.size());
  // 2 = 32 bits without a promise of anti-replay (RFC 9827): the numbers are still 32 bits.
  if (const auto sn = members.number<std::uint8_t>("sn", 2)) keys.esn = *sn == 1;
  keys.sequence_high = members.number<std::uint32_t>("seq_hi");
  keys.window = members.number<std::uint32_t>("window");
  keys.mode = members.optional_text("mode").value_or("");
  if (const auto encap = members.text("encap")) {
    if (*encap != "udp" && *encap != "tcp") members.fail("encap", "is neither udp nor tcp");
    keys.encapsulation = {*encap == "tcp", members.number<std::uint16_t>("sport").value_or(0),
                          members.number<std::uint16_t>("dport").value_or(0)};
  }
  if (!members.fault().empty()) return members.fault();
  if (auto fault = fault_of(keys); !fault.empty()) return fault;
  ring.add(std::move(keys));
  return {};
}

// A sub-SA: here the salt is a member of its own.
std::string add_eesp(Members& members, const Origin& origin, KeyRing& ring) {
  constexpr std::uint16_t numbered = 1024, unnumbered = 1025;
  SaKeys keys;
  keys.origin = origin;
  keys.protocol = SaProtocol::eesp;
  keys.spi = members.spi<std::uint32_t>("spi");
  members.require("dst");
  members.require("session_id");
  keys.destination = exactly(members.address("dst"));
  if (members.has("src")) keys.source = exactly(members.address("src"));
  auto& eesp = keys.eesp.emplace();
  eesp.session_id = members.number<std::uint16_t>("session_id").value_or(0);
  keys.encr = members.number<std::uint16_t>("encr");
  crypto::Secret salt;
  members.octets("encr_key", keys.encr_key);
  members.octets("salt", salt);
  const auto bits = members.number<std::uint32_t>("encr_key_bits");
  if (bits && *bits != keys.encr_key.size() * 8)
    members.fail("encr_key_bits", "is not the length of encr_key, which has no salt here");
  keys.encr_key.insert(keys.encr_key.end(), salt.begin(), salt.end());
  if (const auto sn = members.number<std::uint16_t>("sn")) {
    if (*sn != numbered && *sn != unnumbered) members.fail("sn", "is neither 1024 nor 1025");
    eesp.numbered = *sn == numbered;
  }
  if (const auto form = members.text("form")) {
    if (*form != "draft" && *form != "linux-prototype")
      members.fail("form", "is neither draft nor linux-prototype");
    eesp.of_linux_prototype = *form == "linux-prototype";
  }
  keys.window = members.number<std::uint32_t>("window");
  if (!members.fault().empty()) return members.fault();
  if (auto fault = fault_of(keys); !fault.empty()) return fault;
  ring.add(std::move(keys));
  return {};
}

std::string add_object(const JsonLine& object, const Origin& origin, KeyRing& ring) {
  const auto type = object.text("type");
  Members members(object);
  if (type == "ike") return add_ike(members, origin, ring);
  if (type == "ikev1") return add_ikev1(members, origin, ring);
  if (type == "ike-secret") return add_ike_secret(members, origin, ring);
  if (type == "child-secret") return add_child_secret(members, origin, ring);
  if (type == "ppk") return add_ppk(members, origin, ring);
  if (type == "psk") return add_psk(members, origin, ring);
  if (type == "esp") return add_sa(members, SaProtocol::esp, origin, ring);
  if (type == "ah") return add_sa(members, SaProtocol::ah, origin, ring);
  if (type == "eesp") return add_eesp(members, origin, ring);
  return "type is none of ike, ikev1, ike-secret, child-secret, ppk, psk, esp, ah, eesp";
}

bool skipped(std::string_view line) {
  return line.empty() || line.starts_with('#');
}

bool recognises(std::string_view text) {
  TextLines lines(text);
  TextLine line;
  for (int looked_at = 0; looked_at < 20 && lines.next(line);) {
    const auto content = trimmed(line.text);
    if (skipped(content)) continue;
    ++looked_at;
    if (!content.starts_with('{') || content.size() > 65536) continue;
    const auto object = JsonLine::read(content);
    if (object && known_type(object->text("type"))) return true;
  }
  return false;
}

bool begins_line(std::string_view content) {
  return content.starts_with('{') || content.starts_with('#');
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    const auto content = trimmed(line.text);
    if (skipped(content)) continue;
    const auto object = JsonLine::read(content);
    if (!object) {
      complaints.add(line.number, "this is no JSON object");
      continue;
    }
    if (auto fault = add_object(*object, complaints.at(line.number), ring); !fault.empty())
      complaints.add(line.number, fault);
  }
}

}  // namespace

const KeySource source = {"espect keys", recognises, read, begins_line};

}  // namespace espect::keys::espect_jsonl
