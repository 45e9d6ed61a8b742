#!/bin/bash
# Installs what the lab needs, on Debian, as root. In packages.txt the first five are what an appliance installs for
# itself; libcharon-extra-plugins brings ESP in user space; the last two lay and watch the network.
set -euo pipefail
cd "$(dirname "$0")"
apt-get update
DEBIAN_FRONTEND=noninteractive xargs -a packages.txt apt-get install -y --no-install-recommends
