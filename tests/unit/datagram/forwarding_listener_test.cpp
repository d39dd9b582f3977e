// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/datagram/forwarding_listener.h"

#include <vector>

#include "tests/support/catch.h"

using namespace espect;

namespace {

// Wants everything, and keeps what it hears.
class Curious : public DatagramListener {
 public:
  void on(const Datagram& datagram) override { frames.push_back(datagram.frame); }
  bool expects() const override { return true; }
  void expect(std::uint32_t spi, const Address&) override { spis.push_back(spi); }
  bool wants_clear() const override { return true; }
  std::optional<std::uint8_t> eesp_protocol() const override { return 99; }
  void on_clear(std::uint32_t frame, Time, Bytes) override { clear_frames.push_back(frame); }

  std::vector<std::uint32_t> frames, spis, clear_frames;
};

}  // namespace

TEST_CASE("forwarding listener: everything arrives, and the answers come back") {
  Curious next;
  ForwardingListener front(next);
  DatagramListener& listener = front;
  Datagram datagram;
  datagram.frame = 7;
  listener.on(datagram);
  listener.expect(0xc0ffee, Address{});
  listener.on_clear(8, {}, {});
  CHECK(next.frames == std::vector<std::uint32_t>{7});
  CHECK(next.spis == std::vector<std::uint32_t>{0xc0ffee});
  CHECK(next.clear_frames == std::vector<std::uint32_t>{8});
  CHECK(listener.expects());
  CHECK(listener.wants_clear());
  CHECK(listener.eesp_protocol() == 99);
}
