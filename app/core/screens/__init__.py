"""Screens over tables, made from declarations: lists, forms, details, exports, history."""
