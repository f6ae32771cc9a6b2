"""What a record is: kinds of value, fields, layouts, findings. Imports nothing of ours."""
