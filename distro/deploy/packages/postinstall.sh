#!/bin/sh
# Makes the secret's file, and restarts the service where it runs. It is not started by itself: without an account it
# would only fill its queue. dpkg says "configure" and, at an upgrade, the version before; rpm counts the packages.
set -eu

secret=/etc/otelcol-scout/client-secret
if [ ! -e "$secret" ]; then
	(umask 077 && : >"$secret")
fi

case "$1" in
configure) before=${2:-} ;;
1) before= ;;
[0-9]*) before=another ;;
*) exit 0 ;; # dpkg gives up an upgrade: everything stays as it was
esac

if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
	systemctl try-restart otelcol-scout.service
fi
if [ -z "$before" ]; then
	echo "otelcol-scout: write your account into /etc/otelcol-scout/otelcol-scout.env and $secret,"
	echo "otelcol-scout: then: systemctl enable --now otelcol-scout"
fi
