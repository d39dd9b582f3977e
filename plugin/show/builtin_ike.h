// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace espect::plugin {

// Built-in fields of IKE that no description names: what Wireshark shows beside the fields of the
// wire. -1 = this Wireshark has none.
struct BuiltinIke {
  int payload_type = -1;         // isakmp.typepayload
  int vendor_name = -1;          // isakmp.vid_string
  int attribute_value = -1;      // isakmp.ike2.attr.value
  int attribute_format = -1;     // isakmp.cfg.attr.format
  int configuration_value = -1;  // isakmp.cfg.attr.value
  int identification = -1;       // isakmp.id.data
  int extra_data = -1;           // isakmp.extradata
  int data = -1;                 // isakmp.datapayload
  int decrypted = -1;            // isakmp.enc.decrypted
};
extern BuiltinIke builtin_ike;

// When all built-in dissectors are there.
void find_builtin_ike();

}  // namespace espect::plugin
