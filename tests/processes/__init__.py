"""Tests of 业务流程."""
