// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/audit_preferences.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/keys/key_source.h"
#include "ipsec/registry/policy_file.h"
#include "ipsec/registry/profile_file.h"
#include "ipsec/registry/tables.h"
#include "ipsec/registry/vpn_names.h"
#include "plugin/audit/key_table.h"
#include "plugin/wireshark/compat.h"

namespace espect::plugin {
namespace {

const char* keys_preference = "";
const char* codepoints_preference = "";
const char* vpn_names_preference = "";
const char* policy_preference = "";
const char* select_preference = "";
const char* ignore_preference = "";
const char* severity_preference = "";

constexpr const char* tables[] = {"ikev2_decryption_table", "ikev1_decryption_table", "esp_sa"};

std::vector<std::string> named_paths() {
  std::vector<std::string> paths;
  std::string_view left = keys_preference != nullptr ? keys_preference : "";
  while (!left.empty()) {
    const auto end = std::min(left.find(G_SEARCHPATH_SEPARATOR), left.size());
    if (end != 0) paths.emplace_back(left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return paths;
}

// With spaces or commas between them.
std::vector<std::string> words_of(const char* preference) {
  std::vector<std::string> words;
  std::string_view left = preference != nullptr ? preference : "";
  while (!left.empty()) {
    const auto end = std::min(left.find_first_of(" ,"), left.size());
    if (end != 0) words.emplace_back(left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return words;
}

// Of the profile, those that are there.
std::vector<std::string> profile_paths() {
  std::vector<std::string> paths;
  for (const char* table : tables) {
    char* path = get_persconffile_path(table, true);
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) paths.emplace_back(path);
    g_free(path);
  }
  return paths;
}

bool is_from(const std::string& text, const std::vector<std::string>& paths) {
  return std::ranges::any_of(paths, [&](const auto& path) { return text.starts_with(path); });
}

// A row as Wireshark saves it.
std::string row_text(void* record, uat_field_t* field) {
  std::string row;
  for (; field->name != nullptr; ++field) {
    char* value = uat_fld_tostr(record, field);
    if (!row.empty()) row += ',';
    row += field->mode == PT_TXTMOD_HEXBYTES ? std::string(value) : '"' + std::string(value) + '"';
    g_free(value);
  }
  return row + '\n';
}

void add_loaded_rows(keys::KeyFiles& into) {
  for (const char* name : {"IKEv2 Decryption Table", "IKEv1 Decryption Table", "ESP SAs"}) {
    const uat_t* table = uat_get_table_by_name(name);
    if (table == nullptr || table->user_data == nullptr || table->user_data->len == 0) continue;
    std::string text;
    for (unsigned row = 0; row < table->user_data->len; ++row)
      text += row_text(table->user_data->data + row * table->record_size, table->fields);
    if (const auto* source = keys::key_source_of(text)) {
      std::vector<keys::Warning> told_by_wireshark;
      source->read(text, name, into.ring, told_by_wireshark);
    }
  }
}

// What the preference and the table name, and the tables of ISAKMP and ESP: as files of the
// profile, which may hold rows that Wireshark refuses, and as Wireshark has them now.
keys::KeyFiles read_keys() {
  auto paths = named_paths();
  const auto rows = key_table_paths();
  const auto profile = profile_paths();
  paths.insert(paths.end(), rows.begin(), rows.end());
  paths.insert(paths.end(), profile.begin(), profile.end());
  auto files = keys::read_key_files(paths);
  // An empty table is no error, and whoever may read the profile is Wireshark's affair.
  std::erase_if(files.errors, [&](const auto& error) { return is_from(error, profile); });
  std::erase_if(files.warnings, [&](const auto& warning) {
    return warning.origin.line == 0 && is_from(warning.origin.file, profile);
  });
  add_loaded_rows(files);
  return files;
}

bool is_set(const char* preference) {
  return preference != nullptr && *preference != '\0';
}

// As columns and labels may show it: a name is whatever its file holds.
std::string harmless(const std::string& name) {
  std::string plain = name;
  std::ranges::replace_if(
      plain, [](unsigned char octet) { return octet < 0x20 || octet == 0x7f; }, '?');
  char* valid = g_utf8_make_valid(plain.data(), static_cast<gssize>(plain.size()));
  plain = valid;
  g_free(valid);
  return plain;
}

template <class Value>
void take(tl::expected<Value, std::string> read, Value& into, std::vector<std::string>& problems) {
  if (read)
    into = std::move(*read);
  else
    problems.push_back(read.error());
}

}  // namespace

void register_audit_preferences(int protocol) {
  module_t* module = prefs_register_protocol(protocol, nullptr);
  prefs_register_uat_preference(
      module, "key_sources", "Key sources",
      "Files and folders with keys, and what each gives: Wireshark's tables "
      "(ikev2_decryption_table, esp_sa), strongSwan save-keys, logs of charon and pluto, ip xfrm "
      "state, setkey -D, tcpdump -E files, what vendors print, espect JSON lines. The tables of "
      "ISAKMP and ESP in this profile are used as well.",
      key_table());
  prefs_register_filename_preference(
      module, "keys", "One more key file, or several",
      "As a row of the table above; several with the separator of PATH between them, as on the "
      "command line.",
      &keys_preference, false);
  prefs_register_filename_preference(
      module, "codepoints", "Code points",
      "CSV file preference,value that replaces numbers of the experimental profile, as with "
      "espect audit --codepoints.",
      &codepoints_preference, false);
  prefs_register_filename_preference(
      module, "vpn_names", "Names of VPNs",
      "CSV file vpn_id,name: what the VPNs of packets with a VPN-ID are called, as with espect "
      "audit --vpn-names.",
      &vpn_names_preference, false);
  prefs_register_string_preference(
      module, "policy", "Policy",
      "What counts as weak or forbidden: default, rfc8247-rfc8221, cnsa2, bsi-tr02102-3, "
      "nist-sp800-77r1, or a CSV file, as with espect audit --policy. Empty: default.",
      &policy_preference);
  prefs_register_string_preference(
      module, "select", "Rules",
      "Only these rules: ids, families, or the start of an id with a * behind. Empty: all.",
      &select_preference);
  prefs_register_string_preference(module, "ignore", "Rules that do not run",
                                   "Not these rules, written as those above.", &ignore_preference);
  prefs_register_string_preference(module, "severity", "Severities",
                                   "Other severities for findings, such as esp-*=low.",
                                   &severity_preference);
}

AuditSettings read_audit_settings() {
  AuditSettings settings;
  settings.keys = read_keys();
  auto& problems = settings.problems;
  if (is_set(codepoints_preference))
    take(registry::read_experimental_profile(codepoints_preference), settings.profile, problems);
  if (is_set(vpn_names_preference))
    take(registry::read_vpn_names(vpn_names_preference), settings.vpn_names, problems);
  for (auto& [id, name] : settings.vpn_names) name = harmless(name);
  if (is_set(policy_preference))
    take(registry::load_policy(policy_preference), settings.policy, problems);
  take(rules::Selection::of({words_of(select_preference), words_of(ignore_preference),
                             words_of(severity_preference)}),
       settings.selection, problems);
  return settings;
}

std::uint32_t preferred_eesp_protocol() {
  constexpr std::uint32_t of_prototype = 49;
  registry::ExperimentalProfile profile;
  if (is_set(codepoints_preference))
    if (auto read = registry::read_experimental_profile(codepoints_preference))
      profile = std::move(*read);
  const auto number = registry::number_of(&profile, registry::tables::ip_protocols, of_prototype);
  return number == registry::no_number ? 0 : number;
}

}  // namespace espect::plugin
