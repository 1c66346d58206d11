"""The renderers, one module per form."""
