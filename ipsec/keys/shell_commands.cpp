// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/shell_commands.h"

#include <algorithm>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

constexpr std::size_t longest_command = 1u << 16;

// A line with those that continue it.
class JoinedLines {
 public:
  explicit JoinedLines(std::string_view text) : lines_(text) {}

  bool next(SecretText& joined, std::uint32_t& number) {
    joined.clear();
    TextLine line;
    while (lines_.next(line)) {
      if (joined.empty()) number = line.number;
      const auto content = line.text.substr(0, line.text.find_last_not_of(" \t") + 1);
      const bool goes_on =
          content.ends_with('\\') || content.ends_with('`') || content.ends_with('^');
      joined += goes_on ? content.substr(0, content.size() - 1) : line.text;
      if (!goes_on || joined.size() > longest_command) return true;
      joined += ' ';
    }
    return !joined.empty();
  }

 private:
  TextLines lines_;
};

class Splitter {
 public:
  explicit Splitter(std::string_view text) : rest_(text) {}

  std::vector<std::vector<SecretText>> commands() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == ' ' || c == '\t') {
        end_word();
      } else if (c == ';' || c == '|' || c == '&') {
        end_command();
      } else if (c == '#' && !in_word_) {
        break;
      } else if (c == '\'' || c == '"') {
        quoted(c);
        continue;
      } else {
        if (c == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
        word_ += rest_.front();
        in_word_ = true;
      }
      rest_.remove_prefix(1);
    }
    end_command();
    return std::move(commands_);
  }

 private:
  // What has no end goes to the end of the line.
  void quoted(char quote) {
    in_word_ = true;
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == quote) return;
      const bool escape = c == '\\' && quote == '"' && !rest_.empty() &&
                          (rest_.front() == '"' || rest_.front() == '\\');
      if (escape) {
        c = rest_.front();
        rest_.remove_prefix(1);
      }
      word_ += c;
    }
  }
  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }
  void end_command() {
    end_word();
    if (!words_.empty()) commands_.push_back(std::move(words_));
    words_.clear();
  }

  std::string_view rest_;
  SecretText word_;
  bool in_word_ = false;
  std::vector<SecretText> words_;
  std::vector<std::vector<SecretText>> commands_;
};

// "# ip xfrm ..." is a prompt of root or a comment; nobody can tell, and a key too many costs a
// try.
std::string_view without_prompt(std::string_view line) {
  line = trimmed(line);
  while (line.starts_with("# ") || line.starts_with("$ ") || line.starts_with("> "))
    line = trimmed(line.substr(2));
  return line;
}

}  // namespace

std::vector<ShellCommand> shell_commands(std::string_view text,
                                         const std::vector<std::string_view>& wanted) {
  const auto says = [&](std::string_view part) {
    return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view word) {
      return part.find(word) != std::string_view::npos;
    });
  };
  std::vector<ShellCommand> found;
  JoinedLines lines(text);
  SecretText line;
  for (std::uint32_t number = 0; lines.next(line, number);) {
    if (!says(view(line))) continue;
    for (auto& words : Splitter(without_prompt(view(line))).commands())
      if (std::any_of(words.begin(), words.end(),
                      [&](const SecretText& word) { return says(view(word)); }))
        found.push_back({std::move(words), number});
  }
  return found;
}

}  // namespace espect::keys
