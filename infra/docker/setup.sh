#!/bin/sh
# What an installation has of its own is made on its first start and left alone on every later one.
set -eu

refuse() { echo "$1" >&2; exit 1; }

if [ -n "$DOMAIN" ]; then
  [ "$SECURE_COOKIES" = true ] || refuse 'DOMAIN is set, so people come over https: set SECURE_COOKIES=true.'
  [ "$DEMO" != true ] || refuse 'DEMO=true makes people with well-known passwords: not where DOMAIN is set.'
fi

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# keep NAME OWNER: what comes in, readable by that one alone. Made aside and moved: one that is cut short leaves none.
keep() {
  umask 077
  cat > "/secrets/$1.part"
  chown "$2" "/secrets/$1.part"
  chmod 400 "/secrets/$1.part"
  mv "/secrets/$1.part" "/secrets/$1"
}
missing() { [ ! -s "/secrets/$1" ]; }

product=10001:10001
database=999:999

missing jwt-secret && random | keep jwt-secret $product
missing metrics-token && random | keep metrics-token $product
missing postgres-password && random | keep postgres-password $database
# What two of them have to agree on is kept in one go, the last file last.
if missing database-url; then
  password=$(random)
  echo "$password" | keep product-password $database
  echo "postgres://dentracrm:$password@postgres:5432/postgres" | keep database-url $product
fi
if missing redis-url; then
  password=$(random)
  echo "requirepass $password" | keep redis.conf 999:999
  echo "redis://:$password@redis:6379" | keep redis-url $product
fi
chmod 755 /secrets

# Until there is a real one, so that nginx starts.
if [ -n "$DOMAIN" ] && [ ! -s /certificates/fullchain.pem ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$DOMAIN" \
    -keyout /certificates/privkey.pem -out /certificates/fullchain.pem 2> /tmp/openssl.log || refuse "$(cat /tmp/openssl.log)"
  chmod 400 /certificates/privkey.pem
fi
chown -R 101:101 /certificates
chown 999:999 /backups
echo 'The secrets of this installation are there.'
