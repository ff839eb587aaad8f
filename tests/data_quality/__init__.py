"""Tests of 数据质量."""
