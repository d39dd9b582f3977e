// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/shell_commands.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/keys/xfrm_command.h"

// Commands as scripts and answers of forums have them: `ip xfrm state add`, keys of `tshark -o
// 'uat:esp_sa:...'` and `tcpdump -E '...'`.
namespace espect::keys::pasted_commands {
namespace {

using Words = std::vector<std::string_view>;

// Rows of a table, each at the line of its command, for the source that reads the table.
class Rows {
 public:
  void add(std::string_view row, std::uint32_t line) {
    for (; line_ < line; ++line_) text_ += '\n';
    text_ += row;
    text_ += '\n';
    ++line_;
  }
  void read_with(const KeySource& source, const std::string& file, KeyRing& ring,
                 std::vector<Warning>& warnings) const {
    if (!text_.empty()) source.read(view(text_), file, ring, warnings);
  }

 private:
  SecretText text_;
  std::uint32_t line_ = 1;
};

struct Table {
  std::string_view option;
  const KeySource& source;
};

const std::vector<Table>& tables() {
  static const std::vector<Table> all = {
      {"uat:esp_sa:", wireshark_esp_sa::source},
      {"uat:ikev2_decryption_table:", wireshark_ikev2_table::source}};
  return all;
}

// Of "-E" "SECRETS" or "-ESECRETS" in a command of tcpdump.
std::optional<std::string_view> tcpdump_secrets_of(const Words& words) {
  const auto program = std::find_if(words.begin(), words.end(), [](std::string_view word) {
    return word == "tcpdump" || word.ends_with("/tcpdump");
  });
  for (auto at = program; at != words.end(); ++at) {
    if (*at == "-E" && at + 1 != words.end()) return at[1];
    if (at->starts_with("-E") && at->size() > 2) return at->substr(2);
  }
  return std::nullopt;
}

std::optional<std::string_view> row_of(std::string_view word, const Table& table) {
  if (word.starts_with("-o")) word.remove_prefix(2);
  if (!word.starts_with(table.option)) return std::nullopt;
  return word.substr(table.option.size());
}

std::vector<ShellCommand> commands_of(std::string_view text) {
  return shell_commands(text, {"xfrm", "ip x", "uat:", "tcpdump"});
}

Words words_of(const ShellCommand& command) {
  Words words;
  for (const auto& word : command.words) words.push_back(view(word));
  return words;
}

bool has_keys(const Words& words) {
  if (xfrm_state_arguments(words) || tcpdump_secrets_of(words)) return true;
  return std::any_of(words.begin(), words.end(), [](std::string_view word) {
    return std::any_of(tables().begin(), tables().end(),
                       [&](const Table& table) { return row_of(word, table).has_value(); });
  });
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"xfrm", "ip x", "uat:", "tcpdump"})) return false;
  const auto commands = commands_of(text);
  return std::any_of(commands.begin(), commands.end(),
                     [](const ShellCommand& command) { return has_keys(words_of(command)); });
}

// Only what goes on a command of ip(8) is known: anything else begins one.
bool begins_line(std::string_view content) {
  return !continues_xfrm_command(content);
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  std::vector<Rows> rows(tables().size());
  Rows secrets;
  for (const ShellCommand& command : commands_of(text)) {
    const Words words = words_of(command);
    if (const auto arguments = xfrm_state_arguments(words))
      read_xfrm_state(*arguments, command.line, ring, complaints);
    if (const auto said = tcpdump_secrets_of(words)) secrets.add(*said, command.line);
    for (const std::string_view word : words)
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (const auto row = row_of(word, tables()[i])) rows[i].add(*row, command.line);
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].read_with(tables()[i].source, file, ring, warnings);
  secrets.read_with(tcpdump_secrets::source, file, ring, warnings);
}

}  // namespace

const KeySource source = {"pasted commands", recognises, read, begins_line};

}  // namespace espect::keys::pasted_commands
