#!/bin/sh
# Runs once, as the databases are made: the product makes databases of its own, and is no superuser.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set password="$(cat /secrets/product-password)" --username postgres << 'SQL'
create role dentracrm login createdb password :'password';
SQL
