"""Tests of 年报驾驶舱."""
