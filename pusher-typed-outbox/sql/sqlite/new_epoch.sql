-- Begins a new epoch: subscribers of recoverable channels get a reset. For use after the file was restored from a copy.
UPDATE pusher_epoch SET word = lower(hex(randomblob(6)))
