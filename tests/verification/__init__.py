"""Tests of 资格验证."""
