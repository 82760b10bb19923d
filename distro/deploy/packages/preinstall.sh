#!/bin/sh
# The service's user, before its folder is unpacked. $1 differs between dpkg and rpm, and makes no difference here.
set -eu

getent group otelcol-scout >/dev/null || groupadd --system otelcol-scout
getent passwd otelcol-scout >/dev/null || useradd --system --gid otelcol-scout --no-create-home \
	--home-dir /var/lib/otelcol-scout --shell /usr/sbin/nologin otelcol-scout
