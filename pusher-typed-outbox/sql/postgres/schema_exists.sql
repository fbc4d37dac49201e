-- Whether the tables have been created, in the current search path.
SELECT to_regclass('pusher_schema') IS NOT NULL
