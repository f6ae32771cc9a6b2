"""The page of dues: a year's sheet, making lists, registering payments, arrears."""
