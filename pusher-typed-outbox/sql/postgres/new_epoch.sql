-- Begins a new epoch: subscribers of recoverable channels get a reset. For use after a restore that the other parts of the
-- epoch do not show, such as a snapshot of the disk.
UPDATE pusher_epoch SET word = DEFAULT
