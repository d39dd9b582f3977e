// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/wireshark/compat.h"

// Entries of Statistics > Flow Graph. The library of every release has the functions; Debian 12
// leaves their header out, so what is used of it is declared here, as it is in 4.0. A later release
// without the header goes without the entry: its structures may be others.
#if __has_include(<epan/sequence_analysis.h>)
#include <epan/sequence_analysis.h>
#define ESPECT_HAS_SEQUENCE_ANALYSIS 1
#elif !ESPECT_WIRESHARK_AT_LEAST(4, 2)
#define ESPECT_HAS_SEQUENCE_ANALYSIS 1
extern "C" {
struct seq_analysis_item_t {
  guint32 frame_number;
  address src_addr;
  guint16 port_src;
  address dst_addr;
  guint16 port_dst;
  gchar* frame_label;
  gchar* time_str;
  gchar* comment;
  guint16 conv_num;
  unsigned fg_color, bg_color;
  gboolean has_color_filter, display;
  guint src_node, dst_node;
  guint16 line_style;
};
struct seq_analysis_info_t {
  const char* name;
  gboolean any_addr;
  int nconv;
  GQueue* items;
  // What stands behind is not used.
};
void register_seq_analysis(const char* name, const char* ui_name, int proto_id,
                           const char* tap_listener, guint tap_flags, tap_packet_cb tap_func);
seq_analysis_item_t* sequence_analysis_create_sai_with_addresses(packet_info* pinfo,
                                                                 seq_analysis_info_t* sainfo);
void sequence_analysis_use_col_info_as_label_comment(packet_info* pinfo, seq_analysis_item_t* sai);
}
#else
#define ESPECT_HAS_SEQUENCE_ANALYSIS 0
#endif
