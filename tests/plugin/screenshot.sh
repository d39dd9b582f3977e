#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: screenshot.sh ESPECT_SO CAPTURE OUTPUT.png [KEYS VIEW [FRAME]]
# Wireshark with the plugin under a virtual screen. Without KEYS at the proposal of the first message; with them,
# VIEW says what: list (an opened message in list and tree), packets (the list alone), plain (the list of Wireshark without
# the plugin and its profile), expert, statistics, findings, tunnels or coverage (their windows).
# Needs: wireshark, Xvfb, xdotool, ImageMagick's import, setpriv when run as root.
set -eu
plugin=$1 capture=$2 output=$3 keys=${4:-} view=${5:-proposal} frame=${6:-}
folder=$(mktemp -d)
screen_pid='' wireshark_pid=''
finish() {
  if [ -n "$wireshark_pid" ]; then kill "$wireshark_pid" 2>/dev/null || true; fi
  if [ -n "$screen_pid" ]; then kill "$screen_pid" 2>/dev/null || true; fi
  sleep 1
  rm -rf "$folder"
}
trap finish EXIT

minor=$(tshark --version 2>/dev/null | sed -n '1s/.*Wireshark) \([0-9]*\.[0-9]*\).*/\1/p')
mkdir -p "$folder/.local/lib/wireshark/plugins/$minor/epan" "$folder/.config/wireshark" "$folder/run"
if [ "$view" != plain ]; then cp "$plugin" "$folder/.local/lib/wireshark/plugins/$minor/epan/espect.so"; fi
cp "$capture" "$folder/$(basename "$(dirname "$capture")").pcap"
cat >"$folder/.config/wireshark/preferences" <<'PREFERENCES'
gui.update.enabled: FALSE
gui.ask_unsaved: FALSE
gui.qt.font_name: DejaVu Sans Mono,10,-1,5,50,0,0,0,0,0
gui.expert_composite_eyecandy: TRUE
PREFERENCES
if [ -n "$keys" ] && [ "$view" != plain ]; then
  cp -r "$keys" "$folder/keys"
  profile=$(dirname "$0")/../../docs/wireshark/profile
  cp "$profile/colorfilters" "$folder/.config/wireshark/colorfilters"
  cat "$profile/preferences" >>"$folder/.config/wireshark/preferences"
  cat "$profile/recent" >>"$folder/.config/wireshark/recent"
  echo "espect.keys: $folder/keys" >>"$folder/.config/wireshark/preferences"
  chmod -R go-rwx "$folder/keys"
fi
cat >"$folder/.config/wireshark/recent_common" <<'RECENT'
gui.toolbar_main_show: TRUE
gui.filter_toolbar_show: TRUE
gui.statusbar_show: TRUE
gui.geometry_main_x: 0
gui.geometry_main_y: 0
gui.geometry_main_width: 1400
gui.geometry_main_height: 900
gui.geometry_main_maximized: FALSE
privs.warn_if_elevated: FALSE
sys.warn_if_no_capture: FALSE
RECENT
cat >>"$folder/.config/wireshark/recent" <<'RECENT'
gui.packet_list_show: TRUE
gui.tree_view_show: TRUE
gui.byte_view_show: TRUE
gui.geometry_main_upper_pane: UPPER
gui.geometry_main_lower_pane: 880
RECENT
case $view in packets | plain) upper=620 ;; *) upper=210 ;; esac
sed -i "s/UPPER/$upper/" "$folder/.config/wireshark/recent"
chmod 755 "$folder" "$folder/run"
as_user=''
if [ "$(id -u)" = 0 ]; then
  chown -R 65534:65534 "$folder"
  as_user='setpriv --reuid=65534 --regid=65534 --clear-groups'
fi

filter='' table='' go=''
if [ -n "$frame" ]; then go="-g $frame"; fi
case $view in
  proposal) filter='-Y isakmp' ;;
  statistics) table='-z espect,flows' ;;
  findings) table='-z espect,audit' ;;
  tunnels) table='-z espect,tunnels' ;;
  coverage) table='-z espect,coverage' ;;
  *) ;;
esac

display=:$((90 + $$ % 900))
Xvfb "$display" -screen 0 1400x900x24 -nolisten tcp >/dev/null 2>&1 &
screen_pid=$!
sleep 2
export DISPLAY="$display"
mkdir -p "$folder/none"
$as_user env HOME="$folder" XDG_RUNTIME_DIR="$folder/run" WIRESHARK_EXTCAP_DIR="$folder/none" QT_QPA_PLATFORM=xcb \
  wireshark -r "$folder"/*.pcap $filter $table $go >/dev/null 2>&1 &
wireshark_pid=$!

window=''
for _ in $(seq 60); do
  window=$(xdotool search --onlyvisible --name '\.pcap' 2>/dev/null | head -1 || true)
  if [ -n "$window" ]; then break; fi
  sleep 1
done
if [ -z "$window" ]; then
  echo 'Wireshark shows no window' >&2
  exit 1
fi
sleep 5
take() { import -window root +dither -colors 128 "PNG8:$output"; }
# place NAME WIDTH HEIGHT: a window of Wireshark over the lower half of the main one. There is no window manager.
place() {
  dialog=$(xdotool search --onlyvisible --name "$1" | tail -1)
  xdotool windowsize "$dialog" "$2" "$3" windowmove "$dialog" 130 280
  sleep 2
}
xdotool windowsize "$window" 1400 900 windowmove "$window" 0 0
sleep 1
case $view in
  list)
    xdotool mousemove 300 193 click 1
    sleep 2
    xdotool mousemove 300 398 click 1 # the message, all below it open
    xdotool key shift+Right
    sleep 1
    xdotool click --repeat 10 --delay 80 5
    sleep 1
    take
    exit
    ;;
  expert)
    xdotool mousemove 12 889 click 1
    sleep 3
    place 'Expert' 1150 560
    xdotool mousemove 337 785 click 1 # each finding with its sentence, not in groups
    sleep 1
    xdotool mousemove 152 338 click 1 # what is high, open
    sleep 1
    take
    exit
    ;;
  packets | plain)
    xdotool mousemove 1399 899 # a row below the pointer looks chosen
    sleep 1
    take
    exit
    ;;
  statistics | findings | tunnels | coverage)
    place 'IPsec:' 1250 300
    take
    exit
    ;;
  *) ;;
esac
# From the third message on, look for a string in the packet details: the first one has it.
xdotool mousemove 300 153 click 1
sleep 1
xdotool key ctrl+f
sleep 1
xdotool mousemove 595 102 click 1
sleep 1
xdotool key End Up Return # the kinds of search end with String and Regular Expression
sleep 1
xdotool mousemove 110 102 click 1
sleep 1
xdotool key Home Down Return # Packet details
sleep 1
xdotool mousemove 950 102 click 1
xdotool type 'Transform: ADDKE1'
sleep 1
xdotool key Return
sleep 3
# What is in the transform, and away with the search.
xdotool mousemove 200 823 click --repeat 2 --delay 80 1
sleep 1
xdotool click --repeat 3 --delay 80 5
sleep 1
xdotool mousemove 1350 102 click 1
sleep 1
take
