"""Engine: workbooks that people fill in, read safely, checked as a whole and stored at once."""
