#!/bin/bash
# Installs what the benchmark compiles its own programs with, on Debian, as root.
set -euo pipefail
cd "$(dirname "$0")"
apt-get update
DEBIAN_FRONTEND=noninteractive xargs -a packages.txt apt-get install -y --no-install-recommends
