#!/bin/sh
# Asks for a certificate by the proof over HTTP that nginx serves, and twice a day whether it is to be renewed.
set -eu
if [ -z "$DOMAIN" ] || [ -z "$ACME_EMAIL" ]; then
  echo 'A certificate needs DOMAIN and ACME_EMAIL.' >&2
  exit 1
fi
# As process 1 it would not hear a request to stop.
trap 'exit 0' TERM
# The key first: nginx looks at the chain to see that there is something new.
# shellcheck disable=SC2016
hook='cp "$RENEWED_LINEAGE/privkey.pem" /certificates/privkey.pem && cp "$RENEWED_LINEAGE/fullchain.pem" /certificates/fullchain.pem && chown 101:101 /certificates/*.pem'
while true; do
  certbot certonly --non-interactive --agree-tos --email "$ACME_EMAIL" --webroot --webroot-path /acme \
    --domain "$DOMAIN" --cert-name dentracrm --keep-until-expiring --deploy-hook "$hook" \
    || echo 'The certificate could not be had; it is asked for again in twelve hours.' >&2
  sleep 43200 &
  wait $!
done
