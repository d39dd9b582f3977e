// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/sessions/esp/overhead.h"

// How the largest packet that the path takes is used: headers, what ESP adds, the inner packet.
namespace espect::report::html {
namespace {

using sessions::EspFlow;

constexpr double width = 720;

class Bar {
 public:
  Bar(std::ostream& out, std::uint32_t whole) : out_(out), scale_(width / whole) {}

  double x(std::uint32_t octets) const { return octets * scale_; }
  void piece(int number, std::uint32_t octets, std::string_view name) {
    if (octets == 0) return;
    const auto wide = x(octets);
    out_ << fmt::format(
        "<rect class=\"s{}\" x=\"{:.1f}\" y=\"18\" width=\"{:.1f}\" height=\"26\"><title>{}: {} "
        "octets</title></rect>",
        number, at_, std::max(wide - 1, 0.5), name, octets);
    if (wide > 70)
      out_ << fmt::format("<text class=\"on\" x=\"{:.1f}\" y=\"35\">{} {}</text>", at_ + 6, name,
                          octets);
    at_ += wide;
  }

 private:
  std::ostream& out_;
  double scale_;
  double at_ = 0;
};

std::string path_mtu_text(const sessions::PathMtu& mtu) {
  if (mtu.octets == 0) return "The path MTU is not known.";
  return mtu.by == sessions::PathMtuBy::icmp
             ? fmt::format("ICMP says that the path takes {} octets.", mtu.octets)
             : fmt::format(
                   "As far as this capture point the path takes at least {} octets: so large a "
                   "packet came here that nobody may fragment.",
                   mtu.octets);
}

}  // namespace

void write_path_mtu(std::ostream& out, const EspFlow& flow, const CaptureReport& capture) {
  const auto* child =
      flow.child_sa != 0 ? &capture.sessions->child_sas()[flow.child_sa - 1] : nullptr;
  const auto overhead = sessions::overhead_of(flow, child);
  const auto mtu = capture.sessions->path_mtu(flow);
  // Only an ICMP says what the path takes at most: a setting can be made of that.
  const bool known = mtu.octets != 0 && mtu.by == sessions::PathMtuBy::icmp;
  const auto packet = mtu.octets != 0 ? mtu.octets : flow.largest_outer;
  if (packet == 0) return;
  const auto inner = overhead ? overhead->largest_inner(packet) : 0;
  const auto whole = std::max({packet, flow.largest_outer, 1U});
  out << "<h3>Packet sizes and path MTU</h3><figure><svg viewBox=\"0 0 720 62\" role=\"img\" "
         "aria-label=\"What fills a packet\">";
  Bar bar(out, whole);
  if (overhead && inner != 0) {
    const auto outer = overhead->outer_header - overhead->own_header;
    const auto padding = packet - std::min(packet, outer + overhead->udp + overhead->fixed + inner);
    bar.piece(0, outer, "IP");
    bar.piece(1, overhead->udp, "UDP");
    bar.piece(2, overhead->fixed + padding, "ESP");
    bar.piece(3, inner, "inner packet");
  } else {
    bar.piece(0, packet, "outer packet");
  }
  if (mtu.octets != 0)
    out << fmt::format(
        "<line class=\"limit\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"12\" y2=\"50\"/><text "
        "x=\"{1:.1f}\" y=\"60\" text-anchor=\"end\">path MTU {2}</text>",
        std::min(bar.x(mtu.octets), width - 1), std::min(bar.x(mtu.octets), width - 1),
        known ? std::to_string(mtu.octets) : fmt::format("at least {}", mtu.octets));
  out << fmt::format("<text x=\"0\" y=\"60\">largest seen {}</text></svg><figcaption>{}",
                     flow.largest_outer, path_mtu_text(mtu));
  if (inner != 0 && !known && mtu.octets != 0)
    out << fmt::format(" Inner packets of at least {} octets fit.", inner);
  if (inner != 0 && known)
    out << fmt::format(
        " Inner packets of up to {} octets fit{}.", inner,
        sessions::tcp_mss(inner, false) != 0
            ? fmt::format(": a TCP MSS of {} (IPv4) or {} (IPv6)", sessions::tcp_mss(inner, false),
                          sessions::tcp_mss(inner, true))
            : "");
  if (flow.ip_fragmented != 0)
    out << fmt::format(" <b class=\"bad\">{} came as IP fragments.</b>",
                       counted(flow.ip_fragmented, "packet"));
  out << "</figcaption></figure>\n";
}

}  // namespace espect::report::html
