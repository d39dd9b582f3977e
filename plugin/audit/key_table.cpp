// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/key_table.h"

#include <filesystem>

#include "ipsec/bytes/counted.h"
#include "ipsec/keys/key_files.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

namespace fs = std::filesystem;

struct Row {
  char* file;
  char* folder;
};

Row* rows = nullptr;
guint row_count = 0;

// What a row gave when it was looked at last: Wireshark asks on every repaint.
struct Given {
  std::string path;
  fs::file_time_type changed{};
  std::string text;
} given;

void count(std::string& text, std::size_t number, const char* one, const char* many) {
  if (number != 0) text += (text.empty() ? "" : ", ") + counted(number, one, many);
}

std::string given_by(const std::string& path) {
  const auto files = keys::read_key_files({path});
  if (!files.errors.empty()) return files.errors.front();
  std::string text;
  count(text, files.ring.all_ike_keys().size() + files.ring.all_ikev1_keys().size(),
        "key generation of IKE SAs", "key generations of IKE SAs");
  count(text, files.ring.all_sa_keys().size(), "ESP or AH SA", "ESP and AH SAs");
  count(text, files.ring.all_ike_secrets().size() + files.ring.all_child_secrets().size(),
        "shared secret", "shared secrets");
  count(text, files.ring.all_ppks().size(), "PPK", "PPKs");
  count(text, files.ring.all_psks().size(), "pre-shared key", "pre-shared keys");
  if (text.empty()) text = "no keys";
  count(text, files.warnings.size(), "warning", "warnings");
  return text;
}

std::string path_of(const Row& row) {
  const bool has_file = row.file != nullptr && *row.file != '\0';
  const char* path = has_file ? row.file : row.folder;
  return path != nullptr ? path : "";
}

const std::string& what_it_gives(const Row& row) {
  const auto path = path_of(row);
  std::error_code error;
  const auto changed = fs::last_write_time(path, error);
  if (path != given.path || changed != given.changed || fs::is_directory(path, error))
    given = {path, changed, path.empty() ? "" : given_by(path)};
  return given.text;
}

template <char* Row::* Field>
void set_text(void* record, const char* text, unsigned size, const void*, const void*) {
  char*& field = static_cast<Row*>(record)->*Field;
  g_free(field);
  field = g_strndup(text, size);
}

template <char* Row::* Field>
void show_text(void* record, char** text, unsigned* size, const void*, const void*) {
  const char* field = static_cast<Row*>(record)->*Field;
  *text = g_strdup(field != nullptr ? field : "");
  *size = static_cast<unsigned>(strlen(*text));
}

// Made anew whenever it is shown: what a profile holds is of another day.
void set_nothing(void*, const char*, unsigned, const void*, const void*) {}

void show_given(void* record, char** text, unsigned* size, const void*, const void*) {
  *text = guarded("key sources", 0, [&] {
    const auto& said = what_it_gives(*static_cast<const Row*>(record));
    return g_strndup(said.data(), said.size());
  });
  if (*text == nullptr) *text = g_strdup("");
  *size = static_cast<unsigned>(strlen(*text));
}

void* copy_row(void* to, const void* from, size_t) {
  auto& copy = *static_cast<Row*>(to);
  const auto& row = *static_cast<const Row*>(from);
  copy.file = g_strdup(row.file);
  copy.folder = g_strdup(row.folder);
  return to;
}

void free_row(void* record) {
  auto& row = *static_cast<Row*>(record);
  g_free(row.file);
  g_free(row.folder);
}

}  // namespace

uat_t* key_table() {
  static uat_field_t fields[] = {{"file",
                                  "File",
                                  PT_TXTMOD_FILENAME,
                                  {nullptr, set_text<&Row::file>, show_text<&Row::file>},
                                  {nullptr, nullptr, nullptr},
                                  nullptr,
                                  "A file with keys, in any form that espect reads",
                                  nullptr},
                                 {"folder",
                                  "or folder",
                                  PT_TXTMOD_DIRECTORYNAME,
                                  {nullptr, set_text<&Row::folder>, show_text<&Row::folder>},
                                  {nullptr, nullptr, nullptr},
                                  nullptr,
                                  "A folder of such files",
                                  nullptr},
                                 {"gives",
                                  "What it gives",
                                  PT_TXTMOD_STRING,
                                  {nullptr, set_nothing, show_given},
                                  {nullptr, nullptr, nullptr},
                                  nullptr,
                                  "Found out when it is shown",
                                  nullptr},
                                 UAT_END_FIELDS};
  static uat_t* table = uat_new("Key sources of espect", sizeof(Row), "espect_keys", true, &rows,
                                &row_count, UAT_AFFECTS_DISSECTION, nullptr, copy_row, nullptr,
                                free_row, nullptr, nullptr, fields);
  return table;
}

std::vector<std::string> key_table_paths() {
  std::vector<std::string> paths;
  for (guint at = 0; at < row_count; ++at)
    for (const char* path : {rows[at].file, rows[at].folder})
      if (path != nullptr && *path != '\0') paths.emplace_back(path);
  return paths;
}

}  // namespace espect::plugin
