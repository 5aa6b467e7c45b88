#!/bin/sh
# Creates the site's role, which is not a superuser, and a database that the role owns. Postgres runs this script only if its
# volume is empty. The role may create the extensions that the migrations need, because Postgres marks them as trusted.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$SITE_PASSWORD" <<'SQL'
CREATE ROLE lomashwood LOGIN PASSWORD :'password';
CREATE DATABASE lomashwood OWNER lomashwood;
SQL
