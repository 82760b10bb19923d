#!/bin/sh
# A removed package leaves its configuration, its secret and its queue: in the queue may be what nobody has sent yet.
# `apt purge` takes secret and queue too; with rpm they are the operator's to delete. The user stays, as it may own files
# elsewhere.
set -eu

if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
fi
if [ "$1" = purge ]; then
	rm -f /etc/otelcol-scout/client-secret
	rm -rf /var/lib/otelcol-scout
fi
