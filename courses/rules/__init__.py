"""Calculations about ways through a course: plain values in, plain values out."""
