// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/esp_flows.h"
#include "ipsec/sessions/ike/ike_sessions.h"
#include "ipsec/sessions/ikev1/ikev1_sessions.h"
#include "ipsec/sessions/inner/inner_packets.h"
#include "ipsec/sessions/subscriptions.h"

namespace espect::sessions {

// What reports read of Sessions.
struct Recorded {
  std::vector<IkeSa> ike_sas;
  std::vector<ChildSa> child_sas;
  std::vector<RecordedFlow> flows;
  std::vector<EchoPath> echo_paths;
  CaptureFacts facts;
};

struct Limits {
  std::uint32_t ike_sas = 1'000'000;
  std::uint32_t flows = 4'000'000;
  EchoLimits echoes{};
};

// The door of this room: datagrams in, events out, SAs to ask for at the end. One object per
// capture; Subscriptions must outlive it.
class Sessions : public DatagramListener {
 public:
  // `keys`: what key sources said, or null. `profile`: the numbers of experiments, or null for
  // those of experimental.csv. Both must outlive this.
  explicit Sessions(const Subscriptions& events, const keys::KeyRing* keys = nullptr,
                    const registry::ExperimentalProfile* profile = nullptr, Limits limits = {});
  ~Sessions() override;
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;

  void on(const Datagram& datagram) override;
  bool expects() const override { return esp_.flows().expects(); }
  void expect(std::uint32_t spi, const Address& destination) override {
    esp_.expect(spi, destination);
  }
  // With so many threads besides this one, which open the ESP packets that expect_esp() names, as
  // far as their keys are known, before on() is called with them. The results are the same.
  void open_ahead(unsigned threads) { esp_.authenticator().open_ahead(threads); }
  // Whether expect_esp() pays for those that come next; so many came since this was asked last.
  bool opening_ahead_pays(std::size_t packets) {
    return esp_.authenticator().opening_ahead_pays(packets);
  }
  // The packets that come next, once those before were forgotten; most of them by on().
  void expect_esp(std::span<const ExpectedEsp> packets) { esp_.authenticator().expect(packets); }
  // Before their octets go.
  void forget_expected_esp() { esp_.authenticator().forget_expected(); }
  // Before finish(): packets that other threads have opened.
  std::uint64_t opened_elsewhere() const { return esp_.authenticator().opened_elsewhere(); }
  // Once a Child SA is known, for who subscribed to ClearPacketSeen.
  bool wants_clear() const override;
  void on_clear(std::uint32_t frame, Time time, Bytes ip_packet) override;
  // Records of other Sessions, for reports: in place of what would be heard. They get the ids that
  // they have here by their order; what they say of one another has these ids already.
  void restore(Recorded recorded);
  // After finish(): the records out of here, to be restored in others that have no tables for what
  // comes. Nobody may use this afterwards.
  Recorded take_records();

  std::optional<std::uint8_t> eesp_protocol() const override;
  // Before the end: streams that the network gave up, with what they carried.
  void tcp_streams_given_up(std::uint64_t streams) { facts_.tcp_streams_given_up = streams; }
  // Before the end: what the capture itself says that it lacks.
  void capture_lacks(std::uint64_t packets, std::uint64_t files) {
    facts_.packets_dropped = packets;
    facts_.files_missing = files;
  }
  // Before the end: time stamps that ran backwards, though what they belong to came in their order.
  void time_stamps_ran_back(std::uint64_t count, double most_seconds);
  // At the end: judges what is still open. `capture_end`: time of the last packet of any kind;
  // `capture_begin`: of the first, where that is known.
  void finish(Time capture_end, std::optional<Time> capture_begin = std::nullopt);

  // EESP in UDP, which only what IKE or a key source said tells from ESP.
  std::optional<Eesp> eesp_in(const Datagram& datagram) const;

  const SaTable<IkeSa>& ike_sas() const { return ike_sas_.all(); }
  const SaTable<ChildSa>& child_sas() const { return peers_.children().all(); }
  const FlowTable& flows() const { return esp_.flows(); }
  const std::vector<EchoPath>& echo_paths() const { return echoes_.paths(); }
  PathMtu path_mtu(const EspFlow& flow) const { return esp_.path_mtus().of(flow); }
  // What IKE told ESP.
  const Peers& peers() const { return peers_; }
  const CaptureFacts& facts() const { return facts_; }
  // IKE messages, so far, that came again from the other side of a hop; in the facts at the end.
  std::uint64_t ike_second_sightings() const {
    return ike_.sightings().on_both_sides() + ikev1_.sightings().on_both_sides();
  }

 private:
  void take(const Datagram& datagram);
  void on_untracked(const Datagram& datagram);
  void take_inner();
  bool take_esp(const Datagram& datagram, const Esp& esp);
  bool take_other(const Datagram& datagram);
  bool is_diet_esp(const Datagram& datagram, const Esp& esp) const;
  bool on_packet(const EspPacket& packet);
  bool on_unusual_packet(const EspPacket& packet);
  bool on_ike(const Datagram& datagram);
  bool on_clear_echo(const Datagram& datagram, const Esp& esp);
  void on_icmp(const Datagram& datagram, const IcmpError& error);

  const Subscriptions& events_;
  const keys::KeyRing* keys_;
  const registry::ExperimentalProfile* profile_;
  bool echo_renumbered_;  // perhaps; else its SPIs are reserved ones, below 256
  Peers peers_;
  Echoes echoes_;
  InnerPackets inner_;
  IkeSas ike_sas_;
  IkeSessions ike_;
  Ikev1Sessions ikev1_;
  EspFlows esp_;
  IkeMessage message_;
  CaptureFacts facts_;
};

}  // namespace espect::sessions
