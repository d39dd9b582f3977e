// SPDX-License-Identifier: GPL-2.0-or-later
// Loaded before Wireshark: its IKE dissector registers its names as the releases after 4.6 do (main
// branch, May 2026): the protocol "ike" with the alias "isakmp", fields "ike.x", three suffixes
// anew, and its dissector under both names.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include <epan/expert.h>
#include <epan/packet.h>

static const char *const suffixes[][2] = {
    {".tf.id.dh", ".tf.id.ke"},
    {".key_exchange.dh_group", ".key_exchange.method"},
    {".notify.data.accepted_dh_group", ".notify.data.accepted_ke_method"},
};

static void *next(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) abort();
  return found;
}

static int is_old(const char *name) {
  return name != NULL && strncmp(name, "isakmp", 6) == 0 && (name[6] == '\0' || name[6] == '.');
}

static const char *new_name(const char *name) {
  if (!is_old(name)) return name;
  const char *suffix = name + 6;
  for (size_t at = 0; at < sizeof suffixes / sizeof suffixes[0]; ++at)
    if (strcmp(suffix, suffixes[at][0]) == 0) suffix = suffixes[at][1];
  char *made = malloc(strlen(suffix) + 4);
  if (made == NULL) abort();
  strcpy(made, "ike");
  strcat(made, suffix);
  return made;
}

// Other protocols, the plugin's among them, register what they like.
static int ike_protocol = -2;

int proto_register_protocol(const char *name, const char *short_name, const char *filter_name) {
  int (*real)(const char *, const char *, const char *) = next("proto_register_protocol");
  const int id = real(name, is_old(filter_name) ? "IKE" : short_name, new_name(filter_name));
  if (is_old(filter_name)) {
    ike_protocol = id;
    void (*alias)(int, const char *) = next("proto_register_alias");
    alias(id, filter_name);
  }
  return id;
}

void proto_register_field_array(const int parent, hf_register_info *hf, const int count) {
  void (*real)(int, hf_register_info *, int) = next("proto_register_field_array");
  for (int at = 0; at < count && parent == ike_protocol; ++at) hf[at].hfinfo.abbrev = new_name(hf[at].hfinfo.abbrev);
  real(parent, hf, count);
}

void expert_register_field_array(expert_module_t *module, ei_register_info *items,
                                 const int count) {
  void (*real)(expert_module_t *, ei_register_info *, int) = next("expert_register_field_array");
  for (int at = 0; at < count; ++at) items[at].eiinfo.name = new_name(items[at].eiinfo.name);
  real(module, items, count);
}

dissector_handle_t register_dissector(const char *name, dissector_t dissector, const int proto) {
  dissector_handle_t (*real)(const char *, dissector_t, int) = next("register_dissector");
  if (is_old(name)) real("ike", dissector, proto);
  return real(name, dissector, proto);
}
