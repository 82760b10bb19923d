#!/bin/sh
# Stops the service when the package goes, and leaves it alone at an upgrade: the new version restarts it.
set -eu

case "$1" in
remove | 0) ;;
*) exit 0 ;;
esac

if [ -d /run/systemd/system ]; then
	systemctl disable --now otelcol-scout.service
fi
