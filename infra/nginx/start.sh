#!/bin/sh
# Starts nginx with TLS where DOMAIN is set, without where it is not.
set -eu

site=plain
if [ -n "${DOMAIN:-}" ]; then site=tls; fi
run() { nginx -p /tmp/ -c "/etc/nginx/dentracrm/$site.conf" "$@"; }

if [ "$site" = tls ]; then
  touch /tmp/loaded
  # A certificate that was renewed is loaded within the hour, and no connection is cut for it.
  while sleep 3600; do
    if [ -n "$(find /certificates/fullchain.pem -newer /tmp/loaded)" ]; then
      touch /tmp/loaded
      run -s reload
    fi
  done &
fi
exec nginx -p /tmp/ -c "/etc/nginx/dentracrm/$site.conf" -g 'daemon off;'
