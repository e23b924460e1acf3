# Sourced once, when the database is made. The service's role owns its database and is no superuser.
psql --username postgres --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/database_password)" <<'SQL'
CREATE ROLE app LOGIN PASSWORD :'password';
CREATE DATABASE app OWNER app;
-- From now on it signs in over the socket in this container only.
ALTER ROLE postgres PASSWORD NULL;
SQL
