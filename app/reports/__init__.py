"""Papers and workbooks: document model, renderers, readers, one builder per form."""
