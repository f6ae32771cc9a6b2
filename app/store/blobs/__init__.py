"""The contents of attachments: kept once each, protected, read back only as they were kept."""
