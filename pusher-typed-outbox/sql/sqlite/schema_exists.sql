-- Whether the tables have been created.
SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'pusher_schema')
