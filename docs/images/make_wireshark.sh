#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: make_wireshark.sh ESPECT_SO [NAME...]
# The pictures of Wireshark in this folder, of samples; with names only those. before-after/ has the packet list of plain
# Wireshark above that of Wireshark with the plugin, the sample's keys and the profile. Needs what tests/plugin/screenshot.sh
# needs, and ImageMagick's convert.
set -eu
plugin=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
shot=$root/tests/plugin/screenshot.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

wanted() {
  if [ $# -eq 1 ]; then return 0; fi
  name=$1
  shift
  for each in "$@"; do if [ "$each" = "$name" ]; then return 0; fi; done
  return 1
}

picture() { # NAME SAMPLE VIEW [FRAME]
  sh "$shot" "$plugin" "$root/samples/$2/capture.pcap" "$here/$1.png" "$root/samples/$2/keys" "$3" ${4:+"$4"}
}

before_after() { # SAMPLE FRAME: the list from that frame on
  sample=$root/samples/$1
  # The headings and a row for each packet, of those that there is room for.
  rows=$(capinfos -Mc "$sample/capture.pcap" | sed -n 's/^Number of packets: *//p')
  height=$((24 + 17 * rows))
  if [ "$height" -gt 448 ]; then height=448; fi
  for view in plain packets; do
    sh "$shot" "$plugin" "$sample/capture.pcap" "$folder/$view.png" "$sample/keys" "$view" "$2"
    convert "$folder/$view.png" -crop "1400x$height+0+90" +repage "$folder/$view-cut.png"
  done
  mkdir -p "$here/before-after"
  convert "$folder/plain-cut.png" -size 1400x6 xc:black "$folder/packets-cut.png" -append +dither -colors 96 \
    "PNG8:$here/before-after/$1.png"
}

if wanted wireshark "$@"; then sh "$shot" "$plugin" "$root/samples/hybrid-ml-kem/capture.pcap" "$here/wireshark.png"; fi
if wanted wireshark-opened "$@"; then picture wireshark-opened hybrid-ml-kem list; fi
if wanted wireshark-statistics "$@"; then picture wireshark-statistics esp-replay statistics; fi
if wanted wireshark-findings "$@"; then picture wireshark-findings esp-replay findings; fi
if wanted wireshark-tunnels "$@"; then picture wireshark-tunnels ike-auth-refused tunnels; fi
if wanted wireshark-expert "$@"; then picture wireshark-expert esp-replay expert; fi
for pair in hybrid-ml-kem:1 esp-replay:134 ike-auth-refused:1 invalid-ke-retry:1 peer-restarted:33 lmap-ptb:46 \
  esp-echo-encrypted:52 vpn-id-defect:1 dscp-defect:1 ikev1-quick-mode-refused:1; do
  sample=${pair%:*}
  if wanted "$sample" "$@"; then before_after "$sample" "${pair#*:}"; fi
done
