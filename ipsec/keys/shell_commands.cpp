// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/shell_commands.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>

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

// What the text sets: NAME=value.
class Variables {
 public:
  // Whether the words of a command are assignments and nothing else, which are kept then.
  bool take(const std::vector<SecretText>& words) {
    std::size_t taken = 0;
    for (const auto& word : words) {
      const auto written = view(word);
      const auto equals = written.find('=');
      const auto name = written.substr(0, equals);
      if (equals != std::string_view::npos && is_name(name)) {
        if (values_.size() < most)
          values_.insert_or_assign(std::string(name), value(written, equals));
        ++taken;
      } else if (taken != 0 || !declares(written)) {
        return false;
      }
    }
    return taken != 0;
  }
  const SecretText* find(std::string_view name) const {
    const auto found = values_.find(name);
    return found != values_.end() ? &found->second : nullptr;
  }
  static bool in_name(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

 private:
  static constexpr std::size_t most = 256;
  static bool declares(std::string_view word) {
    return word == "export" || word == "local" || word == "readonly" || word == "declare";
  }
  static bool is_name(std::string_view name) {
    return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
           std::all_of(name.begin(), name.end(), in_name);
  }
  static SecretText value(std::string_view written, std::size_t equals) {
    SecretText text;
    text += written.substr(equals + 1);
    return text;
  }
  std::map<std::string, SecretText, std::less<>> values_;
};

class Splitter {
 public:
  Splitter(std::string_view text, Variables& variables) : rest_(text), variables_(variables) {}

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
      } else if (c == '$' && variable()) {
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
      if (c == '$' && quote == '"' && variable()) continue;
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
  // "$NAME" or "${NAME}", when its value is known.
  bool variable() {
    const bool braces = rest_.size() > 1 && rest_[1] == '{';
    const std::size_t begin = braces ? 2 : 1;
    auto end = begin;
    while (end < rest_.size() && Variables::in_name(rest_[end])) ++end;
    if (braces && (end == rest_.size() || rest_[end] != '}')) return false;
    const auto* value = variables_.find(rest_.substr(begin, end - begin));
    if (value == nullptr || expanded_ + value->size() > longest_command) return false;
    expanded_ += value->size();
    word_ += view(*value);
    in_word_ = true;
    rest_.remove_prefix(end + (braces ? 1 : 0));
    return true;
  }
  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }
  void end_command() {
    end_word();
    if (!words_.empty() && !variables_.take(words_)) commands_.push_back(std::move(words_));
    words_.clear();
  }

  std::string_view rest_;
  Variables& variables_;
  SecretText word_;
  std::size_t expanded_ = 0;  // octets of values in this line
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
  const auto says = [](std::string_view part, std::string_view word) {
    return part.find(word) != std::string_view::npos;
  };
  std::vector<ShellCommand> found;
  JoinedLines lines(text);
  SecretText line;
  Variables variables;
  for (std::uint32_t number = 0; lines.next(line, number);) {
    std::vector<std::string_view> of_line;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(of_line),
                 [&](std::string_view word) { return says(view(line), word); });
    if (of_line.empty() && !says(view(line), "=")) continue;
    // What spans words is not looked for in each.
    const auto wants = [&](const std::vector<SecretText>& words) {
      return std::any_of(of_line.begin(), of_line.end(), [&](std::string_view phrase) {
        return says(phrase, " ") ||
               std::any_of(words.begin(), words.end(),
                           [&](const SecretText& word) { return says(view(word), phrase); });
      });
    };
    for (auto& words : Splitter(without_prompt(view(line)), variables).commands())
      if (wants(words)) found.push_back({std::move(words), number});
  }
  return found;
}

}  // namespace espect::keys
