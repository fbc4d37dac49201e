-- The epoch and, for each of the channels $1, in their order, the last offset; and the isolation level of the transaction.
WITH current AS MATERIALIZED (SELECT pusher_current_epoch() AS epoch)
SELECT epoch, coalesce(last_offset, 0), current_setting('transaction_isolation')
FROM current, unnest($1::text[]) WITH ORDINALITY AS request (channel, at)
LEFT JOIN pusher_offsets USING (channel)
ORDER BY at
