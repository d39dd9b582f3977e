// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/broken.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "samples/make/random.h"

namespace espect::samples {
namespace {

std::optional<Random> chance;  // none: nothing is broken

constexpr std::size_t header_octets = 4;  // of a payload
constexpr std::uint32_t edges[] = {0, 1,    2,    3,    4,      5,      7,
                                   8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff};

std::size_t below(std::size_t limit) {
  return limit == 0 ? 0 : static_cast<std::size_t>(chance->next() % limit);
}

bool one_in(std::size_t many) {
  return chance && below(many) == 0;
}

std::uint32_t edge() {
  return edges[below(std::size(edges))];
}

void put(Octets& octets, std::size_t at, std::size_t size, std::uint32_t value) {
  for (std::size_t i = 0; i < size && at + i < octets.size(); ++i)
    octets[at + i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
}

std::uint32_t number(const Octets& octets, std::size_t at) {
  return static_cast<std::uint32_t>(octets[at] << 8 | octets[at + 1]);
}

// A 16-bit number: at an edge, or a little beside what it was.
void shift(Octets& octets, std::size_t at) {
  if (at + 2 > octets.size()) return;
  const auto beside = number(octets, at) + static_cast<std::uint32_t>(below(17)) - 8U;
  put(octets, at, 2, below(2) == 0 ? edge() : beside);
}

struct Place {
  std::size_t at = 0;
  std::size_t size = 0;
};

std::vector<Place> payloads_of(const Octets& chain) {
  std::vector<Place> found;
  for (std::size_t at = 0; at + header_octets <= chain.size();) {
    const std::size_t size = number(chain, at + 2);
    if (size < header_octets || at + size > chain.size()) break;
    found.push_back({at, size});
    at += size;
  }
  return found;
}

void repeat(Octets& chain, const Place& place, std::size_t times) {
  const auto begin = chain.begin() + static_cast<std::ptrdiff_t>(place.at);
  const Octets one(begin, begin + static_cast<std::ptrdiff_t>(place.size));
  Octets more;
  for (std::size_t i = 0; i < times; ++i) more = std::move(more) + one;
  chain.insert(begin, more.begin(), more.end());
}

void erase(Octets& octets, std::size_t at, std::size_t size) {
  const auto begin = octets.begin() + static_cast<std::ptrdiff_t>(at);
  octets.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
}

void break_payload(Octets& chain, const Place& place) {
  const auto body = place.at + header_octets;
  const auto body_octets = place.size - header_octets;
  switch (below(10)) {
    case 0:  // its length
      return shift(chain, place.at + 2);
    case 1:  // the type of the one behind
      chain[place.at] = static_cast<std::uint8_t>(below(2) == 0 ? 33 + below(24) : below(256));
      return;
    case 2:  // critical, and the reserved bits
      chain[place.at + 1] = static_cast<std::uint8_t>(below(2) == 0 ? 0x80 : below(256));
      return;
    case 3:
      return repeat(chain, place, 1 + below(3));
    case 4:
      return repeat(chain, place, std::min<std::size_t>(200, 30'000 / place.size));
    case 5:
      return erase(chain, place.at, place.size);
    case 6:  // nothing in it
      erase(chain, body, body_octets);
      return put(chain, place.at + 2, 2, header_octets);
    case 7: {  // the body ends early, and its length says so
      const auto left = below(body_octets + 1);
      erase(chain, body + left, body_octets - left);
      return put(chain, place.at + 2, 2, static_cast<std::uint32_t>(header_octets + left));
    }
    case 8:  // a count, an id, a length inside
      return shift(chain, body + 2 * below(body_octets / 2));
    default:
      if (body_octets != 0)
        chain[body + below(std::min<std::size_t>(body_octets, 24))] =
            static_cast<std::uint8_t>(below(2) == 0 ? edge() : below(256));
  }
}

}  // namespace

void break_with(std::uint64_t seed) {
  chance.emplace("broken " + std::to_string(seed));
}

Octets broken_chain(Octets chain) {
  if (!one_in(3)) return chain;
  for (auto changes = 1 + below(2); changes > 0; --changes) {
    const auto payloads = payloads_of(chain);
    if (payloads.empty() || below(12) == 0)
      chain.resize(below(chain.size() + 1));
    else
      break_payload(chain, payloads[below(payloads.size())]);
  }
  return chain;
}

Octets broken_header(Octets header) {
  if (!one_in(6) || header.empty()) return header;
  if (below(2) == 0)
    header[below(header.size())] = static_cast<std::uint8_t>(below(2) == 0 ? edge() : below(256));
  else
    shift(header, 2 * below(header.size() / 2));
  return header;
}

Octets broken_packet(Octets plaintext) {
  constexpr std::size_t block = 16;  // of ciphers that seal whole blocks only
  if (!one_in(6) || plaintext.size() < block) return plaintext;
  switch (below(6)) {
    case 0:
      plaintext.resize(plaintext.size() - block * (1 + below(plaintext.size() / block)));
      break;
    case 1:  // pad length
      plaintext[plaintext.size() - 2] = static_cast<std::uint8_t>(edge());
      break;
    case 2:  // next header
      plaintext.back() = static_cast<std::uint8_t>(below(256));
      break;
    case 3:  // a length of the inner packet
      shift(plaintext, 2 + 2 * below(2));
      break;
    case 4:  // its header
      plaintext[below(std::min<std::size_t>(plaintext.size(), 48))] =
          static_cast<std::uint8_t>(below(256));
      break;
    default:
      plaintext.insert(plaintext.begin(), below(16) * block, static_cast<std::uint8_t>(edge()));
  }
  return plaintext;
}

}  // namespace espect::samples
