// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>
#include <string>

#include "analyzer/run/capture_run.h"

namespace espect::test {

// All datagrams of the capture of a sample, borrowed until `use` returns.
inline void each_datagram(const std::string& sample, std::function<void(const Datagram&)> use) {
  class Hands : public DatagramListener {
   public:
    explicit Hands(std::function<void(const Datagram&)> use) : use_(std::move(use)) {}
    void on(const Datagram& datagram) override { use_(datagram); }

   private:
    std::function<void(const Datagram&)> use_;
  };
  Hands hands(std::move(use));
  run::CaptureRun run({.path = ESPECT_SAMPLES_FOLDER "/" + sample + "/capture.pcap"});
  run.into(hands);
}

}  // namespace espect::test
