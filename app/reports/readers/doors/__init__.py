"""The doors a file passes before the workbook library may see it, cheapest first."""
