"""Tests of 监督证书."""
