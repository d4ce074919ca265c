#!/bin/sh
# Every night at BACKUP_HOUR (UTC), and at once where there is none of the last day: each database of the product in a
# file of its own. `now` makes one and ends; `check` says whether there is one of the last day.
set -eu

recent() { find /backups -maxdepth 1 -name '20*Z' -mmin -1560 | grep -q .; }
if [ "${1:-}" = check ]; then recent && exit 0; echo 'There is no backup of the last day.' >&2; exit 1; fi

PGPASSWORD=$(cat /secrets/product-password)
export PGPASSWORD PGHOST=postgres PGUSER=dentracrm PGCONNECT_TIMEOUT=10

# A folder gets its name when all of it is there.
back_up() {
  name=$(date -u +%Y-%m-%dT%H-%M-%SZ)
  rm -rf /backups/*.part
  mkdir "/backups/$name.part" || return 1
  psql --no-psqlrc --tuples-only --no-align --dbname postgres --command \
    "select datname from pg_database where datname like 'dentracrm\\_%' order by datname" > /tmp/databases || return 1
  while read -r database; do
    pg_dump --format custom --file "/backups/$name.part/$database.dump" "$database" < /dev/null || return 1
  done < /tmp/databases
  mv "/backups/$name.part" "/backups/$name" || return 1
  find /backups -maxdepth 1 -name '20*Z' -mtime "+$BACKUP_DAYS" -exec rm -rf {} +
  echo "{\"backup\":\"$name\",\"databases\":$(wc -l < /tmp/databases),\"kilobytes\":$(du -sk "/backups/$name" | cut -f1)}"
}

if [ "${1:-}" = now ]; then back_up; exit; fi
# As process 1 it would not hear a request to stop.
trap 'exit 0' TERM
while true; do
  if ! recent || { [ "$(date -u +%k)" -eq "$BACKUP_HOUR" ] && ! find /backups -maxdepth 1 -name '20*Z' -mmin -120 | grep -q .; }; then
    back_up || echo '{"backup":null,"level":"error","msg":"The backup failed; it is tried again in ten minutes."}' >&2
  fi
  sleep 600 &
  wait $!
done
