// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/generated_fields.h"

#include <array>
#include <cinttypes>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/sessions/names.h"
#include "plugin/audit/open_capture.h"
#include "plugin/show/index_fields.h"
#include "plugin/show/sa_filters.h"
#include "plugin/wireshark/builtin_fields.h"
#include "plugin/wireshark/registry_strings.h"

namespace espect::plugin {
namespace {

struct SaFields {
  int name = -1, algorithm = -1, sequence = -1, high = -1;
  int position = -1, distance = -1, icv = -1, gap = -1, window_needed = -1;
} sa_fields;
struct IkeFields {
  int generation = -1, retransmission = -1, request_in = -1, response_in = -1, time = -1;
  int fragment = -1, fragment_count = -1, reassembled_in = -1, hash_good = -1;
} ike_fields;
expert_field icv_bad = EI_INIT;
expert_field ike_closed = EI_INIT;
expert_field sa_closed = EI_INIT;
expert_field sa_unproven = EI_INIT;

// In the order of sessions::SequenceVerdict.
constexpr value_string positions[] = {
    {0, "first"},       {1, "next"}, {2, "late, inside the window"}, {3, "left of the window"},
    {4, "seen before"}, {0, nullptr}};

std::string sa_text(const sessions::EspFlow& flow) {
  auto text = fmt::format("{} 0x{:08x} to {}", display_name(flow.protocol), flow.spi,
                          to_text(flow.path.destination));
  if (flow.eesp != nullptr) text += fmt::format(", session {}", flow.session_id);
  if (const auto* child = child_of(flow))
    text += fmt::format(", Child SA {} of IKE SA {}", child->id, child->ike_sa);
  return text;
}

std::string algorithm_text(const sessions::EspFlow& flow) {
  const auto* child = child_of(flow);
  return child != nullptr ? to_text(child->selection) : std::string();
}

void generated(proto_item* item) {
  proto_item_set_generated(item);
}

// Under Wireshark's own name as well, hidden: filters that were written for it still work.
void add_as_builtin(proto_tree* tree, tvbuff_t* tvb, const char* name, std::uint32_t value) {
  const header_field_info* info = builtin_info(name);
  if (info == nullptr) return;
  proto_item* item = info->type == FT_BOOLEAN
                         ? proto_tree_add_boolean(tree, info->id, tvb, 0, 0, value != 0)
                         : proto_tree_add_uint(tree, info->id, tvb, 0, 0, value);
  generated(item);
  proto_item_set_hidden(item);
}

// Under the names of the built-in analysis, which knows neither ICVs nor two SAs with one SPI.
void add_sequence_analysis(proto_tree* tree, tvbuff_t* tvb, const EspResult& esp) {
  const header_field_info* wrong = builtin_info("esp.sequence-analysis.wrong-sequence-number");
  if (wrong == nullptr || esp.flow->protocol != Protocol::esp) return;
  const auto highest = esp.gap != 0 ? esp.sequence - esp.gap - 1 : esp.sequence + esp.distance;
  proto_item* item = proto_tree_add_item(tree, wrong->id, tvb, 0, 0, ENC_NA);
  generated(item);
  proto_item_set_hidden(item);
  add_as_builtin(tree, tvb, "esp.sequence-analysis.expected-sn",
                 static_cast<std::uint32_t>(highest + 1));
  if (esp.highest_in != 0)
    add_as_builtin(tree, tvb, "esp.sequence-analysis.previous-frame", esp.highest_in);
}

nstime_t interval(Time from, Time to) {
  const auto nanoseconds = to.nanoseconds - from.nanoseconds;
  nstime_t time;
  time.secs = nanoseconds / 1'000'000'000;
  time.nsecs = static_cast<int>(nanoseconds % 1'000'000'000);
  return time;
}

}  // namespace

void register_generated_fields(int protocol) {
  static std::array fields = std::to_array<hf_register_info>({
      {&sa_fields.name,
       {"SA", "espect.sa.name", FT_STRING, BASE_NONE, nullptr, 0, "Protocol, SPI and destination",
        HFILL}},
      {&sa_fields.gap,
       {"Numbers skipped", "espect.sa.gap", FT_UINT64, BASE_DEC, nullptr, 0,
        "Between the highest number so far and this one; they may come later", HFILL}},
      {&sa_fields.window_needed,
       {"Window needed", "espect.sa.window_needed", FT_UINT64, BASE_DEC, nullptr, 0,
        "The least anti-replay window that takes this packet, in packets", HFILL}},
      {&sa_fields.algorithm,
       {"Negotiated algorithms", "espect.sa.algorithm", FT_STRING, BASE_NONE, nullptr, 0,
        "Of the Child SA", HFILL}},
      {&sa_fields.sequence,
       {"Sequence number, 64 bits", "espect.sa.sequence", FT_UINT64, BASE_DEC, nullptr, 0,
        "Of an SA with extended sequence numbers, once its ICV has verified", HFILL}},
      {&sa_fields.high,
       {"Sequence number, high half", "espect.sa.esn_high", FT_UINT32, BASE_DEC, nullptr, 0,
        "Not sent; the ICV proves it", HFILL}},
      {&sa_fields.position,
       {"Sequence", "espect.sa.position", FT_UINT8, BASE_DEC, VALS(positions), 0,
        "Where the number stands among those seen before", HFILL}},
      {&sa_fields.distance,
       {"Behind the highest number", "espect.sa.distance", FT_UINT64, BASE_DEC, nullptr, 0,
        "In sequence numbers", HFILL}},
      {&sa_fields.icv,
       {"ICV verifies", "espect.sa.icv_good", FT_BOOLEAN, BASE_NONE, nullptr, 0,
        "Only where a key is known", HFILL}},
      {&ike_fields.generation,
       {"Key generation", "espect.ike.generation", FT_UINT32, BASE_DEC, nullptr, 0,
        "0: of IKE_SA_INIT or a rekey; one more after each IKE_INTERMEDIATE with a key exchange",
        HFILL}},
      {&ike_fields.hash_good,
       {"HASH verifies", "espect.ike.hash_good", FT_BOOLEAN, BASE_NONE, nullptr, 0,
        "Of an opened IKEv1 message of phase 2, where SKEYID_a is known", HFILL}},
      {&ike_fields.retransmission,
       {"Retransmission", "espect.ike.retransmission", FT_BOOLEAN, BASE_NONE, nullptr, 0,
        "The same octets were seen before", HFILL}},
      {&ike_fields.request_in,
       {"Request in", "espect.ike.request_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0, "The request that this answers", HFILL}},
      {&ike_fields.response_in,
       {"Response in", "espect.ike.response_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0, "The answer to this request", HFILL}},
      {&ike_fields.time,
       {"Time from request", "espect.ike.time", FT_RELATIVE_TIME, BASE_NONE, nullptr, 0,
        "Of the first request to the first response", HFILL}},
      {&ike_fields.fragment,
       {"Fragment in", "espect.ike.fragment", FT_FRAMENUM, BASE_NONE, nullptr, 0,
        "A fragment of this message (RFC 7383)", HFILL}},
      {&ike_fields.fragment_count,
       {"Fragments", "espect.ike.fragment_count", FT_UINT32, BASE_DEC, nullptr, 0,
        "Frames with fragments of this message", HFILL}},
      {&ike_fields.reassembled_in,
       {"Reassembled in", "espect.ike.reassembled_in", FT_FRAMENUM, BASE_NONE, nullptr, 0,
        "Where the last fragment of this message came", HFILL}},
  });
  proto_register_field_array(protocol, fields.data(), static_cast<int>(fields.size()));
}

void register_generated_experts(expert_module_t* module) {
  static std::array items = std::to_array<ei_register_info>({
      {&icv_bad, {"espect.sa.icv_bad", PI_CHECKSUM, PI_ERROR, "The ICV does not verify", EXPFILL}},
      {&sa_unproven,
       {"espect.sa.unproven", PI_DECRYPTION, PI_NOTE,
        "Decrypted, not authenticated: no integrity key is given", EXPFILL}},
      {&sa_closed, {"espect.sa.closed", PI_DECRYPTION, PI_NOTE, "No key opens this SA", EXPFILL}},
      {&ike_closed,
       {"espect.ike.closed", PI_DECRYPTION, PI_NOTE, "Encrypted and not opened", EXPFILL}},
  });
  expert_register_field_array(module, items.data(), static_cast<int>(items.size()));
}

void add_sa_fields(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const EspResult& esp) {
  if (esp.flow == nullptr) return;
  note_sas(pinfo, esp);
  const auto& flow = *esp.flow;
  add_flow(tree, tvb, flow.id);
  generated(proto_tree_add_string(tree, sa_fields.name, tvb, 0, 0,
                                  packet_text(pinfo->pool, [&] { return sa_text(flow); })));
  if (const auto* child = child_of(flow)) {
    add_child_sa(tree, tvb, child->id);
    add_ike_sa(tree, tvb, child->ike_sa);
    generated(
        proto_tree_add_string(tree, sa_fields.algorithm, tvb, 0, 0,
                              packet_text(pinfo->pool, [&] { return algorithm_text(flow); })));
  }
  if (!esp.closed.empty())
    expert_add_info_format(pinfo, tree, &sa_closed, "Encrypted and not opened: %s",
                           esp.closed.c_str());
  const bool judged = esp.icv == IcvState::good || esp.icv == IcvState::bad;
  if (esp.icv == IcvState::unproven) expert_add_info(pinfo, tree, &sa_unproven);
  if (judged)
    generated(proto_tree_add_boolean(tree, sa_fields.icv, tvb, 0, 0, esp.icv == IcvState::good));
  if (judged && flow.protocol == Protocol::esp) {
    add_as_builtin(tree, tvb, "esp.icv_good", esp.icv == IcvState::good ? 1 : 0);
    add_as_builtin(tree, tvb, "esp.icv_bad", esp.icv == IcvState::bad ? 1 : 0);
  }
  if (esp.icv == IcvState::bad) {
    pinfo->current_proto = display_name(flow.protocol).data();
    expert_add_info_format(pinfo, tree, &icv_bad,
                           "The ICV does not verify, though the key of this SA is known");
  }
  if (flow.esn && esp.icv == IcvState::good) {
    generated(proto_tree_add_uint64(tree, sa_fields.sequence, tvb, 0, 0, esp.sequence));
    generated(proto_tree_add_uint(tree, sa_fields.high, tvb, 0, 0,
                                  static_cast<std::uint32_t>(esp.sequence >> 32)));
  }
  if (esp.gap != 0) generated(proto_tree_add_uint64(tree, sa_fields.gap, tvb, 0, 0, esp.gap));
  if (esp.icv != IcvState::unknown && esp.out_of_sequence()) add_sequence_analysis(tree, tvb, esp);
  if (esp.verdict == sessions::SequenceVerdict::next ||
      esp.verdict == sessions::SequenceVerdict::first)
    return;
  generated(proto_tree_add_uint(tree, sa_fields.position, tvb, 0, 0,
                                static_cast<std::uint32_t>(esp.verdict)));
  generated(proto_tree_add_uint64(tree, sa_fields.distance, tvb, 0, 0, esp.distance));
  if (esp.verdict != sessions::SequenceVerdict::duplicate)
    generated(proto_tree_add_uint64(tree, sa_fields.window_needed, tvb, 0, 0, esp.distance + 1));
}

void add_ike_fields(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const IkeResult& ike) {
  note_sas(pinfo, ike);
  add_ike_sa(tree, tvb, ike.ike_sa);
  if (ike.dialogue != nullptr)
    for (const auto child : ike.dialogue->child_sas) add_child_sa(tree, tvb, child);
  if (ike.hash_verified)
    generated(proto_tree_add_boolean(tree, ike_fields.hash_good, tvb, 0, 0, true));
  if (ike.opened && ike.version == 2)
    generated(proto_tree_add_uint(tree, ike_fields.generation, tvb, 0, 0, ike.generation));
  if (!ike.opened && !ike.closed.empty())
    expert_add_info_format(pinfo, tree, &ike_closed, "Encrypted and not opened: %s",
                           ike.closed.c_str());
  if (ike.retransmission)
    generated(proto_tree_add_boolean(tree, ike_fields.retransmission, tvb, 0, 0, true));
  if (const Dialogue* dialogue = ike.dialogue) {
    const bool both = dialogue->request_frame != 0 && dialogue->response_frame != 0;
    if (ike.response && dialogue->request_frame != 0) {
      generated(
          proto_tree_add_uint(tree, ike_fields.request_in, tvb, 0, 0, dialogue->request_frame));
      if (both) {
        const nstime_t time = interval(dialogue->request_time, dialogue->response_time);
        generated(proto_tree_add_time(tree, ike_fields.time, tvb, 0, 0, &time));
      }
    } else if (!ike.response && both) {
      generated(
          proto_tree_add_uint(tree, ike_fields.response_in, tvb, 0, 0, dialogue->response_frame));
    }
  }
  if (const IkeFragments* set = ike.fragments) {
    if (set->complete_in != 0 && set->complete_in != pinfo->num) {
      generated(proto_tree_add_uint(tree, ike_fields.reassembled_in, tvb, 0, 0, set->complete_in));
      add_as_builtin(tree, tvb, "isakmp.reassembled.in", set->complete_in);
    }
    if (set->complete_in == pinfo->num) {
      generated(proto_tree_add_uint(tree, ike_fields.fragment_count, tvb, 0, 0,
                                    static_cast<std::uint32_t>(set->frames.size())));
      add_as_builtin(tree, tvb, "isakmp.fragment.count",
                     static_cast<std::uint32_t>(set->frames.size()));
      if (ike.has_contents)
        add_as_builtin(tree, tvb, "isakmp.reassembled.length",
                       static_cast<std::uint32_t>(ike.contents().size()));
      for (std::size_t at = 0; at < set->frames.size(); ++at) {
        generated(proto_tree_add_uint(tree, ike_fields.fragment, tvb, 0, 0, set->frames[at]));
        add_as_builtin(tree, tvb, "isakmp.fragment", set->frames[at]);
      }
    }
  }
}

void name_root(proto_item* root, std::uint32_t spi, const EspResult& esp) {
  proto_item_append_text(root, ", SPI 0x%08x, Seq %" PRIu64, spi, esp.sequence);
  if (esp.flow != nullptr && esp.flow->child_sa != 0)
    proto_item_append_text(root, ", Child SA %u", esp.flow->child_sa);
}

proto_tree* tree_of_last(proto_tree* tree, const char* protocol) {
  if (tree == nullptr) return nullptr;
  proto_tree* last = tree;
  for (proto_node* node = tree->first_child; node != nullptr; node = node->next)
    if (is_builtin(PNODE_FINFO(node), protocol)) last = node;
  return last;
}

}  // namespace espect::plugin
