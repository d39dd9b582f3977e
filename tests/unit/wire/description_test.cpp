// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/fault_of.h"
#include "ipsec/wire/printer.h"
#include "tests/support/catch.h"
#include "tests/unit/wire/ikev1_samples.h"
#include "tests/unit/wire/samples.h"

using namespace espect;
using namespace espect::wire;
using espect::test::octets;

namespace {

template <class Use>
void for_each_sample(Use&& use) {
  test::for_each_sample(use);
  test::for_each_ikev1_sample(use);
}

void check_same(const Fault& one, const Fault& other) {
  CHECK(one.problem == other.problem);
  CHECK(to_text(one) == to_text(other));
}

// Also: the printer's fault is that of fault_of, for every sample and every lie that is walked
// here.
template <class T>
Fault walk_printing(Bytes bytes, std::size_t* used = nullptr) {
  std::vector<Item> items;
  Printer printer(items);
  T value{};
  Walker<T, Printer> walker(Reader(bytes), printer);
  T::describe(walker, value);
  if (used != nullptr) *used = walker.in().offset();
  if (walker.in().ok() && !walker.in().empty()) walker.fail(Problem::trailing_bytes, T::name);
  check_same(fault_of<T>(bytes), walker.in().fault());
  return walker.in().fault();
}

// Notes where a walk reads a length16, so that a test can lie in it.
struct LengthFinder {
  static constexpr bool wants_items = true;
  static const registry::ExperimentalProfile* profile() { return nullptr; }
  std::vector<Place> lengths;
  template <class Owner, class N, class Int>
  void number(Label, Int, const registry::Registry*, Place place) {
    if (std::string_view(N::text) == "length" && place.size == 2) lengths.push_back(place);
  }
  template <class Owner, class N>
  void octets(Label, Bytes, std::uint32_t) {}
  template <class Owner, class N>
  void open(const char*, Place) {}
  template <class Owner, class N, class Int>
  void open_bits(Label, Int, Place) {}
  template <class Owner, class N, class Int, std::uint64_t Mask>
  void part(Label, Int, bool, Place) {}
  void close(std::uint32_t) {}
};

}  // namespace

TEST_CASE("every sample decodes completely and encodes to the same octets") {
  std::size_t samples = 0;
  for_each_sample([&]<class T>(T, const char* hex) {
    INFO(T::title << " " << hex);
    const auto bytes = octets(hex);
    Fault fault;
    const T value = decode_all<T>(bytes, &fault);
    CHECK(fault.problem == Problem::none);
    CHECK(to_hex(encode(value)) == hex);
    std::size_t used = 0;
    CHECK(walk_printing<T>(bytes, &used).problem == Problem::none);
    CHECK(used == bytes.size());
    ++samples;
  });
  CHECK(samples >= 160);
}

TEST_CASE(
    "no truncation of a sample reads past its end, and what is decoded is a prefix or a fault") {
  for_each_sample([]<class T>(T, const char* hex) {
    const auto whole = octets(hex);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO(T::title << " " << hex << " cut to " << size);
      const std::vector<std::uint8_t> cut(whole.begin(),
                                          whole.begin() + static_cast<std::ptrdiff_t>(size));
      Fault fault;
      const T value = decode_all<T>(cut, &fault);
      const Fault printed = walk_printing<T>(cut);
      if (fault.problem == Problem::none && printed.problem == Problem::none) {
        // Only a structure that ends in `rest` or a list may be shorter; then it must still be
        // itself.
        CHECK(to_hex(encode(value)) == to_hex(cut));
      } else {
        CHECK((fault.offset <= size && printed.offset <= size));
      }
    }
  });
}

TEST_CASE("every lie in a length is noticed or harmless, never out of bounds") {
  std::size_t lies = 0;
  for_each_sample([&]<class T>(T, const char* hex) {
    if (std::is_same_v<T, ike::PayloadHeader> || std::is_same_v<T, ikev1::PayloadHeader>)
      return;  // the chain judges that length, see payload_chain_test
    const auto whole = octets(hex);
    LengthFinder finder;
    T value{};
    Walker<T, LengthFinder> walker(Reader(whole), finder);
    T::describe(walker, value);
    for (const auto& place : finder.lengths) {
      const auto truth = load_be<std::uint16_t>(whole.data() + place.offset);
      for (const int lie :
           {0, 1, 2, 3, 4, 7, int(truth) - 1, int(truth) + 1, int(truth) + 4, 0x7fff, 0xffff}) {
        if (lie < 0 || lie == truth) continue;
        INFO(T::title << " " << hex << " length at " << place.offset << " says " << lie);
        auto lying = whole;
        lying[place.offset] = static_cast<std::uint8_t>(lie >> 8);
        lying[place.offset + 1] = static_cast<std::uint8_t>(lie);
        const Fault printed = walk_printing<T>(lying);
        // A smaller lie may hand octets to a neighbour and still add up; one beyond the end cannot.
        if (lie > int(whole.size())) CHECK(printed.problem != Problem::none);
        if (printed.problem != Problem::none) CHECK(printed.offset <= lying.size());
        ++lies;
      }
    }
  });
  CHECK(lies > 200);
}

TEST_CASE("counts that do not agree are faults") {
  Fault fault =
      walk_printing<ike::TrafficSelectors>(octets("03000000070000100000ffff0a0000000a0000ff"));
  CHECK(fault.problem == Problem::bad_count);
  fault = walk_printing<ike::ProposalSubstructure>(
      octets("000000140101000203000008010000140000000805000000"));
  CHECK(fault.problem != Problem::none);
  fault = walk_printing<ike::Delete>(octets("0304000301020304"));
  CHECK(fault.problem == Problem::bad_count);
}

TEST_CASE("lists are walked lazily and stop at what does not decode") {
  const auto sa = octets("0200001001010001000000080400001f00000010020100010000000804000013");
  std::vector<int> numbers;
  for (const auto& proposal : decode_all<ike::SecurityAssociation>(sa).proposals)
    numbers.push_back(proposal.number);
  CHECK(numbers == std::vector<int>{1, 2});
  const std::vector<std::uint8_t> cut(sa.begin(), sa.end() - 3);
  numbers.clear();
  for (const auto& proposal : decode_all<ike::SecurityAssociation>(cut).proposals)
    numbers.push_back(proposal.number);
  CHECK(numbers == std::vector<int>{1});
}
