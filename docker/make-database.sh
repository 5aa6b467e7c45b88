#!/bin/sh
# Runs once, when the volume is empty: the site's role is no superuser, and owns its database. Extensions that the migrations need are trusted.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$SITE_PASSWORD" <<'SQL'
CREATE ROLE lomashwood LOGIN PASSWORD :'password';
CREATE DATABASE lomashwood OWNER lomashwood;
SQL
