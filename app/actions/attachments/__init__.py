"""附件: files taken in with a record, named, changed, put aside."""
