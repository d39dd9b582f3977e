// SPDX-License-Identifier: GPL-2.0-or-later
// The shortest program that reads a capture with libpcap and looks at every packet.
#include <cstdio>

#include <pcap/pcap.h>

int main(int count, char** arguments) {
  char problem[PCAP_ERRBUF_SIZE];
  pcap_t* capture = count == 2 ? pcap_open_offline(arguments[1], problem) : nullptr;
  if (capture == nullptr) {
    std::fprintf(stderr, "usage: bench_pcap_loop CAPTURE\n");
    return 2;
  }
  pcap_pkthdr* header = nullptr;
  const unsigned char* octets = nullptr;
  unsigned long long sum = 0;
  while (pcap_next_ex(capture, &header, &octets) == 1)
    sum += header->caplen + octets[header->caplen - 1];
  std::printf("%llu\n", sum);
  pcap_close(capture);
}
