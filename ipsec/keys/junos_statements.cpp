// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/junos_statements.h"

#include <algorithm>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

using StatementWords = std::vector<SecretText>;

constexpr std::size_t deepest = 64;
constexpr std::size_t most_words = 64;
constexpr std::size_t longest_path = 512;  // octets

SecretText secret_copy(std::string_view text) {
  return {text.data(), text.size()};
}

// "user@router# set ..."
std::string_view behind_prompt(std::string_view line) {
  line = trimmed(line);
  const auto first = line.substr(0, line.find(' '));
  const bool prompt = first.size() < line.size() && first.find('@') != std::string_view::npos &&
                      (first.ends_with('#') || first.ends_with('>'));
  return prompt ? trimmed(line.substr(first.size())) : line;
}

class StatementParser {
 public:
  explicit StatementParser(const std::function<void(const JunosStatement&)>& take) : take_(take) {}

  void line(std::string_view text, std::uint32_t number) {
    number_ = number;
    text = behind_prompt(text);
    if (text.starts_with("[edit")) return banner(text);
    const auto command = text.substr(0, text.find(' '));
    const bool at_terminal = opened_.empty() && statement_.empty();
    if (at_terminal && (command == "set" || command == "edit" || command == "top" ||
                        command == "up" || command == "exit"))
      return session(text);
    braces(text);
  }

 private:
  // "[edit security ipsec security-association A]": where what follows stands.
  void banner(std::string_view text) {
    base_.clear();
    const auto inside =
        text.substr(5, text.find(']') == std::string_view::npos ? text.size() : text.find(']') - 5);
    for (const auto word : words(inside)) base_.push_back(secret_copy(word));
  }

  void session(std::string_view text) {
    StatementWords said = tokens(text);
    if (!said.empty() && view(said[0]) == "top") {
      base_.clear();
      said.erase(said.begin());
    }
    if (said.empty()) return;
    const auto command = view(said[0]);
    if (command == "up" || command == "exit") {
      base_.clear();  // how far is not told by what was typed
    } else if (command == "edit") {
      if (base_.size() + said.size() < most_words)
        base_.insert(base_.end(), said.begin() + 1, said.end());
    } else if (command == "set") {
      said.erase(said.begin());
      give(said);
    }
  }

  void braces(std::string_view text) {
    for (auto& token : tokens(text)) {
      const auto said = view(token);
      if (said == "{") {
        if (opened_.size() < deepest) opened_.push_back(std::move(statement_));
        statement_.clear();
      } else if (said == "}") {
        if (!opened_.empty()) opened_.pop_back();
        statement_.clear();
      } else if (said == ";") {
        give(statement_);
        statement_.clear();
      } else if (statement_.size() < most_words) {
        statement_.push_back(std::move(token));
      }
    }
    if (opened_.empty()) statement_.clear();  // prose
  }

  void give(const StatementWords& last) {
    JunosStatement statement{{}, number_};
    std::size_t octets = 0;
    const auto stands_in = [&](const StatementWords& words) {
      for (const SecretText& word : words) {
        octets += word.size();
        if (statement.words.size() == most_words || octets > longest_path) return false;
        statement.words.push_back(word);
      }
      return true;
    };
    if (!stands_in(base_) || !std::all_of(opened_.begin(), opened_.end(), stands_in)) return;
    statement.words.insert(statement.words.end(), last.begin(), last.end());
    take_(statement);
  }

  // Words, "{", "}" and ";"; without quotes and without comments ("## SECRET-DATA").
  static StatementWords tokens(std::string_view text) {
    StatementWords found;
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
      if (text.front() == '#' || text.starts_with("/*")) break;
      if (text.front() == '"') {
        const std::size_t end = std::min(text.find('"', 1), text.size());
        found.push_back(secret_copy(text.substr(1, end - 1)));
        text.remove_prefix(std::min(end + 1, text.size()));
        continue;
      }
      const bool sign = std::string_view("{};").find(text.front()) != std::string_view::npos;
      const std::size_t end = sign ? 1 : std::min(text.find_first_of(" \t{};\""), text.size());
      found.push_back(secret_copy(text.substr(0, end)));
      text.remove_prefix(end);
    }
    return found;
  }

  const std::function<void(const JunosStatement&)>& take_;
  StatementWords base_;
  std::vector<StatementWords> opened_;
  StatementWords statement_;
  std::uint32_t number_ = 0;
};

}  // namespace

void each_junos_statement(std::string_view text,
                          const std::function<void(const JunosStatement&)>& take) {
  StatementParser parser(take);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) parser.line(line.text, line.number);
}

}  // namespace espect::keys
